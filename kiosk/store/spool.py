"""Print jobs, every try to print them, and what became of each; states after IPP, plus `unknown`."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from kiosk.clock import stamp
from kiosk.store.database import Database, number, row, rows

STATES = ("pending", "held", "processing", "completed", "aborted", "canceled", "unknown")
"""RFC 8011 5.3.7, and `unknown`, which asks a human."""
COMPLETED, NOT_PRINTED = "completed", "not-printed"
"""How a try can have ended, as its printer says; "" while it has said neither."""
_FACTS = (
    "SELECT spool.* FROM unprinted CROSS JOIN spool ON spool.id = unprinted.job_id"  # CROSS JOIN: the small side first
)


@dataclass(frozen=True, slots=True)
class Job:
    """Something to print. `subject` is what it is made from (a case id, an update id).

    `session` is the hash of the session of a citizen alone, "" for what a mediator asks for.
    """

    id: str
    kind: str
    reference: str
    subject: str
    language: str
    plain: bool
    large: bool
    station_id: str
    session: str
    queued_at: datetime


def add(db: Database, job: Job) -> None:
    """Queue a job as `pending`."""
    db.conn.execute(
        "INSERT INTO jobs (id, kind, reference, subject, language, plain, large, station_id, session, queued_at)"
        " VALUES (?,?,?,?,?,?,?,?,?,?)",
        (job.id, job.kind, job.reference, job.subject, job.language, int(job.plain), int(job.large), job.station_id,
         job.session, stamp(job.queued_at)),
    )  # fmt: skip
    note(db, job.id, job.queued_at, "pending")


def note(db: Database, job_id: str, at: datetime, state: str, detail: str = "") -> None:
    """What became of a job; its newest note is its state."""
    db.conn.execute(
        "INSERT INTO job_states (job_id, at, state, detail) VALUES (?,?,?,?)", (job_id, stamp(at), state, detail)
    )


def take(db: Database, job_id: str, at: datetime) -> None:
    """The person has their paper in hand."""
    db.conn.execute("UPDATE jobs SET taken_at = ? WHERE id = ?", (stamp(at), job_id))


def add_try(db: Database, job_id: str, printer: str, copy: int, at: datetime) -> int:
    """The bytes of a job go to a printer now, marked as that copy; the id of this try."""
    made = db.conn.execute(
        "INSERT INTO tries (job_id, printer, copy, at) VALUES (?,?,?,?)", (job_id, printer, copy, stamp(at))
    )
    return int(made.lastrowid)


def end_try(db: Database, try_id: int, ended: str) -> None:
    """What its printer says of a try: COMPLETED or NOT_PRINTED."""
    db.conn.execute("UPDATE tries SET ended = ? WHERE id = ?", (ended, try_id))


def get(db: Database, job_id: str) -> dict[str, Any] | None:
    """One job with its state and its last try (`try_id` None where it had none)."""
    return row(db, "SELECT * FROM spool WHERE id = ?", job_id)


def in_state(db: Database, state: str, limit: int = 1000) -> list[dict[str, Any]]:
    """Jobs in a state that is not the last (neither `completed` nor `canceled`), the oldest first."""
    return rows(db, f"{_FACTS} WHERE state = ? ORDER BY queued_at LIMIT ?", state, limit)


def of_sessions(db: Database) -> list[dict[str, Any]]:
    """Jobs of citizens alone that are neither out nor canceled."""
    return rows(db, f"{_FACTS} WHERE session <> ''")


def recent(db: Database, limit: int = 30) -> list[dict[str, Any]]:
    """The newest jobs, whatever became of them."""
    return rows(db, "SELECT * FROM spool ORDER BY queued_at DESC LIMIT ?", limit)


def at_screen(db: Database, session: str, station_id: str, subject: str) -> dict[str, Any] | None:
    """The newest job that a citizen alone asked for in this session, else the newest of a subject asked for here."""
    if session:
        return row(db, "SELECT * FROM spool WHERE session = ? ORDER BY queued_at DESC, id LIMIT 1", session)
    return row(
        db,
        "SELECT * FROM spool WHERE subject = ? AND station_id = ? AND session = '' ORDER BY queued_at DESC, id LIMIT 1",
        subject,
        station_id,
    )


def latest_copy(db: Database, kinds: tuple[str, ...], subject: str) -> int:
    """The highest number on a paper of these kinds, of this subject, that may be in the world; 0 for none.

    Not how many there are: of two that print at once, the first may fail, and its second try would bear the number of
    the other.
    """
    marks = ",".join("?" * len(kinds))
    return number(
        db,
        "SELECT max(copy) FROM jobs JOIN tries ON tries.job_id = jobs.id"
        f" WHERE kind IN ({marks}) AND subject = ? AND ended <> '{NOT_PRINTED}'",
        *kinds,
        subject,
    )


def cut_off(db: Database, printer: str, before: int) -> bool:
    """Whether the last bytes that may have reached a printer, before that try, were perhaps not all of them."""
    last = row(
        db,
        f"SELECT ended FROM tries WHERE printer = ? AND id < ? AND ended <> '{NOT_PRINTED}' ORDER BY id DESC LIMIT 1",
        printer,
        before,
    )
    return last is not None and last["ended"] != COMPLETED

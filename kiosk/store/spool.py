"""Print jobs, every try to print them, and what became of each; states after IPP, plus `unknown`."""

import json
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from msgspec import Struct
from msgspec.structs import asdict, replace

from kiosk.clock import stamp
from kiosk.domain.printing.print_job import NEW_TRY, Job, JobState, PrintJob, Reason, TryOutcome
from kiosk.store.database import Database, read_column, read_row, read_rows, read_value, to_json_array, to_row


class StoredPrinter(Struct, frozen=True):
    """A printer as it is kept: `carrier` and `paper` are kinds, `profile` is a model, `settings` holds no secret."""

    id: str
    name: str
    carrier: str
    settings: Mapping[str, str]
    paper: str
    profile: str
    forgotten: bool = False


class PrinterChoice(Struct, frozen=True):
    """Where papers come out: "" is every station, every paper; no printer is that nothing prints there."""

    station_id: str
    papers: str
    printer_id: str | None


def save_printer(db: Database, kept: StoredPrinter, at: datetime) -> None:
    """Add a printer, or change the one of this id. Two that are not forgotten never have one name."""
    db.execute(
        "INSERT INTO printers (id, name, carrier, settings, paper, profile, added_at)"
        " VALUES (:id, :name, :carrier, :settings, :paper, :profile, :added_at)"
        " ON CONFLICT (id) DO UPDATE SET name = excluded.name, carrier = excluded.carrier,"
        " settings = excluded.settings, paper = excluded.paper, profile = excluded.profile",
        to_row(kept) | {"settings": json.dumps(dict(kept.settings), sort_keys=True), "added_at": stamp(at)},
    )


def mark_printer_forgotten(db: Database, printer_id: str, at: datetime) -> None:
    """It is offered and chosen no more; what was chosen less closely counts again."""
    db.table("printer_choices").delete_where("printer_id = ?", [printer_id])
    db.execute("UPDATE printers SET forgotten_at = ? WHERE id = ? AND forgotten_at IS NULL", (stamp(at), printer_id))


def read_printer(db: Database, printer_id: str) -> StoredPrinter | None:
    """The printer of this id, forgotten ones too."""
    return next(iter(_printers(db, "id = ?", printer_id)), None)


def read_named_printer(db: Database, name: str) -> StoredPrinter | None:
    """The one that is called so, capitals aside."""
    return next(iter(_printers(db, "name = ? COLLATE NOCASE AND forgotten_at IS NULL", name)), None)


def select_printers(db: Database) -> list[StoredPrinter]:
    """Those that are not forgotten, by name."""
    return _printers(db, "forgotten_at IS NULL")


def save_printer_choice(db: Database, choice: PrinterChoice) -> None:
    """From now on, in the place of what was chosen there before."""
    db.table("printer_choices").insert(asdict(choice), replace=True)


def delete_printer_choice(db: Database, station_id: str, papers: str) -> None:
    db.table("printer_choices").delete_where("station_id = ? AND papers = ?", [station_id, papers])


def select_printer_choices(db: Database) -> list[PrinterChoice]:
    return read_rows(PrinterChoice, db.table("printer_choices").rows_where(order_by="station_id, papers"))


def read_printer_choice(db: Database, station_id: str, papers: str) -> PrinterChoice | None:
    """The closest choice: this station's for these papers, then for all, then every station's; None where none is."""
    found = db.table("printer_choices").rows_where(
        "station_id IN (?, '') AND papers IN (?, '')",
        [station_id, papers],
        order_by="station_id != '' DESC, papers != '' DESC",
        limit=1,
    )
    return read_row(PrinterChoice, found)


def _printers(db: Database, where: str, *values: str) -> list[StoredPrinter]:
    columns = "id, name, carrier, settings, paper, profile, forgotten_at IS NOT NULL AS forgotten"
    found = db.table("printers").rows_where(where, values, order_by="name COLLATE NOCASE", select=columns)
    return read_rows(StoredPrinter, (record | {"settings": json.loads(record["settings"])} for record in found))


_FACTS = (
    "SELECT spool.* FROM unprinted CROSS JOIN spool ON spool.id = unprinted.job_id"  # CROSS JOIN: the small side first
)


def insert_print_job(db: Database, job: Job) -> None:
    db.table("jobs").insert(to_row(job))
    insert_job_state(db, job.id, job.queued_at, JobState.PENDING)


def insert_job_state(db: Database, job_id: str, at: datetime, state: JobState, detail: str = "") -> int:
    """What became of a job; its newest note is its state. Gives the note's id."""
    noted = {"job_id": job_id, "at": stamp(at), "state": state, "detail": detail}
    return db.table("job_states").insert(noted).last_rowid or 0


def update_print_job(db: Database, before: PrintJob, after: PrintJob, at: datetime) -> PrintJob:
    """Store what a job has become by `PrintJob.after`; gives it with the ids of its new try and note."""
    if after.try_id == NEW_TRY:
        begun = {"job_id": after.id, "printer": after.printer, "copy": after.copy, "at": stamp(at)}
        after = replace(after, try_id=db.table("tries").insert(begun).last_rowid)
    elif after.try_id and after.ended and after.ended != before.ended:
        db.execute("UPDATE tries SET ended = ? WHERE id = ?", (after.ended, after.try_id))
    if (after.state, after.detail) == (before.state, before.detail):
        return after
    return replace(after, note_id=insert_job_state(db, after.id, at, after.state, after.detail))


def mark_paper_taken(db: Database, job_id: str, at: datetime) -> None:
    db.execute("UPDATE jobs SET taken_at = ? WHERE id = ?", (stamp(at), job_id))


def read_print_job(db: Database, job_id: str) -> PrintJob | None:
    """One job with its state and its last try (`try_id` None where it had none)."""
    return next(iter(_print_jobs(db.view("spool").rows_where("id = ?", [job_id]))), None)


def select_jobs_in_state(db: Database, state: JobState, limit: int = 1000) -> list[PrintJob]:
    """Jobs in a state that is not the last (neither `completed` nor `canceled`), the oldest first."""
    return _print_jobs(db.query(f"{_FACTS} WHERE state = ? ORDER BY queued_at LIMIT ?", [state, limit]))


def select_doubtful_jobs(db: Database, services: Iterable[str], limit: int) -> list[PrintJob]:
    """Jobs that may not have come out, or cannot: of cases of these services, and of no case; the oldest first."""
    found = db.query(
        f"{_FACTS} LEFT JOIN events ON events.id = spool.subject LEFT JOIN updates ON updates.id ="
        " substr(spool.subject, instr(spool.subject, ':') + 1)"
        " LEFT JOIN cases ON cases.id = coalesce(events.stream, spool.subject)"
        " WHERE spool.state IN ('unknown', 'aborted') AND coalesce(cases.service_id, updates.service_id, '')"
        " IN (SELECT '' UNION SELECT value FROM json_each(?)) ORDER BY spool.queued_at LIMIT ?",
        [to_json_array(services), limit],
    )
    return _print_jobs(found)


def select_session_jobs(db: Database) -> list[PrintJob]:
    """Jobs of citizens alone that are neither out nor canceled."""
    return _print_jobs(db.query(f"{_FACTS} WHERE session <> ''"))


def select_recent_jobs(db: Database, limit: int = 30) -> list[PrintJob]:
    return _print_jobs(db.view("spool").rows_where(order_by="queued_at DESC", limit=limit))


def update_job_session(db: Database, session: str, new_session: str) -> None:
    """Jobs that a citizen alone asked for are theirs under the new hash of their session too."""
    db.execute("UPDATE jobs SET session = ? WHERE session = ? AND session <> ''", (new_session, session))


def read_screen_job(db: Database, session: str, station_id: str, subject: str) -> PrintJob | None:
    """The newest job that a citizen alone asked for in this session, else the newest of a subject asked for here."""
    if session:
        newest = "SELECT * FROM spool WHERE session = ? AND session <> '' ORDER BY queued_at DESC, id LIMIT 1"
        return next(iter(_print_jobs(db.query(newest, [session]))), None)
    newest = (
        "SELECT * FROM spool WHERE subject = ? AND station_id = ? AND session = '' ORDER BY queued_at DESC, id LIMIT 1"
    )
    return next(iter(_print_jobs(db.query(newest, [subject, station_id]))), None)


def update_job_reference(db: Database, subject: str, new_subject: str, reference: str) -> None:
    """What has not come out yet of a subject is printed of the new one, under the new number of its case."""
    db.execute(
        "UPDATE jobs SET subject = ?, reference = ? WHERE subject = ? AND id IN (SELECT job_id FROM unprinted)",
        (new_subject, reference, subject),
    )


def is_paper_asked_for(db: Database, kind: str, subject: str, reference: str) -> bool:
    """Whether a paper of this kind, under this number, is printed or is to be printed; not one that is a file."""
    lost = (JobState.CANCELED, JobState.ABORTED, Reason.IN_A_FILE)
    of = "kind = ? AND subject = ? AND reference = ?"
    asked = f"SELECT 1 FROM spool WHERE {of} AND state NOT IN (?, ?) AND detail <> ?"
    return read_value(db, asked, kind, subject, reference, *lost) is not None


def select_waiting_subjects(db: Database, since: datetime) -> set[str]:
    """The subjects (cases, or streams of events) of desks' jobs queued after `since` that are not printed yet."""
    waiting = (
        "SELECT DISTINCT coalesce(events.stream, jobs.subject) FROM unprinted"
        " JOIN jobs ON jobs.id = unprinted.job_id LEFT JOIN events ON events.id = jobs.subject"
        " WHERE jobs.session = '' AND jobs.queued_at > ?"
    )
    return set(read_column(db, waiting, stamp(since)))


def read_latest_copy(db: Database, kinds: tuple[str, ...], subject: str, reference: str) -> int:
    """The highest number on a paper of these kinds, of this subject, that may be in the world; 0 for none.

    A paper that bears a former number of the case is another paper.

    Not how many there are: of two that print at once, the first may fail, and its second try would bear the number of
    the other.
    """
    marks = ",".join("?" * len(kinds))
    latest = (
        "SELECT max(copy) FROM jobs JOIN tries ON tries.job_id = jobs.id"
        f" WHERE kind IN ({marks}) AND subject = ? AND reference = ?"
        f" AND ended NOT IN ('{TryOutcome.NOT_PRINTED}', '{TryOutcome.IN_A_FILE}')"
    )
    return int(read_value(db, latest, *kinds, subject, reference) or 0)


def was_print_cut_off(db: Database, printer: str, before: int) -> bool:
    """Whether the last bytes that may have reached a printer, before that try, were perhaps not all of them."""
    ended = (
        f"SELECT ended FROM tries WHERE printer = ? AND id < ? AND ended <> '{TryOutcome.NOT_PRINTED}'"
        " ORDER BY id DESC LIMIT 1"
    )
    last = read_value(db, ended, printer, before)
    return last not in (None, TryOutcome.COMPLETED, TryOutcome.IN_A_FILE)


def _print_jobs(found: Iterable[dict[str, Any]]) -> list[PrintJob]:
    """The jobs of rows of the view `spool`."""
    return read_rows(
        PrintJob,
        (record | {"printer": record["printer"] or "", "ended": record["ended"] or None} for record in found),
    )

"""Print jobs that are not confirmed yet, and what became of each; states after IPP, plus `unknown`."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from kiosk.clock import stamp
from kiosk.store.database import Database, number, row, rows

STATES = ("pending", "held", "processing", "completed", "aborted", "canceled", "unknown")
"""RFC 8011 5.3.7, and `unknown`, which asks a human."""


@dataclass(frozen=True, slots=True)
class Job:
    """Something to print. `subject` is what it is made from (a case id, an update id); `copy` counts from 1."""

    id: str
    kind: str
    reference: str
    subject: str
    language: str
    plain: bool
    paper: str
    copy: int
    station_id: str
    queued_at: datetime


def add(db: Database, job: Job) -> None:
    """Queue a job as `pending`."""
    db.conn.execute(
        "INSERT INTO jobs (id, kind, reference, subject, language, plain, paper, copy, station_id, queued_at)"
        " VALUES (?,?,?,?,?,?,?,?,?,?)",
        (job.id, job.kind, job.reference, job.subject, job.language, int(job.plain), job.paper, job.copy,
         job.station_id, stamp(job.queued_at)),
    )  # fmt: skip
    note(db, job.id, job.queued_at, "pending")


def note(db: Database, job_id: str, at: datetime, state: str, detail: str = "") -> None:
    """What became of a job; its newest note is its state."""
    db.conn.execute(
        "INSERT INTO job_states (job_id, at, state, detail) VALUES (?,?,?,?)", (job_id, stamp(at), state, detail)
    )


def get(db: Database, job_id: str) -> dict[str, Any] | None:
    """One job with its state."""
    return row(db, "SELECT * FROM spool WHERE id = ?", job_id)


def in_state(db: Database, state: str, limit: int = 100) -> list[dict[str, Any]]:
    """Jobs in a state that is not the last (neither `completed` nor `canceled`), the oldest first."""
    return rows(
        db,
        "SELECT spool.* FROM unprinted CROSS JOIN spool ON spool.id = unprinted.job_id WHERE state = ?"
        " ORDER BY queued_at LIMIT ?",
        state,
        limit,
    )


def recent(db: Database, limit: int = 30) -> list[dict[str, Any]]:
    """The newest jobs, whatever became of them."""
    return rows(db, "SELECT * FROM spool ORDER BY queued_at DESC LIMIT ?", limit)


def copies(db: Database, kind: str, subject: str) -> int:
    """How many jobs of this kind this subject has had."""
    return number(db, "SELECT count(*) FROM jobs WHERE kind = ? AND subject = ?", kind, subject)

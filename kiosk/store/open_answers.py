"""Answers of the hub that the desk still has to deal with, those that are done, and who was asked to do them."""

from collections.abc import Iterable
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from msgspec import Struct, convert

from kiosk.clock import moment, stamp
from kiosk.domain.printing.print_job import Reason
from kiosk.store.database import Database, read_column, read_rows, to_json_array
from kiosk.store.updates import STORED, StoredUpdate


class CallOutcome(StrEnum):
    """Words: context `call-outcome`. After `REACHED` and `MESSAGE` nobody need call again; a message is left only where
    the person allowed it."""

    REACHED = "reached"
    MESSAGE = "message"
    NO_ANSWER = "no-answer"


TOLD_OUTCOMES = (CallOutcome.REACHED, CallOutcome.MESSAGE)
"""After one of these the person knows, or will."""


class WorkKind(StrEnum):
    """Kinds of work, the most urgent first: that is their order in the list. Words: context `work`.

    `DANGER`: an answer says that somebody is in danger. `PAPERS`: the service asks for papers. `MEND`: the hub refused
    something. `PAPER`: a print job in doubt, or that cannot be printed. `LEFT_NUMBER`: a number to say again to
    somebody who cannot read it. `NEW_NUMBER`: a person to tell of a changed number. `CALL`: a person who wished to
    be called about an answer. `ANSWER`: any other answer of the service. `DRAFT`: a case that is not finished.
    """

    DANGER = "danger"
    PAPERS = "papers"
    MEND = "mend"
    PAPER = "paper"
    LEFT_NUMBER = "left-number"
    NEW_NUMBER = "new-number"
    CALL = "call"
    ANSWER = "answer"
    DRAFT = "draft"


class DangerRow(Struct, frozen=True):
    """A case in which a danger is signalled, since when, and whether somebody at the desk has seen it."""

    case_id: str
    reference: str
    procedure_id: str
    at: datetime
    is_seen: bool


def insert_danger(db: Database, case_id: str, at: datetime) -> None:
    db.table("dangers").insert({"case_id": case_id, "at": stamp(at)})


def select_dangers(db: Database, services: Iterable[str]) -> list[DangerRow]:
    """The dangers that are signalled in cases of these services, the newest first, those that were seen too."""
    found = db.query(
        "SELECT dangers.case_id, submissions.reference, procedure_id, at, seen_at IS NOT NULL AS is_seen FROM dangers"
        " JOIN submissions USING (case_id) JOIN cases ON cases.id = dangers.case_id"
        " WHERE service_id IN (SELECT value FROM json_each(?)) ORDER BY at DESC",
        [to_json_array(services)],
    )
    return read_rows(DangerRow, found)


def mark_danger_seen(db: Database, case_id: str, at: datetime) -> None:
    db.execute("UPDATE dangers SET seen_at = ? WHERE case_id = ? AND seen_at IS NULL", [stamp(at), case_id])


class CallRow(Struct, frozen=True):
    """One call about an answer: what came of it, when, and who made it (a name)."""

    id: int
    update_id: str
    outcome: str
    by: str
    at: datetime


def insert_call(db: Database, update_id: str, mediator_id: str, outcome: CallOutcome, at: datetime) -> int:
    """Keep a call; gives its id."""
    call = {"update_id": update_id, "mediator_id": mediator_id, "at": stamp(at), "outcome": outcome}
    return db.table("calls").insert(call).last_rowid or 0


def select_calls(db: Database, update_ids: Iterable[str]) -> list[CallRow]:
    """The calls about these answers, the oldest first."""
    found = db.query(
        "SELECT calls.id, update_id, outcome, coalesce(mediators.name, '') AS \"by\", at FROM calls"
        " LEFT JOIN mediators ON mediators.id = mediator_id"
        " WHERE update_id IN (SELECT value FROM json_each(?)) ORDER BY calls.id",
        [to_json_array(update_ids)],
    )
    return read_rows(CallRow, found)


def has_calls_before(db: Database, at: datetime) -> bool:
    return db.table("calls").count_where("at < ?", [stamp(at)]) > 0


def delete_calls_before(db: Database, at: datetime) -> int:
    """Delete the calls made before then; gives how many."""
    return db.execute("DELETE FROM calls WHERE at < ?", (stamp(at),)).rowcount


def delete_call(db: Database, call_id: int) -> None:
    db.table("calls").delete_where("id = ?", [call_id])


class OpenAnswer(Struct, frozen=True):
    """An answer that waits at the desk. `case_id` and `procedure_id` are "" for a case of another site.

    `added_at` is when something was last added to the case after the answer came, here or elsewhere; `is_printed` is
    whether its letter came out of a printer, or is to come out.
    """

    update: StoredUpdate
    case_id: str
    procedure_id: str
    added_at: datetime | None
    is_printed: bool


class DoneAnswer(Struct, frozen=True):
    """An answer that is dealt with: whose, and by whom and when. `mediator` is a name."""

    update_id: str
    reference: str
    state: str
    mediator: str
    at: datetime


class HandedWork(Struct, frozen=True):
    """Work in a colleague's hands: who gave it (a name), whose it is now, and when."""

    by: str
    to_id: str
    to: str
    at: datetime


def select_promised_before(db: Database, services: Iterable[str], day: date, most: int) -> list[str]:
    """The references of undecided cases of these services to which an answer was promised by a day before this one, if
    nothing was asked for, the oldest first."""
    query = (
        "SELECT reference FROM open_promises JOIN submissions USING (case_id) JOIN cases ON cases.id = case_id"
        " WHERE day < ? AND service_id IN (SELECT value FROM json_each(?)) ORDER BY day, counter LIMIT ?"
    )
    return read_column(db, query, day.isoformat(), to_json_array(services), most)


def select_open_answers(db: Database, services: Iterable[str], limit: int) -> list[OpenAnswer]:
    """The open answers of these services: papers with a day first, the soonest first, then the oldest answer first."""
    found = db.query(
        f"SELECT {STORED}, coalesce(cases.id, '') AS case_id, coalesce(cases.procedure_id, '') AS procedure_id,"
        " (SELECT max(recorded_at) FROM events WHERE events.reference = updates.reference"
        " AND events.type = 'supplement' AND events.recorded_at >= updates.received_at) AS added_at,"
        " (SELECT max(at) FROM updates AS told WHERE told.reference = updates.reference"
        " AND told.kind = 'added' AND told.number > updates.number) AS told_at,"
        " EXISTS (SELECT 1 FROM spool WHERE spool.subject = updates.reference || ':' || updates.id"
        f" AND spool.kind = 'update' AND spool.state <> 'canceled' AND spool.detail <> '{Reason.IN_A_FILE}')"
        " AS is_printed"
        " FROM open_answers CROSS JOIN updates ON updates.id = open_answers.update_id"
        " LEFT JOIN submissions ON submissions.reference = updates.reference"
        " LEFT JOIN cases ON cases.id = submissions.case_id"
        " WHERE updates.service_id IN (SELECT value FROM json_each(?))"
        " ORDER BY updates.papers_by = '', updates.papers_by, updates.number LIMIT ?",
        [to_json_array(services), limit],
    )
    return list(map(_open, found))


def is_answer_open(db: Database, update_id: str) -> bool:
    return db.table("open_answers").count_where("update_id = ?", [update_id]) > 0


def insert_done_answer(db: Database, update_id: str, mediator_id: str, at: datetime) -> None:
    """Note that an answer is dealt with; a second time changes nothing."""
    db.table("work_done").insert({"update_id": update_id, "mediator_id": mediator_id, "at": stamp(at)}, ignore=True)


def delete_done_answer(db: Database, update_id: str) -> None:
    """Take that back: it is open again, unless a newer answer has taken its place."""
    db.table("work_done").delete_where("update_id = ?", [update_id])


def select_done_answers(db: Database, services: Iterable[str], since: datetime, limit: int = 50) -> list[DoneAnswer]:
    """The answers of these services that were dealt with since a moment, the last first."""
    found = db.query(
        "SELECT update_id, updates.reference, updates.state, coalesce(mediators.name, '') AS mediator, work_done.at"
        " FROM work_done CROSS JOIN updates ON updates.id = work_done.update_id"
        " LEFT JOIN mediators ON mediators.id = work_done.mediator_id"
        " WHERE work_done.at >= ? AND updates.service_id IN (SELECT value FROM json_each(?))"
        " ORDER BY work_done.at DESC LIMIT ?",
        [stamp(since), to_json_array(services), limit],
    )
    return read_rows(DoneAnswer, found)


def save_handed_work(db: Database, subject: str, mediator_id: str, to_id: str, at: datetime) -> None:
    """Give an answer or a draft to a mediator; who had it before has it no longer."""
    given = {"subject": subject, "mediator_id": mediator_id, "to_id": to_id, "at": stamp(at)}
    db.table("work_handed").insert(given, replace=True)


def delete_handed_work(db: Database, subject: str) -> None:
    """The work is everybody's again."""
    db.table("work_handed").delete_where("subject = ?", [subject])


def select_handed_work(db: Database) -> dict[str, HandedWork]:
    """What is in somebody's hands, by subject; what was given to a mediator who has left is everybody's again."""
    found = db.query(
        'SELECT subject, coalesce(giver.name, \'\') AS "by", to_id, taker.name AS "to", at FROM work_handed'
        " JOIN mediators AS taker ON taker.id = to_id AND taker.left_at IS NULL"
        " LEFT JOIN mediators AS giver ON giver.id = mediator_id"
    )
    return {given["subject"]: convert(given, HandedWork) for given in found}


def _open(record: dict[str, Any]) -> OpenAnswer:
    added = [moment(at) for at in (record["added_at"], record["told_at"]) if at]
    latest, is_printed = max(added, default=None), bool(record["is_printed"])
    return OpenAnswer(
        convert(record, StoredUpdate, strict=False), record["case_id"], record["procedure_id"], latest, is_printed
    )

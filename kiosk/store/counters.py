"""The numbers of cases: the last counter of references, and the references that were changed."""

from collections.abc import Iterable
from datetime import datetime

from msgspec import Struct

from kiosk.clock import stamp
from kiosk.domain.events import reference as references
from kiosk.error_codes import Rejection
from kiosk.store.database import Database, read_column, read_rows, read_value, to_json_array


class ChangedNumber(Struct, frozen=True):
    """A case whose number was changed, and that the person has not been told of; `former` is the newest before."""

    case_id: str
    former: str
    reference: str
    service_id: str
    why: str


def update_case_reference(db: Database, case_id: str, reference: str, counter: int, at: datetime, why: str) -> None:
    """Change the reference of a submitted case, and keep the one it had; its events stay as they are.

    What is still to be added to it goes along.
    """
    if former := read_value(db, "SELECT reference FROM submissions WHERE case_id = ?", case_id):
        alias = {"case_id": case_id, "former": former, "at": stamp(at), "why": why}
        db.table("aliases").insert(alias, replace=True)
        db.execute(
            "UPDATE supplement_drafts SET reference = ? WHERE reference = ? AND alone IS NULL", (reference, former)
        )
    db.execute("UPDATE submissions SET reference = ?, counter = ? WHERE case_id = ?", (reference, counter, case_id))


def select_former_references(db: Database, case_id: str) -> tuple[str, ...]:
    """The references that a case had before, the oldest first."""
    return tuple(read_column(db, "SELECT former FROM aliases WHERE case_id = ? ORDER BY at, rowid", case_id))


def select_present_references(db: Database, reference: str) -> tuple[str, ...]:
    """The present references of cases that had this reference before."""
    present = "SELECT reference FROM aliases JOIN submissions USING (case_id) WHERE former = ? ORDER BY counter"
    return tuple(read_column(db, present, reference))


def select_former_site_codes(db: Database) -> set[str]:
    """The site codes of numbers that cases had before."""
    return set(map(references.parse_site_code, read_column(db, "SELECT DISTINCT former FROM aliases")))


def read_renumbered_case(db: Database, stream: str, reference: str) -> tuple[str, str] | None:
    """The case, and its number of now, to which an event under a former number belongs; None where it needs no alias.

    An event in a stream of its own belongs to the case that had its number, where that is one only.
    """
    query = "SELECT case_id, submissions.reference FROM aliases JOIN submissions USING (case_id) WHERE former = ?"
    found: list[tuple[str, str]] = db.execute(query, [reference]).fetchall()
    own = [case for case in found if case[0] == stream] or found
    return own[0] if len(own) == 1 else None


def select_unreceived_cases(db: Database) -> list[tuple[str, str]]:
    """The submitted cases that the hub has not taken, by counter: their ids and references."""
    return db.execute(
        "SELECT case_id, reference FROM submissions WHERE case_id IN (SELECT stream FROM outbox"
        " WHERE type = 'submitted' UNION SELECT stream FROM attention WHERE type = 'submitted') ORDER BY counter"
    ).fetchall()


def select_unreceived_references(db: Database) -> tuple[str, ...]:
    """The references of submitted cases that the hub has not taken, by counter."""
    return tuple(reference for _, reference in select_unreceived_cases(db))


def requeue_renumbered_events(db: Database, case_id: str) -> None:
    """Queue again what the hub refused of a case because of its number: it is sent with its alias now."""
    codes = (Rejection.REFERENCE_TAKEN, Rejection.WRONG_SITE, Rejection.UNKNOWN_REFERENCE)
    refused = db.view("attention").rows_where(
        "code IN (?, ?, ?) AND (stream = ? OR reference IN (SELECT former FROM aliases WHERE case_id = ?))",
        [*codes, case_id, case_id],
    )
    for event in list(refused):
        db.table("rejections").delete_where("event_id = ?", [event["id"]])
        db.table("unanswered").insert({"event_id": event["id"]}, ignore=True)


def select_numbers_to_tell(db: Database, services: Iterable[str]) -> list[ChangedNumber]:
    """The cases of these services whose person does not know the new number yet, the oldest first."""
    found = db.query(
        "SELECT aliases.case_id, former, submissions.reference, cases.service_id, why FROM aliases"
        " JOIN submissions USING (case_id) JOIN cases ON cases.id = case_id"
        " WHERE told_at IS NULL AND service_id IN (SELECT value FROM json_each(?)) ORDER BY counter, aliases.at",
        [to_json_array(services)],
    )
    return read_rows(ChangedNumber, found)


def mark_number_told(db: Database, case_id: str, at: datetime) -> None:
    db.execute("UPDATE aliases SET told_at = ? WHERE case_id = ? AND told_at IS NULL", (stamp(at), case_id))


FIRST = 1000
"""A new site's references start after this, so that every one has four digits or more."""


def read_reference_counter(db: Database) -> int:
    """The counter used last."""
    return max(FIRST, read_value(db, "SELECT value FROM counters WHERE name = 'reference'") or 0)


def update_reference_counter(db: Database, counter: int) -> None:
    """Store the counter used last; a lower value than the stored one changes nothing."""
    db.execute(
        "INSERT INTO counters (name, value) VALUES ('reference', ?)"
        " ON CONFLICT (name) DO UPDATE SET value = max(value, excluded.value)",
        (counter,),
    )

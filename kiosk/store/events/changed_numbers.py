"""Changed numbers: a case that got a new reference is still found under those it had before (its aliases)."""

from collections.abc import Iterable
from datetime import datetime

from msgspec import Struct

from kiosk.clock import stamp
from kiosk.domain.events import reference as references
from kiosk.error_codes import Rejection
from kiosk.store.database import Database, listed

WAITING = """SELECT case_id, reference FROM submissions WHERE case_id IN (SELECT stream FROM outbox
    WHERE type = 'submitted' UNION SELECT stream FROM attention WHERE type = 'submitted') ORDER BY counter"""


class Changed(Struct, frozen=True):
    """A case whose number was changed, and that the person has not been told of; `former` is the newest before."""

    case_id: str
    former: str
    reference: str
    service_id: str
    why: str


def renumber(db: Database, case_id: str, reference: str, counter: int, at: datetime, why: str) -> None:
    """Change the reference of a submitted case, and keep the one it had; its events stay as they are."""
    before = next(db.table("submissions").rows_where("case_id = ?", [case_id], select="reference"), None)
    if before is not None:
        alias = {"case_id": case_id, "former": before["reference"], "at": stamp(at), "why": why}
        db.table("aliases").insert(alias, replace=True)
    db.execute("UPDATE submissions SET reference = ?, counter = ? WHERE case_id = ?", (reference, counter, case_id))


def former(db: Database, case_id: str) -> tuple[str, ...]:
    """The references that a case had before, the oldest first."""
    aliases = db.table("aliases").rows_where("case_id = ?", [case_id], order_by="at, rowid", select="former")
    return tuple(str(alias["former"]) for alias in aliases)


def now(db: Database, reference: str) -> tuple[str, ...]:
    """The present references of cases that had this reference before."""
    found = db.query(
        "SELECT submissions.reference FROM aliases JOIN submissions USING (case_id) WHERE former = ? ORDER BY counter",
        [reference],
    )
    return tuple(str(case["reference"]) for case in found)


def codes(db: Database) -> set[str]:
    """The site codes of numbers that cases had before."""
    return {references.site_of(alias["former"]) for alias in db.query("SELECT DISTINCT former FROM aliases")}


def filed(db: Database, stream: str, reference: str) -> tuple[str, str] | None:
    """The case, and its number of now, to which an event under a former number belongs; None where it needs no alias.

    An event in a stream of its own belongs to the case that had its number, where that is one only.
    """
    query = "SELECT case_id, submissions.reference FROM aliases JOIN submissions USING (case_id) WHERE former = ?"
    found = list(db.query(query, [reference]))
    own = [case for case in found if case["case_id"] == stream] or found
    return (own[0]["case_id"], own[0]["reference"]) if len(own) == 1 else None


def waiting(db: Database) -> list[tuple[str, str]]:
    """The submitted cases that the hub has not taken, by counter: their ids and references."""
    return [(str(case["case_id"]), str(case["reference"])) for case in db.query(WAITING)]


def not_received(db: Database) -> tuple[str, ...]:
    """The references of submitted cases that the hub has not taken, by counter."""
    return tuple(reference for _, reference in waiting(db))


def send_again(db: Database, case_id: str) -> None:
    """Queue again what the hub refused of a case because of its number: it is sent with its alias now."""
    codes = (Rejection.REFERENCE_TAKEN, Rejection.WRONG_SITE, Rejection.UNKNOWN_REFERENCE)
    refused = db.view("attention").rows_where(
        "code IN (?, ?, ?) AND (stream = ? OR reference IN (SELECT former FROM aliases WHERE case_id = ?))",
        [*codes, case_id, case_id],
    )
    for event in list(refused):
        db.table("rejections").delete_where("event_id = ?", [event["id"]])
        db.table("unanswered").insert({"event_id": event["id"]}, ignore=True)


def to_tell(db: Database, services: Iterable[str]) -> list[Changed]:
    """The cases of these services whose person does not know the new number yet, the oldest first."""
    found = db.query(
        "SELECT aliases.case_id, former, submissions.reference, cases.service_id, why FROM aliases"
        " JOIN submissions USING (case_id) JOIN cases ON cases.id = case_id"
        " WHERE told_at IS NULL AND service_id IN (SELECT value FROM json_each(?)) ORDER BY counter, aliases.at",
        [listed(services)],
    )
    return [Changed(**record) for record in found]


def tell(db: Database, case_id: str, at: datetime) -> None:
    """Note that the person of a case knows its new number."""
    db.execute("UPDATE aliases SET told_at = ? WHERE case_id = ? AND told_at IS NULL", (stamp(at), case_id))

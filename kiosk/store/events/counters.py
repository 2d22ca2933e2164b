"""What a box knows of its numbers, its hub and its date.

The last counter of references and the numbers that were changed; the enrolment and what the hub signed of itself;
doubts about the date, and the last moment surely reached.
"""

from collections.abc import Iterable
from datetime import UTC, datetime

from msgspec import Struct
from msgspec.structs import asdict

from kiosk.clock import moment, stamp
from kiosk.domain.events import reference as references
from kiosk.domain.proofs.signed_statement import SignedStatement
from kiosk.domain.time.calendar import DoubtReason
from kiosk.error_codes import Rejection
from kiosk.store.database import Database, to_json_array

CASES_WAITING = """SELECT case_id, reference FROM submissions WHERE case_id IN (SELECT stream FROM outbox
    WHERE type = 'submitted' UNION SELECT stream FROM attention WHERE type = 'submitted') ORDER BY counter"""


class ChangedNumber(Struct, frozen=True):
    """A case whose number was changed, and that the person has not been told of; `former` is the newest before."""

    case_id: str
    former: str
    reference: str
    service_id: str
    why: str


def update_case_reference(db: Database, case_id: str, reference: str, counter: int, at: datetime, why: str) -> None:
    """Change the reference of a submitted case, and keep the one it had; its events stay as they are."""
    before = next(db.table("submissions").rows_where("case_id = ?", [case_id], select="reference"), None)
    if before is not None:
        alias = {"case_id": case_id, "former": before["reference"], "at": stamp(at), "why": why}
        db.table("aliases").insert(alias, replace=True)
    db.execute("UPDATE submissions SET reference = ?, counter = ? WHERE case_id = ?", (reference, counter, case_id))


def select_former_references(db: Database, case_id: str) -> tuple[str, ...]:
    """The references that a case had before, the oldest first."""
    aliases = db.table("aliases").rows_where("case_id = ?", [case_id], order_by="at, rowid", select="former")
    return tuple(str(alias["former"]) for alias in aliases)


def select_present_references(db: Database, reference: str) -> tuple[str, ...]:
    """The present references of cases that had this reference before."""
    found = db.query(
        "SELECT submissions.reference FROM aliases JOIN submissions USING (case_id) WHERE former = ? ORDER BY counter",
        [reference],
    )
    return tuple(str(case["reference"]) for case in found)


def select_former_site_codes(db: Database) -> set[str]:
    """The site codes of numbers that cases had before."""
    return {references.parse_site_code(alias["former"]) for alias in db.query("SELECT DISTINCT former FROM aliases")}


def read_renumbered_case(db: Database, stream: str, reference: str) -> tuple[str, str] | None:
    """The case, and its number of now, to which an event under a former number belongs; None where it needs no alias.

    An event in a stream of its own belongs to the case that had its number, where that is one only.
    """
    query = "SELECT case_id, submissions.reference FROM aliases JOIN submissions USING (case_id) WHERE former = ?"
    found = list(db.query(query, [reference]))
    own = [case for case in found if case["case_id"] == stream] or found
    return (own[0]["case_id"], own[0]["reference"]) if len(own) == 1 else None


def select_unreceived_cases(db: Database) -> list[tuple[str, str]]:
    """The submitted cases that the hub has not taken, by counter: their ids and references."""
    return [(str(case["case_id"]), str(case["reference"])) for case in db.query(CASES_WAITING)]


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
    return [ChangedNumber(**record) for record in found]


def mark_number_told(db: Database, case_id: str, at: datetime) -> None:
    """Note that the person of a case knows its new number."""
    db.execute("UPDATE aliases SET told_at = ? WHERE case_id = ? AND told_at IS NULL", (stamp(at), case_id))


def save_hub_standing(db: Database, signed: SignedStatement, at: datetime) -> None:
    """Keep what the hub signed of itself, verified, in the place of the one before."""
    standing = {"id": 1, "statement": signed.statement, "signature": signed.signature, "received_at": stamp(at)}
    db.table("hub_standing").insert(standing, replace=True)


def read_hub_standing(db: Database) -> SignedStatement | None:
    """What the hub signed last of itself; None before the first."""
    found = db.table("hub_standing").rows_where(select="statement, signature")
    return next((SignedStatement(**record) for record in found), None)


def delete_hub_standing(db: Database) -> None:
    """Forget it, because this box is enrolled anew, perhaps at another hub."""
    db.table("hub_standing").delete_where()


def read_last_acknowledgement(db: Database, hub_key: str) -> SignedStatement | None:
    """The newest acknowledgement that the hub with this key signed, None where there is none."""
    found = db.table("acknowledgements").rows_where(
        "key = ?", [hub_key], order_by="rowid DESC", select="statement, signature", limit=1
    )
    return next((SignedStatement(**record) for record in found), None)


class Enrolment(Struct, frozen=True):
    """What enrolling gave. `verify_key` is hexadecimal; `seal_key` is the hub's X25519 public half, 32 bytes.

    `site` is the code under which the hub knows this box.
    """

    url: str
    name: str
    token: str
    verify_key: str
    seal_key: bytes
    epoch: str = ""
    key_made_at: str = ""
    site: str = ""


def insert_enrolment(db: Database, enrolment: Enrolment, at: datetime) -> None:
    """Store an enrolment; the newest one counts."""
    db.table("enrolments").insert({"at": stamp(at), **asdict(enrolment)})


def read_enrolment(db: Database) -> Enrolment | None:
    """The newest enrolment, None before the first."""
    found = db.query(
        "SELECT url, name, token, verify_key, seal_key, epoch, key_made_at, site FROM enrolments"
        " ORDER BY id DESC LIMIT 1"
    )
    return next((Enrolment(**record) for record in found), None)


def update_hub_key(db: Database, seal_key: bytes, key_made_at: str, epoch: str) -> None:
    """Store the hub's new sealing key and epoch: it changed its key, or was restored."""
    db.execute(
        "UPDATE enrolments SET seal_key = ?, key_made_at = ?, epoch = ? WHERE id = (SELECT max(id) FROM enrolments)",
        (seal_key, key_made_at, epoch),
    )


REFERENCE = "reference"
REACHED = "reached"
WAITING = "waiting"
STARTS = "starts"
HUB_WENT_BACK = "hub-went-back"
FIRST = 1000
"""A new site's references start after this, so that every one has four digits or more."""
_DOUBT, _CONFIRMED = "doubt", "confirmed"
"""Kinds of notes about the clock."""


class ClockNote(Struct, frozen=True):
    """A note about the clock: why it was doubted, None where the desk confirmed the date.

    `offset_days` are the days to add to the machine's date.
    """

    at: datetime
    reason: DoubtReason | None
    offset_days: int


def read_reference_counter(db: Database) -> int:
    """The counter used last."""
    return max(FIRST, _value(db, REFERENCE) or 0)


def update_reference_counter(db: Database, counter: int) -> None:
    """Store the counter used last; a lower value than the stored one changes nothing."""
    db.execute(
        "INSERT INTO counters (name, value) VALUES (?, ?)"
        " ON CONFLICT (name) DO UPDATE SET value = max(value, excluded.value)",
        (REFERENCE, counter),
    )


def insert_clock_doubt(db: Database, at: datetime, reason: DoubtReason, offset_days: int = 0) -> None:
    """Note that the clock is doubted; `offset_days` are the days that are added to the machine's date."""
    _note_clock(db, at, _DOUBT, reason, offset_days, 0)


def insert_clock_confirmation(db: Database, at: datetime, offset_days: int, events: int) -> None:
    """Note that the desk confirmed the date: the days to add to the machine's, and how many events there were."""
    _note_clock(db, at, _CONFIRMED, "", offset_days, events)


def read_clock_note(db: Database) -> ClockNote | None:
    """The newest note, None before the first."""
    note = next(db.table("clock_notes").rows_where(order_by="id DESC", limit=1), None)
    if note is None:
        return None
    reason = DoubtReason(note["reason"]) if note["kind"] == _DOUBT else None
    return ClockNote(moment(note["at"]), reason, note["offset_days"])


def read_confirmed_event_count(db: Database) -> int:
    """How many events there were when the desk last confirmed the date."""
    last = db.table("clock_notes").rows_where("kind = ?", [_CONFIRMED], order_by="id DESC", limit=1)
    return sum(note["events"] for note in last)


def read_reached_moment(db: Database) -> datetime | None:
    """The last moment (UTC) noted as reached; where none was noted yet, that of the journal's newest line."""
    if noted := _moment(db, REACHED):
        return noted
    (line,) = db.query("SELECT max(at) AS at FROM journal")
    return moment(line["at"]) if line["at"] else None


def save_reached_moment(db: Database, at: datetime) -> None:
    """Note a moment (UTC, to the second) as reached. It may be earlier than the last: the desk corrects dates."""
    db.table("counters").insert({"name": REACHED, "value": int(at.timestamp())}, replace=True)


def read_destruction_hold(db: Database) -> datetime | None:
    """Since when (UTC, by the box's date) destroying waits for a date that is sure, None while it does not."""
    return _moment(db, WAITING)


def save_destruction_hold(db: Database, since: datetime | None) -> None:
    """Note since when destroying waits, None where it waits no more."""
    db.table("counters").delete_where("name = ?", [WAITING])
    if since is not None:
        db.table("counters").insert({"name": WAITING, "value": int(since.timestamp())})


def count_starts(db: Database) -> int:
    """How often this database was opened."""
    return _value(db, STARTS) or 0


def increment_starts(db: Database) -> int:
    """Count one more opening; gives how many there were."""
    db.table("counters").insert({"name": STARTS, "value": count_starts(db) + 1}, replace=True)
    return count_starts(db)


def read_hub_went_back(db: Database) -> datetime | None:
    """When this box learnt last that the hub was put back to an older copy, None where it never was."""
    return _moment(db, HUB_WENT_BACK)


def save_hub_went_back(db: Database, at: datetime) -> None:
    """Note that the hub was put back to an older copy."""
    db.table("counters").insert({"name": HUB_WENT_BACK, "value": int(at.timestamp())}, replace=True)


def _value(db: Database, name: str) -> int | None:
    return next((counter["value"] for counter in db.query("SELECT value FROM counters WHERE name = ?", [name])), None)


def _moment(db: Database, name: str) -> datetime | None:
    value = _value(db, name)
    return None if value is None else datetime.fromtimestamp(value, UTC)


def _note_clock(db: Database, at: datetime, kind: str, reason: str, offset_days: int, events: int) -> None:
    note = {"at": stamp(at), "kind": kind, "reason": reason, "offset_days": offset_days, "events": events}
    db.table("clock_notes").insert(note)

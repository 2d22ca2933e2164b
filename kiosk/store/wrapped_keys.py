"""Wrapped data keys: who can open which subject. Once a subject's rows are deleted, nobody can."""

from datetime import datetime
from enum import StrEnum

from msgspec import Struct
from msgspec.structs import asdict

from kiosk.clock import moment, stamp
from kiosk.crypto import sealing
from kiosk.store.database import Database, read_column, read_row, read_value

# Whether one subject is over is asked of that one alone: thousands are over at once where a clock was years behind.
_DUE = (
    "SELECT data_keys.subject FROM expiries CROSS JOIN data_keys ON data_keys.subject = expiries.subject"
    " JOIN events ON events.stream = data_keys.subject"
    " LEFT JOIN acknowledgements ON acknowledgements.event_id = events.id"
    " LEFT JOIN dismissals ON dismissals.event_id = events.id"
    " LEFT JOIN submissions ON submissions.case_id = data_keys.subject"
    " LEFT JOIN events later ON later.replaces = events.id"
    " WHERE expiries.due_at <= julianday(?1) AND data_keys.kind = 'service' AND later.id IS NULL"
    " AND NOT EXISTS (SELECT 1 FROM attachments JOIN parcels ON parcels.attachment_id = attachments.id"
    " WHERE attachments.case_id = data_keys.subject"
    " AND attachments.id NOT IN (SELECT attachment_id FROM parcel_receipts))"
)
_OF_ONE = " AND expiries.subject = ?2"
_OVER = (
    " GROUP BY data_keys.subject HAVING count(*) = count(coalesce(acknowledgements.at, dismissals.at)) AND"
    " julianday(max(coalesce(acknowledgements.at, dismissals.at))) + coalesce(max(retention_days), 0) <= julianday(?1)"
)
_DRAFTS = (
    "SELECT id FROM unsubmitted CROSS JOIN cases ON cases.id = unsubmitted.case_id"
    " WHERE changed_at < CASE channel WHEN 'kiosk' THEN ? ELSE ? END"
)


def select_expired_subjects(db: Database, now: datetime, only: str = "") -> list[str]:
    """Streams that still have a key, whose every event and file the hub has, and whose retention is over; of all
    streams, or of `only` one.

    Only those are looked at whose last answer lies so many days back (`expiries`), not every case that is kept.
    Days count from the last acknowledgement. A stream about another site's case has 0 days: no procedure sets any.
    """
    if only:
        return read_column(db, f"{_DUE}{_OF_ONE}{_OVER}", stamp(now), only)
    return read_column(db, f"{_DUE}{_OVER}", stamp(now))


def select_abandoned_drafts(
    db: Database, terminal_before: datetime, desk_before: datetime, only: str = ""
) -> list[str]:
    """Drafts not changed since `terminal_before` at a terminal, `desk_before` elsewhere; of all, or of `only` one."""
    before = stamp(terminal_before), stamp(desk_before)
    return read_column(db, f"{_DRAFTS} AND id = ?", *before, only) if only else read_column(db, _DRAFTS, *before)


def read_erasure_request(db: Database, subject: str) -> datetime | None:
    """When the person last asked that a subject be erased, None where they never did."""
    asked = read_value(db, "SELECT max(recorded_at) FROM events WHERE stream = ? AND type = 'erasure'", subject)
    return moment(asked) if asked else None


def is_addition_stream(db: Database, subject: str) -> bool:
    """Whether a stream only adds to a case that has its answers elsewhere: another stream here, or another site's."""
    events = db.table("events")
    submitted = events.count_where("stream = ? AND type = 'submitted'", [subject])
    return not submitted and events.count_where("stream = ?", [subject]) > 0


def read_subject_reference(db: Database, subject: str) -> str:
    """The reference under which a subject is known, "" for a draft."""
    newest = "SELECT reference FROM events WHERE stream = ? ORDER BY rowid DESC LIMIT 1"
    return str(read_value(db, newest, subject) or "")


def update_receipt_proof(db: Database, case_id: str, follow_code: str, proof: bytes, key: bytes) -> None:
    """Put those of the new receipt in the place of those of the lost one, for whatever is printed from now on.

    Where the answers are destroyed, the code went with them: none is kept any more. `key` is the case's.
    """
    follow = sealing.lock_bytes(key, follow_code.encode(), f"follow:{case_id}")
    db.execute("UPDATE submissions SET proof = ? WHERE case_id = ?", (proof, case_id))
    db.execute(
        "UPDATE submissions SET follow_code = ? WHERE case_id = ? AND length(follow_code) > 0", (follow, case_id)
    )


class StoredKeyList(Struct, frozen=True):
    """A signed list; `key` is the verify key of the hub that signed it."""

    statement: bytes
    signature: bytes
    key: str


def save_receipt_keys(db: Database, kept: StoredKeyList, at: datetime) -> None:
    db.table("receipt_keys").insert({"id": 1, **asdict(kept), "received_at": stamp(at)}, replace=True)


def read_receipt_keys(db: Database) -> StoredKeyList | None:
    """The stored list, None before the first."""
    return read_row(StoredKeyList, db.table("receipt_keys").rows)


class KeyKind(StrEnum):
    """How a key is wrapped: sealed to a service's public key, locked under a session's key, or under a resume code."""

    SERVICE = "service"
    SESSION = "session"
    RESUME = "resume"


def save_wrapped_key(db: Database, subject: str, kind: KeyKind, holder: str, wrapped: bytes) -> None:
    """Store a subject's key as wrapped for one holder; it replaces an earlier one of that holder."""
    db.table("data_keys").insert({"subject": subject, "kind": kind, "holder": holder, "wrapped": wrapped}, replace=True)


def read_wrapped_key(db: Database, subject: str, kind: KeyKind, holder: str) -> bytes | None:
    """The subject's key as wrapped for that holder, None where there is none."""
    held = "SELECT wrapped FROM data_keys WHERE subject = ? AND kind = ? AND holder = ?"
    wrapped: bytes | None = read_value(db, held, subject, kind, holder)
    return wrapped


def read_sealed_key(db: Database, subject: str) -> tuple[str, bytes] | None:
    """The service to which the subject's key is sealed, and the sealed key; None once it is destroyed."""
    sealed = "SELECT holder, wrapped FROM data_keys WHERE subject = ? AND kind = ?"
    found: tuple[str, bytes] | None = db.execute(sealed, [subject, KeyKind.SERVICE]).fetchone()
    return found


def is_colleague_at(db: Database, subject: str, mediator_id: str) -> bool:
    """Whether a session of somebody else than this mediator, which has not ended, holds the subject's key."""
    held = "SELECT 1 FROM data_keys JOIN sessions ON id_hash = holder WHERE subject = ? AND mediator_id <> ?"
    return read_value(db, held, subject, mediator_id) is not None


def select_holder_keys(db: Database, kind: KeyKind, holder: str) -> list[tuple[str, bytes]]:
    """Every `(subject, wrapped)` of a holder."""
    held = "SELECT subject, wrapped FROM data_keys WHERE kind = ? AND holder = ?"
    return db.execute(held, [kind, holder]).fetchall()


def delete_holder_keys(db: Database, kind: KeyKind, holder: str) -> int:
    return db.execute("DELETE FROM data_keys WHERE kind = ? AND holder = ?", (kind, holder)).rowcount


def delete_other_keys(db: Database, kind: KeyKind, holder: str, subject: str) -> None:
    db.table("data_keys").delete_where("kind = ? AND holder = ? AND subject <> ?", [kind, holder, subject])


def delete_resume_code(db: Database, case_id: str) -> None:
    db.table("data_keys").delete_where("subject = ? AND kind = ?", [case_id, KeyKind.RESUME])
    db.table("resume_codes").delete_where("case_id = ?", [case_id])


def delete_subject_keys(db: Database, subject: str) -> bool:
    """Delete every key of a subject, so that nobody can open it again; gives whether there was one."""
    db.table("resume_codes").delete_where("case_id = ?", [subject])
    return bool(db.execute("DELETE FROM data_keys WHERE subject = ?", (subject,)).rowcount)


def delete_orphan_session_keys(db: Database) -> int:
    """Delete the keys of sessions that have ended; gives how many."""
    return db.execute(
        "DELETE FROM data_keys WHERE kind = ? AND holder NOT IN (SELECT id_hash FROM sessions)", (KeyKind.SESSION,)
    ).rowcount


class ResumeCode(Struct, frozen=True):
    """A stored resume code: its case, its salt, and how often it was tried in vain."""

    locator: str
    case_id: str
    salt: bytes
    tries: int


def insert_resume_code(db: Database, code: ResumeCode) -> None:
    """Store a resume code. Raises the driver's IntegrityError where the locator is taken."""
    db.table("resume_codes").delete_where("case_id = ?", [code.case_id])
    db.table("resume_codes").insert(asdict(code))


def read_resume_code(db: Database, locator: str) -> ResumeCode | None:
    return read_row(ResumeCode, db.table("resume_codes").rows_where("locator = ?", [locator]))


def update_resume_tries(db: Database, locator: str, change: int = 1) -> None:
    """Add `change` to the tries of a resume code: 1 for a try, a negative number once one was right."""
    db.execute("UPDATE resume_codes SET tries = tries + ? WHERE locator = ?", (change, locator))


def read_service_public_key(db: Database, service_id: str) -> bytes | None:
    """A service's public key, None where it has none yet."""
    public: bytes | None = read_value(db, "SELECT public FROM services WHERE id = ?", service_id)
    return public


def select_services(db: Database) -> list[str]:
    """The services that have a key, by id."""
    return read_column(db, "SELECT id FROM services ORDER BY id")


def insert_service_key(db: Database, service_id: str, public: bytes, at: datetime) -> None:
    """Store a service's public key, once: it is never replaced."""
    db.table("services").insert({"id": service_id, "public": public, "created_at": stamp(at)})


def has_keys_left(db: Database, subject: str) -> bool:
    return bool(db.table("data_keys").count_where("subject = ?", [subject]))

"""Wrapped data keys: who can open which subject. Once a subject's rows are deleted, nobody can."""

from datetime import datetime
from enum import StrEnum

from msgspec import Struct
from msgspec.structs import asdict

from kiosk.clock import stamp
from kiosk.store import reading
from kiosk.store.database import Database, insert, number, rows


class KeyKind(StrEnum):
    """How a key is wrapped: sealed to a service's public key, locked under a session's key, or under a resume code."""

    SERVICE = "service"
    SESSION = "session"
    RESUME = "resume"


def add(db: Database, subject: str, kind: KeyKind, holder: str, wrapped: bytes) -> None:
    """Store a subject's key as wrapped for one holder; it replaces an earlier one of that holder."""
    insert(db, "data_keys", {"subject": subject, "kind": kind, "holder": holder, "wrapped": wrapped}, "REPLACE")


def wrapped(db: Database, subject: str, kind: KeyKind, holder: str) -> bytes | None:
    """The subject's key as wrapped for that holder, None where there is none."""
    key = db.conn.execute(
        "SELECT wrapped FROM data_keys WHERE subject = ? AND kind = ? AND holder = ?", (subject, kind, holder)
    ).fetchone()
    return None if key is None else bytes(key[0])


def service_of(db: Database, subject: str) -> tuple[str, bytes] | None:
    """The service to which the subject's key is sealed, and the sealed key; None once it is destroyed."""
    holder = db.conn.execute(
        "SELECT holder, wrapped FROM data_keys WHERE subject = ? AND kind = ?", (subject, KeyKind.SERVICE)
    ).fetchone()
    return None if holder is None else (str(holder[0]), bytes(holder[1]))


def held_by(db: Database, kind: KeyKind, holder: str) -> list[tuple[str, bytes]]:
    """Every `(subject, wrapped)` of a holder."""
    keys = rows(db, "SELECT subject, wrapped FROM data_keys WHERE kind = ? AND holder = ?", kind, holder)
    return [(key["subject"], bytes(key["wrapped"])) for key in keys]


def forget(db: Database, kind: KeyKind, holder: str) -> int:
    """Delete every key of a holder; gives how many."""
    return int(db.conn.execute("DELETE FROM data_keys WHERE kind = ? AND holder = ?", (kind, holder)).rowcount)


def forget_others(db: Database, kind: KeyKind, holder: str, subject: str) -> None:
    """Delete every key of a holder except this subject's."""
    db.conn.execute("DELETE FROM data_keys WHERE kind = ? AND holder = ? AND subject <> ?", (kind, holder, subject))


def forget_kind(db: Database, subject: str, kind: KeyKind) -> None:
    """Delete a subject's keys of one kind."""
    db.conn.execute("DELETE FROM data_keys WHERE subject = ? AND kind = ?", (subject, kind))


def forget_resume(db: Database, case_id: str) -> None:
    """Delete a case's resume code, with the key locked under it."""
    forget_kind(db, case_id, KeyKind.RESUME)
    db.conn.execute("DELETE FROM resume_codes WHERE case_id = ?", (case_id,))


def destroy(db: Database, subject: str) -> bool:
    """Delete every key of a subject, so that nobody can open it again; gives whether there was one."""
    db.conn.execute("DELETE FROM resume_codes WHERE case_id = ?", (subject,))
    return bool(db.conn.execute("DELETE FROM data_keys WHERE subject = ?", (subject,)).rowcount)


def orphans_of_sessions(db: Database) -> int:
    """Delete the keys of sessions that have ended; gives how many."""
    return int(
        db.conn.execute(
            "DELETE FROM data_keys WHERE kind = ? AND holder NOT IN (SELECT id_hash FROM sessions)", (KeyKind.SESSION,)
        ).rowcount
    )


class ResumeCode(Struct, frozen=True):
    """A stored resume code: its case, its salt, and how often it was tried in vain."""

    locator: str
    case_id: str
    salt: bytes
    tries: int


def add_resume(db: Database, code: ResumeCode) -> None:
    """Store a resume code. Raises the driver's IntegrityError where the locator is taken."""
    db.conn.execute("DELETE FROM resume_codes WHERE case_id = ?", (code.case_id,))
    insert(db, "resume_codes", asdict(code))


def resume(db: Database, locator: str) -> ResumeCode | None:
    """The resume code of that locator, None where there is none."""
    codes = "SELECT locator, case_id, salt, tries FROM resume_codes WHERE locator = ?"
    return reading.first(reading.as_written(ResumeCode), db, codes, locator)


def count_try(db: Database, locator: str, change: int = 1) -> None:
    """Add `change` to the tries of a resume code: 1 for a try, a negative number once one was right."""
    db.conn.execute("UPDATE resume_codes SET tries = tries + ? WHERE locator = ?", (change, locator))


def public(db: Database, service_id: str) -> bytes | None:
    """A service's public key, None where it has none yet."""
    service = db.conn.execute("SELECT public FROM services WHERE id = ?", (service_id,)).fetchone()
    return None if service is None else bytes(service[0])


def services(db: Database) -> list[str]:
    """The services that have a key, by id."""
    return [service["id"] for service in rows(db, "SELECT id FROM services ORDER BY id")]


def add_service(db: Database, service_id: str, public: bytes, at: datetime) -> None:
    """Store a service's public key, once: it is never replaced."""
    db.conn.execute("INSERT INTO services (id, public, created_at) VALUES (?,?,?)", (service_id, public, stamp(at)))


def any_left(db: Database, subject: str) -> bool:
    """Whether any key of the subject is left."""
    return bool(number(db, "SELECT count(*) FROM data_keys WHERE subject = ?", subject))

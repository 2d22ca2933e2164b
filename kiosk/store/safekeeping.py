"""Wrapped data keys: who can open what. A subject whose rows are gone is read by nobody any more."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from kiosk.store.database import Database, number, row, rows

SERVICE, SESSION, RESUME = "service", "session", "resume"
"""Sealed to a service's public half; locked under a session's key; locked under a citizen's resume code."""


def add(db: Database, subject: str, kind: str, holder: str, wrapped: bytes) -> None:
    """Keep one more way to a subject's key; the same way again replaces it."""
    db.conn.execute(
        "INSERT OR REPLACE INTO data_keys (subject, kind, holder, wrapped) VALUES (?,?,?,?)",
        (subject, kind, holder, wrapped),
    )


def wrapped(db: Database, subject: str, kind: str, holder: str) -> bytes | None:
    """The subject's key as that holder has it, None where they have none."""
    found = db.conn.execute(
        "SELECT wrapped FROM data_keys WHERE subject = ? AND kind = ? AND holder = ?", (subject, kind, holder)
    ).fetchone()
    return None if found is None else bytes(found[0])


def service_of(db: Database, subject: str) -> tuple[str, bytes] | None:
    """The service to which the subject's key is sealed, and the sealed key; None once it is destroyed."""
    found = db.conn.execute(
        "SELECT holder, wrapped FROM data_keys WHERE subject = ? AND kind = ?", (subject, SERVICE)
    ).fetchone()
    return None if found is None else (str(found[0]), bytes(found[1]))


def held_by(db: Database, kind: str, holder: str) -> list[tuple[str, bytes]]:
    """Every `(subject, wrapped)` of a holder."""
    found = rows(db, "SELECT subject, wrapped FROM data_keys WHERE kind = ? AND holder = ?", kind, holder)
    return [(each["subject"], bytes(each["wrapped"])) for each in found]


def forget(db: Database, kind: str, holder: str) -> int:
    """Take every key from a holder; returns how many there were."""
    return int(db.conn.execute("DELETE FROM data_keys WHERE kind = ? AND holder = ?", (kind, holder)).rowcount)


def forget_others(db: Database, kind: str, holder: str, subject: str) -> None:
    """Take every key from a holder but this subject's."""
    db.conn.execute("DELETE FROM data_keys WHERE kind = ? AND holder = ? AND subject <> ?", (kind, holder, subject))


def forget_kind(db: Database, subject: str, kind: str) -> None:
    """Close one kind of way to a subject."""
    db.conn.execute("DELETE FROM data_keys WHERE subject = ? AND kind = ?", (subject, kind))


def forget_resume(db: Database, case_id: str) -> None:
    """The case's resume code is dead."""
    forget_kind(db, case_id, RESUME)
    db.conn.execute("DELETE FROM resume_codes WHERE case_id = ?", (case_id,))


def destroy(db: Database, subject: str) -> bool:
    """Close every way to a subject, for ever; whether there was one."""
    db.conn.execute("DELETE FROM resume_codes WHERE case_id = ?", (subject,))
    return bool(db.conn.execute("DELETE FROM data_keys WHERE subject = ?", (subject,)).rowcount)


def orphans_of_sessions(db: Database) -> int:
    """Forget the keys of sessions that are over; returns how many there were."""
    return int(
        db.conn.execute(
            "DELETE FROM data_keys WHERE kind = ? AND holder NOT IN (SELECT id_hash FROM sessions)", (SESSION,)
        ).rowcount
    )


@dataclass(frozen=True, slots=True)
class ResumeCode:
    """What the store knows of a resume code: where it leads, its salt, and how often it was tried in vain."""

    locator: str
    case_id: str
    salt: bytes
    tries: int


def add_resume(db: Database, code: ResumeCode) -> None:
    """Keep a code; the case's former one is dead. Raises the driver's IntegrityError where the locator is taken."""
    db.conn.execute("DELETE FROM resume_codes WHERE case_id = ?", (code.case_id,))
    db.conn.execute(
        "INSERT INTO resume_codes (locator, case_id, salt, tries) VALUES (?,?,?,?)",
        (code.locator, code.case_id, code.salt, code.tries),
    )


def resume(db: Database, locator: str) -> ResumeCode | None:
    """The code of that locator."""
    return _code(row(db, "SELECT locator, case_id, salt, tries FROM resume_codes WHERE locator = ?", locator))


def resume_of(db: Database, case_id: str) -> ResumeCode | None:
    """The code that leads to a case."""
    return _code(row(db, "SELECT locator, case_id, salt, tries FROM resume_codes WHERE case_id = ?", case_id))


def count_try(db: Database, locator: str, change: int = 1) -> None:
    """Count a try, or take it back once it was right."""
    db.conn.execute("UPDATE resume_codes SET tries = tries + ? WHERE locator = ?", (change, locator))


def public(db: Database, service_id: str) -> bytes | None:
    """A service's public half, None where it has no key yet."""
    found = db.conn.execute("SELECT public FROM services WHERE id = ?", (service_id,)).fetchone()
    return None if found is None else bytes(found[0])


def services(db: Database) -> list[str]:
    """The services that have a key, by id."""
    return [each["id"] for each in rows(db, "SELECT id FROM services ORDER BY id")]


def add_service(db: Database, service_id: str, public: bytes, at: datetime) -> None:
    """Keep a service's public half, once and for ever."""
    db.conn.execute(
        "INSERT INTO services (id, public, created_at) VALUES (?,?,?)", (service_id, public, at.isoformat())
    )


def any_left(db: Database, subject: str) -> bool:
    """Whether anyone can still open the subject."""
    return bool(number(db, "SELECT count(*) FROM data_keys WHERE subject = ?", subject))


def _code(found: dict[str, Any] | None) -> ResumeCode | None:
    return None if found is None else ResumeCode(**found)

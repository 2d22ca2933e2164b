"""Wrapped data keys: who can open which subject. Once a subject's rows are deleted, nobody can."""

from datetime import datetime
from enum import StrEnum

from msgspec import Struct
from msgspec.structs import asdict

from kiosk.clock import stamp
from kiosk.store.database import Database


class KeyKind(StrEnum):
    """How a key is wrapped: sealed to a service's public key, locked under a session's key, or under a resume code."""

    SERVICE = "service"
    SESSION = "session"
    RESUME = "resume"


def add(db: Database, subject: str, kind: KeyKind, holder: str, wrapped: bytes) -> None:
    """Store a subject's key as wrapped for one holder; it replaces an earlier one of that holder."""
    db.table("data_keys").insert({"subject": subject, "kind": kind, "holder": holder, "wrapped": wrapped}, replace=True)


def wrapped(db: Database, subject: str, kind: KeyKind, holder: str) -> bytes | None:
    """The subject's key as wrapped for that holder, None where there is none."""
    keys = db.query(
        "SELECT wrapped FROM data_keys WHERE subject = ? AND kind = ? AND holder = ?", [subject, kind, holder]
    )
    return next((bytes(key["wrapped"]) for key in keys), None)


def service_of(db: Database, subject: str) -> tuple[str, bytes] | None:
    """The service to which the subject's key is sealed, and the sealed key; None once it is destroyed."""
    keys = db.query("SELECT holder, wrapped FROM data_keys WHERE subject = ? AND kind = ?", [subject, KeyKind.SERVICE])
    return next(((str(key["holder"]), bytes(key["wrapped"])) for key in keys), None)


def held_by(db: Database, kind: KeyKind, holder: str) -> list[tuple[str, bytes]]:
    """Every `(subject, wrapped)` of a holder."""
    keys = db.table("data_keys").rows_where("kind = ? AND holder = ?", [kind, holder], select="subject, wrapped")
    return [(key["subject"], bytes(key["wrapped"])) for key in keys]


def forget(db: Database, kind: KeyKind, holder: str) -> int:
    """Delete every key of a holder; gives how many."""
    return db.execute("DELETE FROM data_keys WHERE kind = ? AND holder = ?", (kind, holder)).rowcount


def forget_others(db: Database, kind: KeyKind, holder: str, subject: str) -> None:
    """Delete every key of a holder except this subject's."""
    db.table("data_keys").delete_where("kind = ? AND holder = ? AND subject <> ?", [kind, holder, subject])


def forget_kind(db: Database, subject: str, kind: KeyKind) -> None:
    """Delete a subject's keys of one kind."""
    db.table("data_keys").delete_where("subject = ? AND kind = ?", [subject, kind])


def forget_resume(db: Database, case_id: str) -> None:
    """Delete a case's resume code, with the key locked under it."""
    forget_kind(db, case_id, KeyKind.RESUME)
    db.table("resume_codes").delete_where("case_id = ?", [case_id])


def destroy(db: Database, subject: str) -> bool:
    """Delete every key of a subject, so that nobody can open it again; gives whether there was one."""
    db.table("resume_codes").delete_where("case_id = ?", [subject])
    return bool(db.execute("DELETE FROM data_keys WHERE subject = ?", (subject,)).rowcount)


def orphans_of_sessions(db: Database) -> int:
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


def add_resume(db: Database, code: ResumeCode) -> None:
    """Store a resume code. Raises the driver's IntegrityError where the locator is taken."""
    db.table("resume_codes").delete_where("case_id = ?", [code.case_id])
    db.table("resume_codes").insert(asdict(code))


def resume(db: Database, locator: str) -> ResumeCode | None:
    """The resume code of that locator, None where there is none."""
    codes = "SELECT locator, case_id, salt, tries FROM resume_codes WHERE locator = ?"
    return next((ResumeCode(**record) for record in db.query(codes, [locator])), None)


def count_try(db: Database, locator: str, change: int = 1) -> None:
    """Add `change` to the tries of a resume code: 1 for a try, a negative number once one was right."""
    db.execute("UPDATE resume_codes SET tries = tries + ? WHERE locator = ?", (change, locator))


def public(db: Database, service_id: str) -> bytes | None:
    """A service's public key, None where it has none yet."""
    found = db.table("services").rows_where("id = ?", [service_id])
    return next((bytes(service["public"]) for service in found), None)


def services(db: Database) -> list[str]:
    """The services that have a key, by id."""
    return [service["id"] for service in db.table("services").rows_where(order_by="id", select="id")]


def add_service(db: Database, service_id: str, public: bytes, at: datetime) -> None:
    """Store a service's public key, once: it is never replaced."""
    db.table("services").insert({"id": service_id, "public": public, "created_at": stamp(at)})


def any_left(db: Database, subject: str) -> bool:
    """Whether any key of the subject is left."""
    return bool(db.table("data_keys").count_where("subject = ?", [subject]))

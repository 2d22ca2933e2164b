"""Browser sessions: which mediator or citizen is at which screen, and at which case."""

from datetime import datetime
from typing import Any

from msgspec import Struct
from msgspec.structs import asdict

from kiosk.clock import moment, stamp
from kiosk.domain.screen.station import StationRole
from kiosk.store.database import Database
from kiosk.store.keys import wrapped_keys
from kiosk.store.keys.wrapped_keys import KeyKind


class NewSession(Struct, frozen=True):
    """A session as it is written. `station_id`, `mediator_id`, `case_id` and `confirming` are "" for none.

    `comfort` is how the person wants to see and to press, as `domain.screen.comfort` writes it, `speech` how they
    listen, as `domain.speech.listening` does; `confirming` is what a citizen confirms while the screen is turned to
    them.
    """

    id_hash: str
    station_id: str
    mediator_id: str
    language: str
    plain: bool
    comfort: str
    speech: str
    case_id: str
    confirming: str
    created_at: datetime
    seen_at: datetime


class KeptSession(NewSession, frozen=True):
    """A session as it is read: as it was written, with its mediator's name ("" for none) and its station.

    `idle` is whether it was left alone and asks for the PIN; `role` is None and `mm_per_px` and `distance_mm` are 0
    without a station; `enrolled` is whether that is one of the local network.
    """

    idle: bool
    mediator_name: str
    role: StationRole | None
    mm_per_px: float
    distance_mm: int
    enrolled: bool


def save(db: Database, session: NewSession) -> None:
    """Keep a session, in the place of an earlier one of this id."""
    columns = asdict(session) | {
        "station_id": session.station_id or None,
        "mediator_id": session.mediator_id or None,
        "plain": int(session.plain),
        "created_at": stamp(session.created_at),
        "seen_at": stamp(session.seen_at),
    }
    db.table("sessions").insert(columns, replace=True)


def get(db: Database, id_hash: str) -> KeptSession | None:
    """The session of that id, None where there is none."""
    found = db.query(
        "SELECT sessions.*, mediators.name AS mediator_name, stations.role AS role,"
        " stations.mm_per_px, stations.distance_mm, enrolled_stations.station_id IS NOT NULL AS enrolled FROM sessions"
        " LEFT JOIN mediators ON mediators.id = sessions.mediator_id"
        " LEFT JOIN stations ON stations.id = sessions.station_id"
        " LEFT JOIN enrolled_stations ON enrolled_stations.station_id = sessions.station_id WHERE id_hash = ?",
        [id_hash],
    )
    return next(map(_kept, found), None)


def leave_idle(db: Database, id_hash: str) -> None:
    """Mark a session as idle, so that it asks for the PIN, even if the clock is set back later."""
    db.execute("UPDATE sessions SET idle = 1 WHERE id_hash = ?", (id_hash,))


def at_case(db: Database, id_hash: str, case_id: str) -> None:
    """Set the case that the session is at ("" for none)."""
    db.execute("UPDATE sessions SET case_id = ? WHERE id_hash = ?", (case_id, id_hash))


def rename(db: Database, id_hash: str, new_id_hash: str) -> None:
    """Change the id of a session; the caller moves the keys that it holds."""
    db.execute("UPDATE sessions SET id_hash = ? WHERE id_hash = ?", (new_id_hash, id_hash))


def end(db: Database, id_hash: str) -> None:
    """Delete a session, and every key it held."""
    wrapped_keys.forget(db, KeyKind.SESSION, id_hash)
    db.table("sessions").delete_where("id_hash = ?", [id_hash])


def end_of(db: Database, mediator_id: str, but: str = "") -> None:
    """Delete every session of a mediator, on any screen, except the one of the hash `but`."""
    sessions = db.table("sessions").rows_where("mediator_id = ? AND id_hash <> ?", [mediator_id, but])
    for session in list(sessions):
        end(db, session["id_hash"])


def any_of(db: Database, mediator_id: str) -> bool:
    """Whether a mediator has a session on any screen."""
    return db.table("sessions").count_where("mediator_id = ?", [mediator_id]) > 0


def note_use(db: Database, id_hash: str, at: datetime) -> None:
    """Note when a session was last used; nothing happens for one that was ended meanwhile."""
    db.execute("UPDATE sessions SET seen_at = ? WHERE id_hash = ?", (stamp(at), id_hash))


def end_old(db: Database, before: datetime, terminals_before: datetime) -> None:
    """Delete sessions not used since `before`, those of terminals since `terminals_before`."""
    old = db.query(
        "SELECT id_hash FROM sessions LEFT JOIN stations ON stations.id = sessions.station_id"
        " WHERE seen_at < ? OR (stations.role = ? AND seen_at < ?)",
        [stamp(before), StationRole.TERMINAL, stamp(terminals_before)],
    )
    for session in list(old):
        end(db, session["id_hash"])


def _kept(record: dict[str, Any]) -> KeptSession:
    """The session of a row with its mediator and its station, whose columns are NULL where there is none."""
    named = {name: record[name] or "" for name in ("station_id", "mediator_id", "mediator_name")}
    moments = {name: moment(record[name]) for name in ("created_at", "seen_at")}
    flags = {name: bool(record[name]) for name in ("plain", "idle", "enrolled")}
    station = {
        "role": StationRole(record["role"]) if record["role"] else None,
        "mm_per_px": record["mm_per_px"] or 0.0,
        "distance_mm": record["distance_mm"] or 0,
    }
    return KeptSession(**record | named | moments | flags | station)

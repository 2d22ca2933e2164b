"""Browser sessions: which mediator or citizen is at which screen, and at which case."""

from datetime import datetime
from typing import Any

from kiosk.clock import stamp
from kiosk.store.database import Database, row, rows
from kiosk.store.keys import wrapped_keys


def save(db: Database, session: dict[str, Any]) -> None:
    """Keep a session: `id_hash, station_id, mediator_id, language, plain, comfort, case_id, confirming, created_at,
    seen_at`."""
    db.conn.execute(
        "INSERT OR REPLACE INTO sessions (id_hash, station_id, mediator_id, language, plain, comfort, case_id,"
        " confirming, created_at, seen_at) VALUES (:id_hash, :station_id, :mediator_id, :language, :plain, :comfort,"
        " :case_id, :confirming, :created_at, :seen_at)",
        session,
    )


def get(db: Database, id_hash: str) -> dict[str, Any] | None:
    """The session with its mediator's name, and its station's role and measures (NULL for none)."""
    return row(
        db,
        "SELECT sessions.*, mediators.name AS mediator_name, stations.role AS role,"
        " stations.mm_per_px, stations.distance_mm FROM sessions"
        " LEFT JOIN mediators ON mediators.id = sessions.mediator_id"
        " LEFT JOIN stations ON stations.id = sessions.station_id WHERE id_hash = ?",
        id_hash,
    )


def leave_idle(db: Database, id_hash: str) -> None:
    """Mark a session as idle, so that it asks for the PIN, even if the clock is set back later."""
    db.conn.execute("UPDATE sessions SET idle = 1 WHERE id_hash = ?", (id_hash,))


def at_case(db: Database, id_hash: str, case_id: str) -> None:
    """Set the case that the session is at ("" for none)."""
    db.conn.execute("UPDATE sessions SET case_id = ? WHERE id_hash = ?", (case_id, id_hash))


def rename(db: Database, id_hash: str, new_id_hash: str) -> None:
    """Change the id of a session; the caller moves the keys that it holds."""
    db.conn.execute("UPDATE sessions SET id_hash = ? WHERE id_hash = ?", (new_id_hash, id_hash))


def end(db: Database, id_hash: str) -> None:
    """Delete a session, and every key it held."""
    wrapped_keys.forget(db, wrapped_keys.SESSION, id_hash)
    db.conn.execute("DELETE FROM sessions WHERE id_hash = ?", (id_hash,))


def end_of(db: Database, mediator_id: str, but: str = "") -> None:
    """Delete every session of a mediator, on any screen, except the one of the hash `but`."""
    sessions = rows(db, "SELECT id_hash FROM sessions WHERE mediator_id = ? AND id_hash <> ?", mediator_id, but)
    for session in sessions:
        end(db, session["id_hash"])


def any_of(db: Database, mediator_id: str) -> bool:
    """Whether a mediator has a session on any screen."""
    return row(db, "SELECT 1 FROM sessions WHERE mediator_id = ?", mediator_id) is not None


def seen(db: Database, id_hash: str, at: datetime) -> None:
    """Note when a session was last used; nothing happens for one that was ended meanwhile."""
    db.conn.execute("UPDATE sessions SET seen_at = ? WHERE id_hash = ?", (stamp(at), id_hash))


def end_old(db: Database, before: datetime, terminals_before: datetime) -> None:
    """Delete sessions not used since `before`, those of terminals since `terminals_before`."""
    old = rows(
        db,
        "SELECT id_hash FROM sessions LEFT JOIN stations ON stations.id = sessions.station_id"
        " WHERE seen_at < ? OR (stations.role = 'terminal' AND seen_at < ?)",
        stamp(before),
        stamp(terminals_before),
    )
    for session in old:
        end(db, session["id_hash"])

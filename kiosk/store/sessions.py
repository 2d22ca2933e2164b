"""Sessions: who is in front of which screen, and at which case."""

from datetime import datetime
from typing import Any

from kiosk.clock import stamp
from kiosk.store import safekeeping
from kiosk.store.database import Database, row, rows


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
    """The screen was left alone: it asks for the PIN from now on, also where the clock is put back."""
    db.conn.execute("UPDATE sessions SET idle = 1 WHERE id_hash = ?", (id_hash,))


def at_case(db: Database, id_hash: str, case_id: str) -> None:
    """The session's citizen is at this case from now on ("" for none)."""
    db.conn.execute("UPDATE sessions SET case_id = ? WHERE id_hash = ?", (case_id, id_hash))


def end(db: Database, id_hash: str) -> None:
    """Forget a session, and with it every key it held."""
    safekeeping.forget(db, safekeeping.SESSION, id_hash)
    db.conn.execute("DELETE FROM sessions WHERE id_hash = ?", (id_hash,))


def end_of(db: Database, mediator_id: str, but: str = "") -> None:
    """Forget every session of a mediator on every screen, but the one of the hash `but`."""
    there = rows(db, "SELECT id_hash FROM sessions WHERE mediator_id = ? AND id_hash <> ?", mediator_id, but)
    for each in there:
        end(db, each["id_hash"])


def any_of(db: Database, mediator_id: str) -> bool:
    """Whether a mediator has a session on any screen."""
    return row(db, "SELECT 1 FROM sessions WHERE mediator_id = ?", mediator_id) is not None


def seen(db: Database, id_hash: str, at: datetime) -> None:
    """The session is in use; one that was ended meanwhile stays ended."""
    db.conn.execute("UPDATE sessions SET seen_at = ? WHERE id_hash = ?", (stamp(at), id_hash))


def end_old(db: Database, before: datetime, terminals_before: datetime) -> None:
    """Forget sessions that nobody has used since; a terminal's are shorter."""
    old = rows(
        db,
        "SELECT id_hash FROM sessions LEFT JOIN stations ON stations.id = sessions.station_id"
        " WHERE seen_at < ? OR (stations.role = 'terminal' AND seen_at < ?)",
        stamp(before),
        stamp(terminals_before),
    )
    for each in old:
        end(db, each["id_hash"])

"""Mediators, their wrong tries, stations and sessions."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from kiosk.clock import stamp
from kiosk.store.database import Database, number, row, rows


@dataclass(frozen=True, slots=True)
class Mediator:
    """A person who helps, as the store knows them; `passphrase` is an Argon2id hash."""

    id: str
    login: str
    name: str
    passphrase: str


def add_mediator(db: Database, mediator: Mediator, at: datetime) -> None:
    """Keep a new mediator; a login is unique, whatever its case."""
    db.conn.execute(
        "INSERT INTO mediators (id, login, name, passphrase, created_at) VALUES (?,?,?,?,?)",
        (mediator.id, mediator.login, mediator.name, mediator.passphrase, stamp(at)),
    )


def set_passphrase(db: Database, mediator_id: str, passphrase: str) -> None:
    """Replace the hash of a mediator's passphrase."""
    db.conn.execute("UPDATE mediators SET passphrase = ? WHERE id = ?", (passphrase, mediator_id))


def mediator(db: Database, mediator_id: str) -> Mediator | None:
    """The mediator of that id."""
    return _mediator(row(db, "SELECT id, login, name, passphrase FROM mediators WHERE id = ?", mediator_id))


def mediator_by_login(db: Database, login: str) -> Mediator | None:
    """The mediator who signs in under that name."""
    return _mediator(row(db, "SELECT id, login, name, passphrase FROM mediators WHERE login = ?", login))


def mediators(db: Database) -> list[dict[str, Any]]:
    """Everyone, by name: `id, login, name, wrong_tries`."""
    return rows(
        db,
        "SELECT id, login, name, (SELECT count(*) FROM wrong_tries WHERE mediator_id = mediators.id) AS wrong_tries"
        " FROM mediators ORDER BY name",
    )


def add_wrong_try(db: Database, mediator_id: str, at: datetime) -> None:
    """Count one more wrong passphrase."""
    db.conn.execute("INSERT INTO wrong_tries (mediator_id, at) VALUES (?, ?)", (mediator_id, stamp(at)))


def wrong_tries(db: Database, mediator_id: str) -> int:
    """Wrong passphrases since the last right one; no clock is asked."""
    return number(db, "SELECT count(*) FROM wrong_tries WHERE mediator_id = ?", mediator_id)


def forgive(db: Database, mediator_id: str) -> None:
    """Forget the wrong tries."""
    db.conn.execute("DELETE FROM wrong_tries WHERE mediator_id = ?", (mediator_id,))


def add_station(db: Database, station_id: str, token_hash: str, role: str, at: datetime) -> None:
    """Keep a browser as a station."""
    db.conn.execute(
        "INSERT INTO stations (id, token_hash, role, created_at) VALUES (?,?,?,?)",
        (station_id, token_hash, role, stamp(at)),
    )


def station(db: Database, token_hash: str) -> dict[str, Any] | None:
    """The station whose browser holds that token: `id, role, name`."""
    return row(db, "SELECT id, role, name FROM stations WHERE token_hash = ?", token_hash)


def save_session(db: Database, session: dict[str, Any]) -> None:
    """Keep a session row: `id_hash, station_id, mediator_id, language, plain, created_at, seen_at`."""
    db.conn.execute(
        "INSERT OR REPLACE INTO sessions (id_hash, station_id, mediator_id, language, plain, created_at, seen_at)"
        " VALUES (:id_hash, :station_id, :mediator_id, :language, :plain, :created_at, :seen_at)",
        session,
    )


def session(db: Database, id_hash: str) -> dict[str, Any] | None:
    """The session with its mediator's name and its station's role."""
    return row(
        db,
        "SELECT sessions.*, mediators.name AS mediator_name FROM sessions"
        " LEFT JOIN mediators ON mediators.id = sessions.mediator_id WHERE id_hash = ?",
        id_hash,
    )


def end_session(db: Database, id_hash: str) -> None:
    """Forget a session."""
    db.conn.execute("DELETE FROM sessions WHERE id_hash = ?", (id_hash,))


def end_old_sessions(db: Database, before: datetime) -> None:
    """Forget sessions that nobody has used since."""
    db.conn.execute("DELETE FROM sessions WHERE seen_at < ?", (stamp(before),))


def _mediator(found: dict[str, Any] | None) -> Mediator | None:
    return None if found is None else Mediator(**found)

"""Mediators and what they hold, their wrong tries, and the stations."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from kiosk.clock import stamp
from kiosk.store.database import Database, number, row, rows

RECOVERY = "recovery"
"""Who holds every service beside the mediators: the sheet in the town hall's safe."""
_MEDIATOR = "id, login, name, administrator, factor, factor_hash, salt, public, wrapped"


@dataclass(frozen=True, slots=True)
class Mediator:
    """A person who helps. `wrapped` is their private half, locked under first factor and PIN with `salt`.

    `factor` is `passphrase`, `badge` or `key-file`; `factor_hash` finds the holder of a badge or key file, "" else.
    """

    id: str
    login: str
    name: str
    administrator: bool
    factor: str
    factor_hash: str
    salt: bytes
    public: bytes
    wrapped: bytes


@dataclass(frozen=True, slots=True)
class Grant:
    """A service that someone holds; `sealed` is empty while a supervisor has not handed it over again."""

    holder: str
    service_id: str
    supervisor: bool
    sealed: bytes


def add_mediator(db: Database, mediator: Mediator, at: datetime) -> None:
    """Keep a new mediator; a login is unique, whatever its case."""
    db.conn.execute(
        f"INSERT INTO mediators ({_MEDIATOR}, created_at) VALUES (?,?,?,?,?,?,?,?,?,?)",
        (mediator.id, mediator.login, mediator.name, int(mediator.administrator), mediator.factor,
         mediator.factor_hash, mediator.salt, mediator.public, mediator.wrapped, stamp(at)),
    )  # fmt: skip


def set_keys(db: Database, mediator: Mediator) -> None:
    """Replace what a mediator signs in with, and the pair it opens."""
    db.conn.execute(
        "UPDATE mediators SET factor = ?, factor_hash = ?, salt = ?, public = ?, wrapped = ? WHERE id = ?",
        (mediator.factor, mediator.factor_hash, mediator.salt, mediator.public, mediator.wrapped, mediator.id),
    )


def leave(db: Database, mediator_id: str, at: datetime) -> None:
    """Someone has left: what they held and what they signed in with is gone for good, their name stays."""
    db.conn.execute("DELETE FROM grants WHERE holder = ?", (mediator_id,))
    forgive(db, mediator_id)
    db.conn.execute(
        "UPDATE mediators SET left_at = ?, administrator = 0, factor_hash = '', salt = x'', public = x'',"
        " wrapped = x'' WHERE id = ?",
        (stamp(at), mediator_id),
    )


def mediator(db: Database, mediator_id: str) -> Mediator | None:
    """The mediator of that id, None for who has left."""
    return _mediator(row(db, f"SELECT {_MEDIATOR} FROM mediators WHERE id = ? AND left_at IS NULL", mediator_id))


def mediator_by_login(db: Database, login: str) -> Mediator | None:
    """The mediator who signs in under that name, None for who has left."""
    return _mediator(row(db, f"SELECT {_MEDIATOR} FROM mediators WHERE login = ? AND left_at IS NULL", login))


def login_taken(db: Database, login: str) -> bool:
    """Whether anyone signs in under that name, or ever did: the history must not mistake one for the other."""
    return row(db, "SELECT 1 FROM mediators WHERE login = ?", login) is not None


def mediator_by_factor(db: Database, factor_hash: str) -> Mediator | None:
    """The mediator who holds that badge or key file."""
    return _mediator(row(db, f"SELECT {_MEDIATOR} FROM mediators WHERE factor_hash = ?", factor_hash))


def mediators(db: Database) -> list[dict[str, Any]]:
    """Everyone who has not left, by name: `id, login, name, administrator, factor, wrong_tries`."""
    return rows(
        db,
        "SELECT id, login, name, administrator, factor,"
        " (SELECT count(*) FROM wrong_tries WHERE mediator_id = mediators.id) AS wrong_tries"
        " FROM mediators WHERE left_at IS NULL ORDER BY name",
    )


def grant(db: Database, grant: Grant) -> None:
    """Let someone hold a service; the same one again replaces it."""
    db.conn.execute(
        "INSERT OR REPLACE INTO grants (holder, service_id, supervisor, sealed) VALUES (?,?,?,?)",
        (grant.holder, grant.service_id, int(grant.supervisor), grant.sealed),
    )


def withdraw(db: Database, holder: str, service_id: str) -> None:
    """Take a service from someone."""
    db.conn.execute("DELETE FROM grants WHERE holder = ? AND service_id = ?", (holder, service_id))


def suspend(db: Database, holder: str) -> None:
    """Their private half is lost: every service they held waits to be handed over again."""
    db.conn.execute("UPDATE grants SET sealed = x'' WHERE holder = ?", (holder,))


def grants(db: Database, holder: str = "") -> list[Grant]:
    """What someone holds; everyone's without a holder."""
    found = rows(
        db,
        "SELECT holder, service_id, supervisor, sealed FROM grants WHERE ? IN ('', holder) ORDER BY service_id",
        holder,
    )
    return [Grant(each["holder"], each["service_id"], bool(each["supervisor"]), each["sealed"]) for each in found]


def set_recovery(db: Database, public: bytes, at: datetime) -> None:
    """Keep the public half of the recovery sheet; a sheet made anew replaces the former one."""
    db.conn.execute(
        "INSERT OR REPLACE INTO recovery (id, public, made_at, verified_at) VALUES (1, ?, ?, NULL)",
        (public, stamp(at)),
    )


def recovery(db: Database) -> dict[str, Any] | None:
    """The recovery sheet: `public, made_at, verified_at`."""
    return row(db, "SELECT public, made_at, verified_at FROM recovery")


def verify_recovery(db: Database, at: datetime) -> None:
    """Someone has typed the sheet back."""
    db.conn.execute("UPDATE recovery SET verified_at = ?", (stamp(at),))


def start_again(db: Database) -> bool:
    """Forget everyone and every service's key, where no key was used for anything yet; whether that was so."""
    if number(db, "SELECT count(*) FROM data_keys") or number(db, "SELECT count(*) FROM cases"):
        return False
    for table in ("sessions", "wrong_tries", "grants", "mediators", "services", "recovery"):
        db.conn.execute(f"DELETE FROM {table}")
    return True


def add_wrong_try(db: Database, mediator_id: str, at: datetime) -> None:
    """Count one more wrong try."""
    db.conn.execute("INSERT INTO wrong_tries (mediator_id, at) VALUES (?, ?)", (mediator_id, stamp(at)))


def wrong_tries(db: Database, mediator_id: str) -> int:
    """Wrong tries since the last right one; no clock is asked."""
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


def set_role(db: Database, station_id: str, role: str) -> None:
    """What a station is for from now on: `desk` or `terminal`."""
    db.conn.execute("UPDATE stations SET role = ? WHERE id = ?", (role, station_id))


def set_name(db: Database, station_id: str, name: str) -> None:
    """What people call a station."""
    db.conn.execute("UPDATE stations SET name = ? WHERE id = ?", (name, station_id))


def set_measure(db: Database, station_id: str, mm_per_px: float, distance_mm: int) -> None:
    """How large a station's screen is and from where it is read; 0 where that is not known any more."""
    db.conn.execute(
        "UPDATE stations SET mm_per_px = ?, distance_mm = ? WHERE id = ?", (mm_per_px, distance_mm, station_id)
    )


def station_name(db: Database, station_id: str) -> str:
    """What people call a station, "" where nobody named it."""
    found = row(db, "SELECT name FROM stations WHERE id = ?", station_id)
    return str(found["name"] or "") if found else ""


def named_stations(db: Database) -> list[dict[str, Any]]:
    """Stations that somebody named: `id, role, name`, by name."""
    return rows(db, "SELECT id, role, name FROM stations WHERE name != '' ORDER BY name COLLATE NOCASE, id")


def station(db: Database, token_hash: str) -> dict[str, Any] | None:
    """The station whose browser holds that token: `id, role, name, mm_per_px, distance_mm`."""
    return row(db, "SELECT id, role, name, mm_per_px, distance_mm FROM stations WHERE token_hash = ?", token_hash)


def _mediator(found: dict[str, Any] | None) -> Mediator | None:
    return None if found is None else Mediator(**{**found, "administrator": bool(found["administrator"])})

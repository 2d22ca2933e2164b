"""Browser sessions: which mediator or citizen is at which screen, and at which case."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Self

from msgspec import Struct
from msgspec.structs import asdict

from kiosk.clock import moment, stamp
from kiosk.crypto.certificates import Authority
from kiosk.domain.screen.station import StationEnd, StationRole
from kiosk.store.database import Database
from kiosk.store.keys import wrapped_keys
from kiosk.store.keys.wrapped_keys import KeyKind


class NewSession(Struct, frozen=True):
    """A session as it is written. `station_id`, `mediator_id`, `case_id` and `confirming` are "" for none.

    `comfort` is how the person wants to see and to press, as `domain.screen.station` writes it, `speech` how they
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


def save_session(db: Database, session: NewSession) -> None:
    """Keep a session, in the place of an earlier one of this id."""
    columns = asdict(session) | {
        "station_id": session.station_id or None,
        "mediator_id": session.mediator_id or None,
        "plain": int(session.plain),
        "created_at": stamp(session.created_at),
        "seen_at": stamp(session.seen_at),
    }
    db.table("sessions").insert(columns, replace=True)


def read_session(db: Database, id_hash: str) -> KeptSession | None:
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


def mark_session_idle(db: Database, id_hash: str) -> None:
    """Mark a session as idle, so that it asks for the PIN, even if the clock is set back later."""
    db.execute("UPDATE sessions SET idle = 1 WHERE id_hash = ?", (id_hash,))


def update_session_case(db: Database, id_hash: str, case_id: str) -> None:
    """Set the case that the session is at ("" for none)."""
    db.execute("UPDATE sessions SET case_id = ? WHERE id_hash = ?", (case_id, id_hash))


def update_session_id(db: Database, id_hash: str, new_id_hash: str) -> None:
    """Change the id of a session; the caller moves the keys that it holds."""
    db.execute("UPDATE sessions SET id_hash = ? WHERE id_hash = ?", (new_id_hash, id_hash))


def delete_session(db: Database, id_hash: str) -> None:
    """Delete a session, and every key it held."""
    wrapped_keys.delete_holder_keys(db, KeyKind.SESSION, id_hash)
    db.table("sessions").delete_where("id_hash = ?", [id_hash])


def delete_mediator_sessions(db: Database, mediator_id: str, but: str = "") -> None:
    """Delete every session of a mediator, on any screen, except the one of the hash `but`."""
    sessions = db.table("sessions").rows_where("mediator_id = ? AND id_hash <> ?", [mediator_id, but])
    for session in list(sessions):
        delete_session(db, session["id_hash"])


def has_session(db: Database, mediator_id: str) -> bool:
    """Whether a mediator has a session on any screen."""
    return db.table("sessions").count_where("mediator_id = ?", [mediator_id]) > 0


def update_session_use(db: Database, id_hash: str, at: datetime) -> None:
    """Note when a session was last used; nothing happens for one that was ended meanwhile."""
    db.execute("UPDATE sessions SET seen_at = ? WHERE id_hash = ?", (stamp(at), id_hash))


def delete_old_sessions(db: Database, before: datetime, terminals_before: datetime) -> None:
    """Delete sessions not used since `before`, those of terminals since `terminals_before`."""
    old = db.query(
        "SELECT id_hash FROM sessions LEFT JOIN stations ON stations.id = sessions.station_id"
        " WHERE seen_at < ? OR (stations.role = ? AND seen_at < ?)",
        [stamp(before), StationRole.TERMINAL, stamp(terminals_before)],
    )
    for session in list(old):
        delete_session(db, session["id_hash"])


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


class LocalAuthority(Struct, frozen=True):
    """The box's `name` in the local network, and what vouches for it."""

    name: str
    authority: Authority


def insert_local_authority(db: Database, made: LocalAuthority, at: datetime) -> None:
    """Store the authority; a box has one."""
    columns = {"name": made.name, "certificate": made.authority.certificate, "key": made.authority.key}
    db.table("local_authority").insert({"id": 1, **columns, "made_at": stamp(at)})


def read_local_authority(db: Database) -> LocalAuthority | None:
    """The authority, None before the box first served the local network."""
    found = next(db.table("local_authority").rows_where(select="name, certificate, key"), None)
    return LocalAuthority(found["name"], Authority(found["certificate"], found["key"])) if found else None


_COLUMNS = (
    "station_id, role, name, place, secret, generation, rotated_at, seen_at, enrolled_at, enrolled_by, ended_why,"
    " mm_per_px, distance_mm"
)
_FROM = "FROM enrolled_stations JOIN stations ON stations.id = station_id"


@dataclass(frozen=True, slots=True)
class EnrolledStation:
    """A station of the local network. `ended_why` is None while it may come."""

    id: str
    role: StationRole
    name: str
    place: str
    secret: str = field(repr=False)
    generation: int
    rotated_at: datetime
    seen_at: datetime
    enrolled_at: datetime
    enrolled_by: str
    ended_why: StationEnd | None = None
    mm_per_px: float = 0.0
    distance_mm: int = 0

    @classmethod
    def read(cls, row: dict[str, Any]) -> Self:
        """From a row of these columns."""
        moments = {name: moment(row[name]) for name in ("rotated_at", "seen_at", "enrolled_at")}
        why = StationEnd(row["ended_why"]) if row["ended_why"] else None
        rest = {name: value for name, value in row.items() if name != "station_id"}
        return cls(**rest | moments | {"id": row["station_id"], "role": StationRole(row["role"]), "ended_why": why})


def insert_enrolled_station(db: Database, station: EnrolledStation, token_hash: str) -> None:
    """Store an enrolled station; `token_hash` is of no cookie, so that it is no station of this machine."""
    at = stamp(station.enrolled_at)
    shown = {"id": station.id, "token_hash": token_hash, "role": station.role, "name": station.name}
    db.table("stations").insert({**shown, "created_at": at})
    columns = {name: getattr(station, name) for name in ("secret", "place", "generation", "enrolled_by")}
    moments = {"rotated_at": at, "seen_at": at, "enrolled_at": at}
    db.table("enrolled_stations").insert({"station_id": station.id, **columns, **moments})


def read_enrolled_station(db: Database, station_id: str) -> EnrolledStation | None:
    """The enrolled station of that id, also one that was ended."""
    found = db.query(f"SELECT {_COLUMNS} {_FROM} WHERE station_id = ?", [station_id])
    return next(map(EnrolledStation.read, found), None)


def select_enrolled_stations(db: Database) -> list[EnrolledStation]:
    """All of them, those that may come first, by name."""
    found = db.query(f"SELECT {_COLUMNS} {_FROM} ORDER BY ended_why <> '', name COLLATE NOCASE, station_id")
    return list(map(EnrolledStation.read, found))


def select_copied_stations(db: Database) -> list[EnrolledStation]:
    """Those that were ended because their cookie was used in two places, until somebody takes them off the list."""
    found = db.query(f"SELECT {_COLUMNS} {_FROM} WHERE ended_why = ? ORDER BY station_id", [StationEnd.COPIED])
    return list(map(EnrolledStation.read, found))


def update_station_generation(db: Database, station_id: str, generation: int, at: datetime) -> None:
    """Note that a station has used its next cookie."""
    db.execute(
        "UPDATE enrolled_stations SET generation = :generation, rotated_at = :at, seen_at = :at WHERE station_id = :id",
        {"generation": generation, "at": stamp(at), "id": station_id},
    )


def update_station_seen(db: Database, station_id: str, at: datetime) -> None:
    """Note when a station last asked for something."""
    db.execute("UPDATE enrolled_stations SET seen_at = ? WHERE station_id = ?", (stamp(at), station_id))


def mark_station_ended(db: Database, station_id: str, why: StationEnd, at: datetime) -> None:
    """A station may come no more: every session on it ends with it."""
    db.execute(
        "UPDATE enrolled_stations SET ended_at = ?, ended_why = ? WHERE station_id = ? AND ended_at IS NULL",
        (stamp(at), why, station_id),
    )
    for session in list(db.table("sessions").rows_where("station_id = ?", [station_id], select="id_hash")):
        delete_session(db, session["id_hash"])


def delete_enrolled_station(db: Database, station_id: str) -> None:
    """Take an ended station off the list; its row in `stations` stays, which the journal and cases name."""
    db.table("enrolled_stations").delete_where("station_id = ? AND ended_at IS NOT NULL", [station_id])

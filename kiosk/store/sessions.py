"""Browser sessions: which mediator or citizen is at which screen, and at which case."""

from dataclasses import dataclass, field
from datetime import datetime

from msgspec import Struct

from kiosk.clock import stamp
from kiosk.crypto.certificates import Authority
from kiosk.domain.screen.station import StationEnd, StationRole
from kiosk.store import visits, wrapped_keys
from kiosk.store.database import Database, read_column, read_row, read_rows, to_row
from kiosk.store.wrapped_keys import KeyKind


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
    columns = {"station_id": session.station_id or None, "mediator_id": session.mediator_id or None}
    db.table("sessions").insert(to_row(session) | columns, replace=True)


def read_session(db: Database, id_hash: str) -> KeptSession | None:
    found = db.query(
        "SELECT id_hash, coalesce(sessions.station_id, '') AS station_id, language, plain, comfort, speech, case_id,"
        " coalesce(sessions.mediator_id, '') AS mediator_id, confirming, sessions.created_at, sessions.seen_at, idle,"
        " coalesce(mediators.name, '') AS mediator_name, stations.role, coalesce(mm_per_px, 0) AS mm_per_px,"
        " coalesce(distance_mm, 0) AS distance_mm, enrolled_stations.station_id IS NOT NULL AS enrolled FROM sessions"
        " LEFT JOIN mediators ON mediators.id = sessions.mediator_id"
        " LEFT JOIN stations ON stations.id = sessions.station_id"
        " LEFT JOIN enrolled_stations ON enrolled_stations.station_id = sessions.station_id WHERE id_hash = ?",
        [id_hash],
    )
    return read_row(KeptSession, found)


def mark_session_idle(db: Database, id_hash: str, at: datetime) -> None:
    """Mark a session as idle, so that it asks for the PIN, even if the clock is set back later."""
    visits.hold_visits(db, [id_hash], at)
    db.execute("UPDATE sessions SET idle = 1 WHERE id_hash = ?", (id_hash,))


def mark_mediator_idle(db: Database, mediator_id: str, at: datetime) -> None:
    visits.hold_visits(db, read_column(db, "SELECT id_hash FROM sessions WHERE mediator_id = ?", mediator_id), at)
    db.execute("UPDATE sessions SET idle = 1 WHERE mediator_id = ?", (mediator_id,))


def update_session_case(db: Database, id_hash: str, case_id: str) -> None:
    """Set the case that the session is at ("" for none)."""
    db.execute("UPDATE sessions SET case_id = ? WHERE id_hash = ?", (case_id, id_hash))


def update_session_id(db: Database, id_hash: str, new_id_hash: str) -> None:
    db.execute("UPDATE sessions SET id_hash = ? WHERE id_hash = ?", (new_id_hash, id_hash))
    visits.update_open_session(db, id_hash, new_id_hash)


def delete_session(db: Database, id_hash: str) -> None:
    """Delete a session, and every key it held; a visit at which nobody else is ends."""
    visits.leave_visit(db, id_hash)
    wrapped_keys.delete_holder_keys(db, KeyKind.SESSION, id_hash)
    db.table("sessions").delete_where("id_hash = ?", [id_hash])


def delete_mediator_sessions(db: Database, mediator_id: str, but: str = "") -> None:
    """Delete every session of a mediator, on any screen, except the one of the hash `but`."""
    all_but = "SELECT id_hash FROM sessions WHERE mediator_id = ? AND id_hash <> ?"
    for id_hash in read_column(db, all_but, mediator_id, but):
        delete_session(db, id_hash)


def has_session(db: Database, mediator_id: str) -> bool:
    return db.table("sessions").count_where("mediator_id = ?", [mediator_id]) > 0


def update_session_use(db: Database, id_hash: str, at: datetime) -> None:
    """Note when a session was last used; nothing happens for one that was ended meanwhile."""
    db.execute("UPDATE sessions SET seen_at = ? WHERE id_hash = ?", (stamp(at), id_hash))


def delete_old_sessions(db: Database, before: datetime, terminals_before: datetime) -> None:
    """Delete sessions not used since `before`, those of terminals since `terminals_before`."""
    old = (
        "SELECT id_hash FROM sessions LEFT JOIN stations ON stations.id = sessions.station_id"
        " WHERE seen_at < ? OR (stations.role = ? AND seen_at < ?)"
    )
    for id_hash in read_column(db, old, stamp(before), StationRole.TERMINAL, stamp(terminals_before)):
        delete_session(db, id_hash)


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
    for found in db.table("local_authority").rows:
        return LocalAuthority(found["name"], Authority(found["certificate"], found["key"]))
    return None


_ENROLLED = (
    "SELECT id, role, name, place, secret, generation, rotated_at, seen_at, enrolled_at, enrolled_by,"
    " nullif(ended_why, '') AS ended_why, mm_per_px, distance_mm"
    " FROM enrolled_stations JOIN stations ON stations.id = station_id"
)


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
    return read_row(EnrolledStation, db.query(f"{_ENROLLED} WHERE station_id = ?", [station_id]))


def select_enrolled_stations(db: Database) -> list[EnrolledStation]:
    """All of them, those that may come first, by name."""
    order = "enrolled_stations.ended_why <> '', name COLLATE NOCASE, station_id"
    return read_rows(EnrolledStation, db.query(f"{_ENROLLED} ORDER BY {order}"))


def select_copied_stations(db: Database) -> list[EnrolledStation]:
    """Those that were ended because their cookie was used in two places, until somebody takes them off the list."""
    copied = db.query(f"{_ENROLLED} WHERE enrolled_stations.ended_why = ? ORDER BY station_id", [StationEnd.COPIED])
    return read_rows(EnrolledStation, copied)


def update_station_generation(db: Database, station_id: str, generation: int, at: datetime) -> None:
    db.execute(
        "UPDATE enrolled_stations SET generation = :generation, rotated_at = :at, seen_at = :at WHERE station_id = :id",
        {"generation": generation, "at": stamp(at), "id": station_id},
    )


def update_station_seen(db: Database, station_id: str, at: datetime) -> None:
    db.execute("UPDATE enrolled_stations SET seen_at = ? WHERE station_id = ?", (stamp(at), station_id))


def mark_station_ended(db: Database, station_id: str, why: StationEnd, at: datetime) -> None:
    """A station may come no more: every session on it ends with it."""
    db.execute(
        "UPDATE enrolled_stations SET ended_at = ?, ended_why = ? WHERE station_id = ? AND ended_at IS NULL",
        (stamp(at), why, station_id),
    )
    for id_hash in read_column(db, "SELECT id_hash FROM sessions WHERE station_id = ?", station_id):
        delete_session(db, id_hash)


def delete_enrolled_station(db: Database, station_id: str) -> None:
    """Take an ended station off the list; its row in `stations` stays, which the journal and cases name."""
    db.table("enrolled_stations").delete_where("station_id = ? AND ended_at IS NOT NULL", [station_id])

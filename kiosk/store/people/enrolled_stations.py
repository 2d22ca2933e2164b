"""Stations of the local network: what each is known by, when it was last seen, and whether it may still come."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Self

from kiosk.clock import moment, stamp
from kiosk.domain.screen.station import StationEnd, StationRole
from kiosk.store.database import Database
from kiosk.store.people import sessions

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


def add(db: Database, station: EnrolledStation, token_hash: str) -> None:
    """Store an enrolled station; `token_hash` is of no cookie, so that it is no station of this machine."""
    at = stamp(station.enrolled_at)
    shown = {"id": station.id, "token_hash": token_hash, "role": station.role, "name": station.name}
    db.table("stations").insert({**shown, "created_at": at})
    columns = {name: getattr(station, name) for name in ("secret", "place", "generation", "enrolled_by")}
    moments = {"rotated_at": at, "seen_at": at, "enrolled_at": at}
    db.table("enrolled_stations").insert({"station_id": station.id, **columns, **moments})


def get(db: Database, station_id: str) -> EnrolledStation | None:
    """The enrolled station of that id, also one that was ended."""
    found = db.query(f"SELECT {_COLUMNS} {_FROM} WHERE station_id = ?", [station_id])
    return next(map(EnrolledStation.read, found), None)


def every(db: Database) -> list[EnrolledStation]:
    """All of them, those that may come first, by name."""
    found = db.query(f"SELECT {_COLUMNS} {_FROM} ORDER BY ended_why <> '', name COLLATE NOCASE, station_id")
    return list(map(EnrolledStation.read, found))


def copied(db: Database) -> list[EnrolledStation]:
    """Those that were ended because their cookie was used in two places, until somebody takes them off the list."""
    found = db.query(f"SELECT {_COLUMNS} {_FROM} WHERE ended_why = ? ORDER BY station_id", [StationEnd.COPIED])
    return list(map(EnrolledStation.read, found))


def rotate(db: Database, station_id: str, generation: int, at: datetime) -> None:
    """Note that a station has used its next cookie."""
    db.execute(
        "UPDATE enrolled_stations SET generation = :generation, rotated_at = :at, seen_at = :at WHERE station_id = :id",
        {"generation": generation, "at": stamp(at), "id": station_id},
    )


def note_seen(db: Database, station_id: str, at: datetime) -> None:
    """Note when a station last asked for something."""
    db.execute("UPDATE enrolled_stations SET seen_at = ? WHERE station_id = ?", (stamp(at), station_id))


def end(db: Database, station_id: str, why: StationEnd, at: datetime) -> None:
    """A station may come no more: every session on it ends with it."""
    db.execute(
        "UPDATE enrolled_stations SET ended_at = ?, ended_why = ? WHERE station_id = ? AND ended_at IS NULL",
        (stamp(at), why, station_id),
    )
    for session in list(db.table("sessions").rows_where("station_id = ?", [station_id], select="id_hash")):
        sessions.end(db, session["id_hash"])


def forget(db: Database, station_id: str) -> None:
    """Take an ended station off the list; its row in `stations` stays, which the journal and cases name."""
    db.table("enrolled_stations").delete_where("station_id = ? AND ended_at IS NOT NULL", [station_id])

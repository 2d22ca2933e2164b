"""Mediators and what they hold, their wrong tries, and the stations."""

import json
from datetime import datetime

from msgspec import Struct
from msgspec.structs import asdict

from kiosk.clock import stamp
from kiosk.domain.keys.ring import FactorKind
from kiosk.domain.screen.first_day_step import FirstDayStep
from kiosk.domain.screen.station import PaperSlot, StationRole
from kiosk.store.database import Database, read_column, read_row, read_rows, read_value


def select_favourites(db: Database, mediator_id: str) -> list[str]:
    """Ids of a mediator's favourite procedures, in the order in which they were chosen."""
    chosen = "SELECT procedure_id FROM favourites WHERE mediator_id = ? ORDER BY added_at, procedure_id"
    return read_column(db, chosen, mediator_id)


def insert_favourite(db: Database, mediator_id: str, procedure_id: str, at: datetime) -> None:
    """Add a favourite at the end; one that is there already keeps its place."""
    favourite = {"mediator_id": mediator_id, "procedure_id": procedure_id, "added_at": stamp(at)}
    db.table("favourites").insert(favourite, ignore=True)


def delete_favourite(db: Database, mediator_id: str, procedure_id: str) -> None:
    db.table("favourites").delete_where("mediator_id = ? AND procedure_id = ?", [mediator_id, procedure_id])


def delete_mediator_favourites(db: Database, mediator_id: str) -> None:
    db.table("favourites").delete_where("mediator_id = ?", [mediator_id])


class FirstPerson(Struct, frozen=True):
    """The first mediator as somebody described them; `kind` is a kind of first factor."""

    login: str
    name: str
    kind: str


def select_done_steps(db: Database) -> frozenset[str]:
    return frozenset(read_column(db, "SELECT step FROM first_day"))


def read_first_person(db: Database) -> FirstPerson | None:
    """Who was named as the first mediator, None before."""
    value = read_value(db, "SELECT value FROM first_day WHERE step = ?", FirstDayStep.MEDIATOR)
    return FirstPerson(**json.loads(value)) if value else None


def insert_done_step(db: Database, step: FirstDayStep, at: datetime) -> None:
    db.table("first_day").insert({"step": step, "value": "", "at": stamp(at)}, replace=True)


def save_first_person(db: Database, person: FirstPerson, at: datetime) -> None:
    """Note who was named as the first mediator; a later name replaces an earlier one."""
    value = json.dumps(asdict(person), ensure_ascii=False)
    db.table("first_day").insert({"step": FirstDayStep.MEDIATOR, "value": value, "at": stamp(at)}, replace=True)


RECOVERY = "recovery"
"""The holder id of the recovery sheet in the town hall's safe, which holds every service."""


class ListedMediator(Struct, frozen=True):
    """A mediator without their keys; `wrong_tries` are those since the last right one."""

    id: str
    login: str
    name: str
    administrator: bool
    factor: FactorKind
    wrong_tries: int


class RecoverySheet(Struct, frozen=True):
    """The recovery sheet in the safe: its public key, and when somebody last typed its words back, None for never."""

    public: bytes
    made_at: datetime
    verified_at: datetime | None


class KeptStation(Struct, frozen=True):
    """A screen; `name` is "" where it has none, `mm_per_px` and `distance_mm` are 0 where it was not measured."""

    id: str
    role: StationRole
    name: str
    mm_per_px: float
    distance_mm: int


class Mediator(Struct, frozen=True):
    """A person who helps. `wrapped` is their private half, locked under first factor and PIN with `salt`.

    `factor_hash` finds the holder of a badge or key file, "" else.
    """

    id: str
    login: str
    name: str
    administrator: bool
    factor: FactorKind
    factor_hash: str
    salt: bytes
    public: bytes
    wrapped: bytes


class Grant(Struct, frozen=True):
    """A service that someone holds; `sealed` is its key, empty while it waits to be handed over again."""

    holder: str
    service_id: str
    supervisor: bool
    sealed: bytes


def insert_mediator(db: Database, mediator: Mediator, at: datetime) -> None:
    """Store a new mediator; a login is unique, whatever its case."""
    db.table("mediators").insert({**asdict(mediator), "created_at": stamp(at)})


def update_mediator_keys(db: Database, mediator: Mediator) -> None:
    db.execute(
        "UPDATE mediators SET factor = :factor, factor_hash = :factor_hash, salt = :salt, public = :public,"
        " wrapped = :wrapped WHERE id = :id",
        asdict(mediator),
    )


def mark_mediator_left(db: Database, mediator_id: str, at: datetime) -> None:
    """Note that a mediator has left: delete their grants and their sign-in for good; their name stays."""
    db.table("grants").delete_where("holder = ?", [mediator_id])
    delete_wrong_tries(db, mediator_id)
    db.execute(
        "UPDATE mediators SET left_at = ?, administrator = 0, factor_hash = '', salt = x'', public = x'',"
        " wrapped = x'' WHERE id = ?",
        (stamp(at), mediator_id),
    )


def read_mediator(db: Database, mediator_id: str) -> Mediator | None:
    """The mediator of that id, None for who has left."""
    return read_row(Mediator, db.table("mediators").rows_where("id = ? AND left_at IS NULL", [mediator_id]))


def read_mediator_by_login(db: Database, login: str) -> Mediator | None:
    """The mediator who signs in under that name, None for who has left."""
    return read_row(Mediator, db.table("mediators").rows_where("login = ? AND left_at IS NULL", [login]))


def is_login_taken(db: Database, login: str) -> bool:
    """Whether anyone signs in under that name, or ever did: the history must not mistake one for the other."""
    return db.table("mediators").count_where("login = ?", [login]) > 0


def read_mediator_by_factor(db: Database, factor_hash: str) -> Mediator | None:
    return read_row(Mediator, db.table("mediators").rows_where("factor_hash = ?", [factor_hash]))


def select_mediators(db: Database) -> list[ListedMediator]:
    """Everyone who has not left, by name."""
    found = db.query(
        "SELECT id, login, name, administrator, factor,"
        " (SELECT count(*) FROM wrong_tries WHERE mediator_id = mediators.id) AS wrong_tries"
        " FROM mediators WHERE left_at IS NULL ORDER BY name"
    )
    return read_rows(ListedMediator, found)


def save_grant(db: Database, grant: Grant) -> None:
    """Store a grant; it replaces the holder's earlier one of the same service."""
    db.table("grants").insert(asdict(grant), replace=True)


def delete_grant(db: Database, holder: str, service_id: str) -> None:
    db.table("grants").delete_where("holder = ? AND service_id = ?", [holder, service_id])


def suspend_grants(db: Database, holder: str) -> None:
    """Empty every grant of a holder whose private key is lost: each waits to be handed over again."""
    db.execute("UPDATE grants SET sealed = x'' WHERE holder = ?", (holder,))


def select_grants(db: Database, holder: str = "") -> list[Grant]:
    """The grants of a holder, or of everyone for ""."""
    found = db.table("grants").rows_where("? IN ('', holder)", [holder], order_by="service_id")
    return read_rows(Grant, found)


def save_recovery_sheet(db: Database, public: bytes, at: datetime) -> None:
    """Store the public key of the recovery sheet; a new sheet replaces the one before."""
    db.table("recovery").insert({"id": 1, "public": public, "made_at": stamp(at)}, replace=True)


def read_recovery_sheet(db: Database) -> RecoverySheet | None:
    """The recovery sheet, None before there is one."""
    return read_row(RecoverySheet, db.table("recovery").rows)


def mark_recovery_verified(db: Database, at: datetime) -> None:
    db.execute("UPDATE recovery SET verified_at = ?", (stamp(at),))


def delete_all_people(db: Database) -> bool:
    """Delete all people and all service keys, unless a key is in use already; gives whether they were deleted."""
    if db.table("data_keys").count_where() or db.table("cases").count_where():
        return False
    for table in ("sessions", "wrong_tries", "grants", "mediators", "services", "recovery"):
        db.table(table).delete_where()
    return True


def insert_wrong_try(db: Database, mediator_id: str, at: datetime) -> None:
    db.table("wrong_tries").insert({"mediator_id": mediator_id, "at": stamp(at)})


def count_wrong_tries(db: Database, mediator_id: str) -> int:
    """How many wrong tries since the last right one; the clock plays no part."""
    return db.table("wrong_tries").count_where("mediator_id = ?", [mediator_id])


def delete_wrong_tries(db: Database, mediator_id: str) -> None:
    db.table("wrong_tries").delete_where("mediator_id = ?", [mediator_id])


def insert_station(db: Database, station_id: str, token_hash: str, role: StationRole, at: datetime) -> None:
    db.table("stations").insert({"id": station_id, "token_hash": token_hash, "role": role, "created_at": stamp(at)})


def update_station(db: Database, station_id: str, **columns: object) -> None:
    """Change what is known of a station: `role`, `name`, `paper_slot`, `mm_per_px` and `distance_mm` (0 for unknown).

    `speaker` is how loud each session begins there, 0 to 100, None for what the settings say.
    """
    db.table("stations").update(station_id, columns)


def read_paper_slot(db: Database, station_id: str) -> PaperSlot:
    """Where the paper of a station comes out, as somebody has said it."""
    return PaperSlot(read_value(db, "SELECT paper_slot FROM stations WHERE id = ?", station_id) or PaperSlot.UNTOLD)


def read_speaker_volume(db: Database, station_id: str) -> int | None:
    """How loud each session begins at a station, None where the settings say it."""
    volume: int | None = read_value(db, "SELECT speaker FROM stations WHERE id = ?", station_id)
    return volume


def read_station_name(db: Database, station_id: str) -> str:
    """The name of a station, "" where it has none."""
    return str(read_value(db, "SELECT name FROM stations WHERE id = ?", station_id) or "")


def select_named_stations(db: Database) -> list[KeptStation]:
    """Stations that somebody named, by name."""
    return read_rows(KeptStation, db.table("stations").rows_where("name != ''", order_by="name COLLATE NOCASE, id"))


def read_station(db: Database, token_hash: str) -> KeptStation | None:
    """The station whose browser holds that token, None where none does."""
    return read_row(KeptStation, db.table("stations").rows_where("token_hash = ?", [token_hash]))

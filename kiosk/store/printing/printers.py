"""The printers a town hall has added, and the choices of which paper comes out of which."""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from msgspec import Struct
from msgspec.structs import asdict

from kiosk.clock import stamp
from kiosk.store.database import Database

_KEPT = "id, name, carrier, settings, paper, profile, forgotten_at IS NOT NULL AS forgotten"


class Kept(Struct, frozen=True):
    """A printer as it is kept: `carrier` and `paper` are kinds, `profile` is a model, `settings` holds no secret."""

    id: str
    name: str
    carrier: str
    settings: Mapping[str, str]
    paper: str
    profile: str
    forgotten: bool = False


class Choice(Struct, frozen=True):
    """Where papers come out: "" is every station, every paper; no printer is that nothing prints there."""

    station_id: str
    papers: str
    printer_id: str | None


def save(db: Database, kept: Kept, at: datetime) -> None:
    """Add a printer, or change the one of this id. Two that are not forgotten never have one name."""
    db.execute(
        "INSERT INTO printers (id, name, carrier, settings, paper, profile, added_at)"
        " VALUES (:id, :name, :carrier, :settings, :paper, :profile, :added_at)"
        " ON CONFLICT (id) DO UPDATE SET name = excluded.name, carrier = excluded.carrier,"
        " settings = excluded.settings, paper = excluded.paper, profile = excluded.profile",
        {
            "id": kept.id,
            "name": kept.name,
            "carrier": kept.carrier,
            "paper": kept.paper,
            "profile": kept.profile,
            "settings": json.dumps(dict(kept.settings), sort_keys=True),
            "added_at": stamp(at),
        },
    )


def forget(db: Database, printer_id: str, at: datetime) -> None:
    """It is offered and chosen no more; what was chosen less closely counts again."""
    db.table("printer_choices").delete_where("printer_id = ?", [printer_id])
    db.execute("UPDATE printers SET forgotten_at = ? WHERE id = ? AND forgotten_at IS NULL", (stamp(at), printer_id))


def get(db: Database, printer_id: str) -> Kept | None:
    """The printer of this id, forgotten ones too."""
    return next(map(_kept, db.table("printers").rows_where("id = ?", [printer_id], select=_KEPT)), None)


def named(db: Database, name: str) -> Kept | None:
    """The one that is called so, capitals aside."""
    found = db.table("printers").rows_where("name = ? COLLATE NOCASE AND forgotten_at IS NULL", [name], select=_KEPT)
    return next(map(_kept, found), None)


def every(db: Database) -> list[Kept]:
    """Those that are not forgotten, by name."""
    found = db.table("printers").rows_where("forgotten_at IS NULL", order_by="name COLLATE NOCASE", select=_KEPT)
    return list(map(_kept, found))


def choose(db: Database, choice: Choice) -> None:
    """From now on, in the place of what was chosen there before."""
    db.table("printer_choices").insert(asdict(choice), replace=True)


def unchoose(db: Database, station_id: str, papers: str) -> None:
    """Nothing is chosen there any more."""
    db.table("printer_choices").delete_where("station_id = ? AND papers = ?", [station_id, papers])


def choices(db: Database) -> list[Choice]:
    """All of them."""
    found = db.table("printer_choices").rows_where(
        order_by="station_id, papers", select="station_id, papers, printer_id"
    )
    return [Choice(**record) for record in found]


def chosen(db: Database, station_id: str, papers: str) -> Choice | None:
    """The closest choice: this station's for these papers, then for all, then every station's; None where none is."""
    found = db.table("printer_choices").rows_where(
        "station_id IN (?, '') AND papers IN (?, '')",
        [station_id, papers],
        order_by="station_id != '' DESC, papers != '' DESC",
        select="station_id, papers, printer_id",
        limit=1,
    )
    return next((Choice(**record) for record in found), None)


def _kept(record: dict[str, Any]) -> Kept:
    return Kept(**{**record, "settings": json.loads(record["settings"]), "forgotten": bool(record["forgotten"])})

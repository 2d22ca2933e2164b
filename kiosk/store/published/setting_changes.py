"""What an authority changed of the settings, by which of its lists; and what the town hall took back."""

import json
from dataclasses import replace
from datetime import datetime
from typing import Any

from msgspec import Struct

from kiosk.clock import moment, stamp
from kiosk.domain.published import contents, settable
from kiosk.domain.published.contents import PublishedSetting
from kiosk.errors import Refused
from kiosk.settings import Settings
from kiosk.store.database import Database
from kiosk.store.published import publications
from kiosk.store.published.publications import Content

KIND = "setting"


class Change(Struct, frozen=True):
    """A change of the setting `name` to `value`, by the list `list_number` of `scope`.

    `sha256` is of the item, "" where the authority says nothing more of this setting; `value` is then that of before.
    """

    name: str
    value: Any
    sha256: str
    scope: str
    list_number: int
    at: datetime


def add(db: Database, name: str, value: object, item: Content, at: datetime) -> None:
    """Note that a list says this of a setting, or something else than before."""
    _add(db, name, value, item.sha256, item.scope, at)


def take_away(db: Database, before: Change, at: datetime) -> None:
    """Note that no list says anything of a setting any more."""
    _add(db, before.name, before.value, "", before.scope, at)


def newest(db: Database) -> dict[str, Change]:
    """The last change of each setting that was ever published, by name."""
    return {change.name: change for change in every(db)}


def every(db: Database) -> list[Change]:
    """Every change, the oldest first."""
    return list(map(_change, db.table("setting_changes").rows_where(order_by="number")))


def revert(db: Database, name: str, mediator_id: str, at: datetime) -> None:
    """Take a setting back to the town hall's own value, whatever is published of it from now on."""
    db.table("setting_reverts").insert({"name": name, "mediator_id": mediator_id, "at": stamp(at)}, replace=True)


def follow_again(db: Database, name: str) -> None:
    """Follow again what is published of a setting."""
    db.table("setting_reverts").delete_where("name = ?", [name])


def reverted(db: Database) -> set[str]:
    """The settings that the town hall has taken back."""
    return {str(record["name"]) for record in db.table("setting_reverts").rows_where(select="name")}


def published(db: Database) -> list[PublishedSetting]:
    """The settings that are published now, as far as this version of Parvis reads them."""
    found = list[PublishedSetting]()
    for item in publications.in_force(db, KIND):
        try:
            found.append(contents.read(PublishedSetting, item.content))
        except Refused:
            continue
    return found


def applied(db: Database, own: Settings) -> Settings:
    """The town hall's own settings, with the published values that count in their place."""
    values = {setting.name: getattr(own, setting.name) for setting in settable.SETTABLE}
    return replace(own, **settable.in_force(values, published(db), reverted(db)))


def _add(db: Database, name: str, value: object, sha256: str, scope: str, at: datetime) -> None:
    known = publications.known(db, scope)
    row = {"name": name, "value": json.dumps(value), "sha256": sha256, "scope": scope, "at": stamp(at)}
    db.table("setting_changes").insert(row | {"list_number": known.number if known else 0})


def _change(record: dict[str, Any]) -> Change:
    fields = {name: record[name] for name in ("name", "sha256", "scope", "list_number")}
    return Change(**fields, value=json.loads(record["value"]), at=moment(record["at"]))

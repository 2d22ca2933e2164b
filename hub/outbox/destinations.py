"""The destinations that `hub.toml` names, each with its connector."""

import re
from collections.abc import Mapping
from difflib import get_close_matches

from msgspec import Struct

from hub.settings import FILE, HubSettings
from kiosk.connectors.connector import Connector
from kiosk.connectors.destinations import CONNECTORS
from kiosk.domain.events.wire.bodies import NoticeChannel
from kiosk.domain.published.documents import FRENCH, PublishedSetting
from kiosk.error_codes import HubRefusal
from kiosk.errors import Refused

_NAME = re.compile(r"[a-z0-9]([a-z0-9-]{0,38}[a-z0-9])?")
_COMMON = ("name", "kind", "recipient", "services")
"""The keys that a table of every kind has."""
_CHANNELS = {connector.kind: connector.channel for connector in CONNECTORS}


class Destination(Struct, frozen=True):
    """One system that is told. `recipient` says in words who runs it, as notices do; `services` is empty for all."""

    name: str
    recipient: str
    services: tuple[str, ...]
    connector: Connector

    @property
    def kind(self) -> str:
        """The kind of its connector."""
        return self.connector.kind


def read_destinations(settings: HubSettings) -> tuple[Destination, ...]:
    """The destinations of these settings, in their order; nothing is connected yet.

    Raises `Refused`, each with `path` (the file), `number` (of the table, from 1) and `name` (its name):
    `connector-name` for none or one that is not small letters, digits and hyphens; `connector-twice`; `connector-kind`
    with `value` and `known`; `connector-lacks` with `setting`; `connector-setting` for one that its kind has not, with
    `nearest`; `connector-value` with `setting`, `value` and `about`, which names the words of what it may be.
    """
    read: dict[str, Destination] = {}
    for number, table in enumerate(settings.connectors, 1):
        destination = _read(settings, number, table)
        if destination.name in read:
            raise Refused(HubRefusal.CONNECTOR_TWICE, path=_file(settings), number=number, name=destination.name)
        read[destination.name] = destination
    return tuple(read.values())


def published_recipients(settings: HubSettings, why: str) -> PublishedSetting:
    """Whom this hub passes cases on to, as the setting `recipients` of every box; `why` in French.

    Raises what `read_destinations` raises.
    """
    told = [
        f"{service}: {destination.recipient}" if service else destination.recipient
        for destination in read_destinations(settings)
        for service in destination.services or ("",)
    ]
    return PublishedSetting(setting="recipients", value=tuple(told), why={FRENCH: why})


def names_for(settings: HubSettings, service: str, channel: NoticeChannel | None = None) -> list[str]:
    """The names of the destinations that are told of the cases of a service; no more of the settings is read.

    With a `channel`, those that tell the person by it: one, so that nobody is told twice.
    """
    names = [
        table.get("name", "")
        for table in settings.connectors
        if _CHANNELS.get(table.get("kind", "")) == channel
        and (not (services := _services(table)) or service in services)
    ]
    return names[:1] if channel else names


def channel_of(settings: HubSettings, name: str) -> NoticeChannel | None:
    """By which way a destination tells the person; None for one that tells another system."""
    kinds = [table.get("kind", "") for table in settings.connectors if table.get("name") == name]
    return _CHANNELS.get(kinds[0]) if kinds else None


def channels_of(settings: HubSettings) -> tuple[NoticeChannel, ...]:
    """The ways by which this hub can tell a person."""
    served = {_CHANNELS.get(table.get("kind", "")) for table in settings.connectors}
    return tuple(channel for channel in NoticeChannel if channel in served)


def _read(settings: HubSettings, number: int, table: Mapping[str, str]) -> Destination:
    name = table.get("name", "")
    where = {"path": _file(settings), "number": number, "name": name}
    if not _NAME.fullmatch(name):
        raise Refused(HubRefusal.CONNECTOR_NAME, **where)
    kinds = {connector.kind: connector for connector in CONNECTORS}
    connector = kinds.get(table.get("kind", ""))
    if connector is None:
        raise Refused(HubRefusal.CONNECTOR_KIND, **where, value=table.get("kind", ""), known=", ".join(kinds))
    known = {setting.name: setting for setting in connector.settings}
    for key in sorted(table.keys() - {*_COMMON, *known}):
        nearest = get_close_matches(key, [*_COMMON, *known], n=1, cutoff=0.0)[0]
        raise Refused(HubRefusal.CONNECTOR_SETTING, **where, setting=key, nearest=nearest)
    for key in ("recipient", *(setting.name for setting in connector.settings if setting.needed)):
        if not table.get(key, "").strip():
            raise Refused(HubRefusal.CONNECTOR_LACKS, **where, setting=key)
    for setting in connector.settings:
        value = table.get(setting.name, "")
        if value and not (value in setting.choices if setting.choices else setting.is_right(value)):
            about = f"{connector.kind}.{setting.name}"
            raise Refused(HubRefusal.CONNECTOR_VALUE, **where, setting=setting.name, value=value, about=about)
    values = {setting.name: table.get(setting.name) or setting.default for setting in connector.settings}
    made = connector(name, values, settings.keys_folder)
    return Destination(name, table["recipient"].strip(), _services(table), made)


def _services(table: Mapping[str, str]) -> tuple[str, ...]:
    return tuple(part.strip() for part in table.get("services", "").split(",") if part.strip())


def _file(settings: HubSettings) -> str:
    return str(settings.data / FILE)

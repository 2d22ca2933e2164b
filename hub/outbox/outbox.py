"""The destinations of the settings, and what each is to be told, noted in the very transaction in which it happens.

A row holds no contents: it names an event, a decision or an erasure, whose words lie under the key of their case until
the moment they are sent. An erased case takes them along.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from difflib import get_close_matches

from msgspec import Struct
from sqlalchemy import Connection, select

from hub.hub import Hub
from hub.settings import FILE, HubSettings
from hub.store import columns
from hub.store.schema import cases, delivery, event
from kiosk.connectors.connector import NOTICES, Connector, DeliveryType
from kiosk.connectors.file_drop import FileDrop
from kiosk.connectors.sms_gateway import SmsGateway
from kiosk.connectors.smtp import Smtp
from kiosk.connectors.webhook import Webhook
from kiosk.domain.events.event import EventType
from kiosk.domain.events.wire.bodies import NoticeChannel
from kiosk.domain.published.documents import FRENCH, PublishedSetting
from kiosk.error_codes import HubRefusal
from kiosk.errors import Refused

CONNECTORS: tuple[type[Connector], ...] = (Webhook, FileDrop, Smtp, SmsGateway)


_NAME = re.compile(r"[a-z0-9]([a-z0-9-]{0,38}[a-z0-9])?")
_COMMON = ("name", "kind", "recipient", "services")
"""The keys that a table of every kind has."""
_CHANNELS = {connector.kind: connector.channel for connector in CONNECTORS}
_UNTOLD = (EventType.NOTICES, EventType.NEW_CODE)
"""Events that concern no other system: how the person is told of news, and a new receipt."""


class Destination(Struct, frozen=True):
    """One system that is told. `recipient` says in words who runs it, as notices do; `services` is empty for all."""

    name: str
    recipient: str
    services: tuple[str, ...]
    connector: Connector

    @property
    def kind(self) -> str:
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
    kinds = [table.get("kind", "") for table in settings.connectors if table.get("name") == name]
    return _CHANNELS.get(kinds[0]) if kinds else None


def channels_of(settings: HubSettings) -> tuple[NoticeChannel, ...]:
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


def note_event_deliveries(hub: Hub, connection: Connection, event_ids: Sequence[str]) -> None:
    """Note events that were just stored, in the order of this list; once for all of a batch.

    The caller's transaction holds the locks of their cases, so that numbers grow within each.
    """
    if not hub.settings.connectors or not event_ids:
        return
    query = (
        select(event.c.id, event.c.type, cases.c.id.label("case_id"), cases.c.service)
        .join(cases, cases.c.reference == event.c.reference)
        .where(event.c.id.in_(event_ids), event.c.type.not_in(_UNTOLD))
    )
    stored = {row.id: row for row in connection.execute(query)}
    rows = (stored[event_id] for event_id in event_ids if event_id in stored)
    _note(hub, connection, ((row.id, DeliveryType(row.type), row.case_id, row.service) for row in rows))


def note_decision_delivery(hub: Hub, connection: Connection, case_id: str, decision_id: str) -> None:
    if hub.settings.connectors:
        service = connection.execute(select(cases.c.service).where(cases.c.id == case_id)).scalar_one()
        _note(hub, connection, [(decision_id, DeliveryType.DECISION, case_id, service)])


def note_erasure_delivery(hub: Hub, connection: Connection, case_id: str) -> None:
    """Note that the contents of a case are erased, for each destination that may have had some of them.

    What was still to be told of them is struck out, whether or not a connector is set up any more.
    """
    mine = delivery.c.case_id == case_id
    systems = delivery.c.type.not_in(NOTICES)  # the person themselves is not told by a message
    tried = select(delivery.c.destination).distinct().where(mine, systems, delivery.c.tries > 0)
    told = sorted(connection.execute(tried).scalars())
    connection.execute(delivery.delete().where(mine, delivery.c.delivered_at.is_(None)))
    insert_deliveries(hub, connection, [(name, hub.clock.new_id(), DeliveryType.ERASED, case_id) for name in told])


def _note(hub: Hub, connection: Connection, rows: Iterable[tuple[str, DeliveryType, str, str]]) -> None:
    insert_deliveries(
        hub,
        connection,
        [
            (name, fact_id, kind, case_id)
            for fact_id, kind, case_id, service in rows
            for name in names_for(hub.settings, service)
        ],
    )


def insert_deliveries(hub: Hub, connection: Connection, rows: Sequence[tuple[str, str, DeliveryType, str]]) -> None:
    now, names = hub.clock.now(), ("destination", "id", "type", "case_id")
    noted = [dict(zip(names, row, strict=True)) | {"at": now, "due_at": now} for row in rows]
    columns.insert_rows(connection, delivery, noted)

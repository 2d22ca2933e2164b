"""The destinations of the settings, what each is to be told, noted in the very transaction in which it happens, and how
far each has come: what waits, what needs a person, and what a person can do about it.

A row holds no contents: it names an event, a decision or an erasure, whose words lie under the key of their case until
the moment they are sent. An erased case takes them along.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from difflib import get_close_matches

from msgspec import Struct
from sqlalchemy import ColumnElement, Connection, func, select

from hub.cases import states
from hub.cases.states import EVERYTHING, Scope, may_see
from hub.hub import Hub
from hub.settings import FILE, HubSettings
from hub.store import columns
from hub.store.schema import cases, delivery, destination, event
from kiosk.connectors.connector import NOTICES, Connector, DeliveryType
from kiosk.connectors.file_drop import FileDrop
from kiosk.connectors.sms_gateway import SmsGateway
from kiosk.connectors.smtp import Smtp
from kiosk.connectors.webhook import Webhook
from kiosk.domain.events.event import EventType
from kiosk.domain.events.wire.bodies import NoticeChannel
from kiosk.domain.published.documents import FRENCH, PublishedSetting
from kiosk.error_codes import HubRefusal, LineFault
from kiosk.errors import Refused

CONNECTORS: tuple[type[Connector], ...] = (Webhook, FileDrop, Smtp, SmsGateway)
MOST = 50
"""Deliveries that need a person, at most, on one page."""
_NEEDS_A_PERSON = delivery.c.delivered_at.is_(None) & delivery.c.due_at.is_(None)
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


class DestinationStanding(Struct, frozen=True):
    """One destination. `setup` is None where the settings do not name it any more; `fault` is a code, or "".

    `waiting` counts what has not arrived, with what needs a person; `oldest` is since when the oldest of it waits.
    """

    name: str
    setup: Destination | None
    waiting: int
    attention: int
    oldest: datetime | None
    fault: str
    retry_at: datetime | None
    delivered_at: datetime | None


class StuckDelivery(Struct, frozen=True):
    """A delivery that the other side does not take: the rest of its case waits for it."""

    destination: str
    recipient: str
    reference: str
    type: str
    at: datetime
    fault: str


class Arrival(Struct, frozen=True):
    recipient: str
    type: str
    at: datetime


def list_destination_standings(hub: Hub) -> list[DestinationStanding]:
    """Every destination of the settings, then those that are gone and still have something waiting.

    Raises `Refused`, as `read_destinations` does.
    """
    known = {setup.name: setup for setup in read_destinations(hub.settings)}
    needs_a_person = func.count().filter(delivery.c.due_at.is_(None))
    query = (
        select(delivery.c.destination, func.count(), needs_a_person, func.min(delivery.c.at))
        .where(delivery.c.delivered_at.is_(None))
        .group_by(delivery.c.destination)
    )
    with hub.store.reading() as connection:
        waits = {name: (waiting, attention, oldest) for name, waiting, attention, oldest in connection.execute(query)}
        rows = {row.name: row for row in connection.execute(select(destination))}
    standings = []
    for name in (*known, *sorted(waits.keys() - known.keys())):
        (waiting, attention, oldest), row = waits.get(name, (0, 0, None)), rows.get(name)
        fault, retry_at, delivered_at = (row.fault, row.retry_at, row.delivered_at) if row else ("", None, None)
        standings.append(
            DestinationStanding(name, known.get(name), waiting, attention, oldest, fault, retry_at, delivered_at)
        )
    return standings


def list_stuck_deliveries(connection: Connection, settings: HubSettings, scope: Scope) -> list[StuckDelivery]:
    """What needs a person, of the cases in the scope, the oldest first."""
    query = (
        select(delivery, cases.c.reference)
        .join(cases, cases.c.id == delivery.c.case_id)
        .where(_NEEDS_A_PERSON, *may_see(scope))
        .order_by(delivery.c.number)
        .limit(MOST)
    )
    names = _recipients(settings)
    return [
        StuckDelivery(
            row.destination, names.get(row.destination) or row.destination, row.reference, row.type, row.at, row.fault
        )
        for row in connection.execute(query).all()
    ]


def list_case_arrivals(connection: Connection, settings: HubSettings, case_id: str) -> list[Arrival]:
    names = _recipients(settings)
    query = select(delivery).where(delivery.c.case_id == case_id, delivery.c.delivered_at.is_not(None))
    rows = connection.execute(query.order_by(delivery.c.delivered_at, delivery.c.number)).all()
    return [Arrival(names.get(row.destination) or row.destination, row.type, row.delivered_at) for row in rows]


def _recipients(settings: HubSettings) -> dict[str, str]:
    return {table.get("name", ""): table.get("recipient", "") for table in settings.connectors}


def try_now(hub: Hub, name: str) -> int:
    """Try at once what waits for a destination, and what needed a person; gives how many deliveries that are.

    Raises `Refused`: `no-such-destination` for one that has never been told anything and is not set up.
    """
    _check_known(hub, name)
    sure = delivery.c.fault != LineFault.UNCERTAIN  # a person decides about each of the others by itself
    now, mine = hub.clock.now(), (delivery.c.destination == name) & delivery.c.delivered_at.is_(None) & sure
    with hub.store.writing() as connection:
        connection.execute(destination.update().where(destination.c.name == name).values(retry_at=None))
        return connection.execute(delivery.update().where(mine).values(due_at=now, fault="")).rowcount


def resend_case(hub: Hub, name: str, reference: str, scope: Scope = EVERYTHING) -> int:
    """Send all that a case has told a destination once more, in its order and with the same ids; gives how much.

    Of notices to the person, only what has not surely arrived.

    Raises `Refused`: `no-such-destination`, `unknown-case`, also for one outside the scope.
    """
    return _again(hub, name, delivery.c.case_id == _case_id(hub, name, reference, scope))


def abandon_deliveries(hub: Hub, name: str, reference: str, scope: Scope = EVERYTHING) -> int:
    """Send no more of what needs a person of this case, a notice that has perhaps arrived; gives how much that was.

    Raises `Refused` as `resend_case`. Only what goes to the person can be let be: another system has to be told all.
    """
    case_id = _case_id(hub, name, reference, scope)
    mine = (delivery.c.destination == name) & (delivery.c.case_id == case_id) & delivery.c.type.in_(NOTICES)
    with hub.store.writing() as connection:
        return connection.execute(delivery.delete().where(mine, _NEEDS_A_PERSON)).rowcount


def resend_since(hub: Hub, name: str, since: datetime) -> int:
    """Send once more what has arrived since a moment, as for a receiver that lost it. Returns and raises as above."""
    _check_known(hub, name)
    return _again(hub, name, delivery.c.delivered_at >= since)


def _case_id(hub: Hub, name: str, reference: str, scope: Scope) -> str:
    _check_known(hub, name)
    with hub.store.reading() as connection:
        case_id = connection.execute(
            select(cases.c.id).where(states.has_number_condition(reference), *may_see(scope))
        ).scalar()
    if case_id is None:
        raise Refused(HubRefusal.UNKNOWN_CASE, reference=reference)
    return str(case_id)


def _again(hub: Hub, name: str, which: ColumnElement[bool]) -> int:
    values = {"due_at": hub.clock.now(), "delivered_at": None, "parcel": None, "fault": ""}
    with hub.store.writing() as connection:
        told_again = delivery.c.type.not_in(NOTICES) | delivery.c.delivered_at.is_(None)  # a person is told once
        mine = (delivery.c.destination == name) & told_again
        return connection.execute(delivery.update().where(mine, which).values(values)).rowcount


def _check_known(hub: Hub, name: str) -> None:
    set_up = any(table.get("name") == name for table in hub.settings.connectors)
    told = select(delivery.c.number).where(delivery.c.destination == name).limit(1)
    with hub.store.reading() as connection:
        if not set_up and connection.execute(told).first() is None:
            raise Refused(HubRefusal.NO_SUCH_DESTINATION, name=name)

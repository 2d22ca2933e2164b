"""Delivers what waits for one destination: in order per case, at least once, each with the id it keeps."""

import logging
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from msgspec import Struct
from sqlalchemy import ColumnElement, Connection, Row, or_, select
from sqlalchemy.exc import IntegrityError

from hub.hub import Hub
from hub.outbox.outbox import Destination, read_destinations
from hub.outbox.person_notices import read_notice
from hub.secrets.vault import CaseLock, label_of, unwrap_lock
from hub.store.opening import Store
from hub.store.schema import case_key, cases, decision, delivery, destination, event
from kiosk import logs
from kiosk.connectors.connector import NOTICES, Delivery, DeliveryParcel, DeliveryType
from kiosk.domain.time import retry
from kiosk.error_codes import LineFault
from kiosk.errors import Unreachable

SECRETS = ("follow_sha256", "salt", "which", "notices")
"""Parts of a body that no other system is told: those that prove or tell apart, with which a case could be withdrawn,
and how the person wishes to be told of news, which they said to this hub alone."""
_TOGETHER = 50
"""Deliveries that are noted by one statement before the first of them is sent."""
_EARLIER = delivery.alias("earlier")
_FIRST_OF_ITS_CASE = ~(
    select(_EARLIER.c.number)
    .where(
        _EARLIER.c.destination == delivery.c.destination,
        _EARLIER.c.case_id == delivery.c.case_id,
        _EARLIER.c.number < delivery.c.number,
        _EARLIER.c.delivered_at.is_(None),
        _EARLIER.c.fault != LineFault.UNCERTAIN,
    )
    .correlate(delivery)
    .exists()
)
"""What a case has to tell next: nothing of it overtakes what came before, and no case waits for another.

A notice that has perhaps arrived holds back no later one.
"""
log = logging.getLogger(__name__)
LEASE_S = 60.0
"""Seconds for which one process delivers to a destination; longer than a receiver may take to answer."""
_BROKEN_IN_A_ROW = 5
"""A receiver that fails at so many deliveries, one after the other, fails at all: it is left alone for a while."""
_LOOK_EVERY_S = 2.0
"""Seconds between two looks at an empty outbox."""


def read_deliveries(hub: Hub, connection: Connection, numbers: Sequence[int]) -> tuple[Delivery, ...]:
    """The deliveries of these rows, by their numbers; one whose contents were erased meanwhile is left out."""
    query = (
        select(delivery, cases.c.reference, cases.c.site, cases.c.service, cases.c.title)
        .add_columns(cases.c.erased_at, cases.c.erased_why, case_key.c.wrapped)
        .join(cases, cases.c.id == delivery.c.case_id)
        .join(case_key, case_key.c.case_id == cases.c.id, isouter=True)
        .where(delivery.c.number.in_(numbers))
        .order_by(delivery.c.number)
    )
    made = ((row, _contents(hub, connection, row)) for row in connection.execute(query).all())
    return tuple(
        Delivery(
            row.id,
            row.number,
            DeliveryType(row.type),
            row.at,
            row.reference,
            row.site,
            row.service,
            row.title,
            contents,
            tried=row.tries > 1,
        )
        for row, contents in made
        if contents is not None
    )


def _contents(hub: Hub, connection: Connection, row: Row[Any]) -> Mapping[str, Any] | None:
    if row.type == DeliveryType.ERASED:
        return {"erased_at": row.erased_at.isoformat(timespec="microseconds"), "why": row.erased_why}
    if row.wrapped is None:
        return None
    lock = unwrap_lock(hub.ring, row.case_id, row.wrapped)
    if row.type in NOTICES:
        return read_notice(hub, connection, lock, row)
    if row.type == DeliveryType.DECISION:
        return _decision(connection, lock, row.id)
    body = connection.execute(select(event.c.body).where(event.c.id == row.id)).scalar_one()
    content = lock.read(label_of("event", row.id), body)
    return {name: part for name, part in content.items() if name not in SECRETS}


def _decision(connection: Connection, lock: CaseLock, decision_id: str) -> Mapping[str, Any]:
    made = connection.execute(select(decision).where(decision.c.id == decision_id)).one()
    return {
        "state": made.state,
        "message": lock.unlock(label_of("decision", decision_id), made.message),
        "at": made.at.isoformat(timespec="microseconds"),
        **({"papers_by": made.papers_by} if made.papers_by else {}),
    }


class Begun(Struct, frozen=True):
    """A parcel that is about to be handed over: its number, those of its rows, and how often it was tried with now."""

    parcel: int
    numbers: tuple[int, ...]
    tries: int


def lease_destination(store: Store, name: str, who: str, now: datetime, seconds: float) -> bool:
    """Whether this process delivers to the destination for so many seconds; if it is killed, another may after them."""
    mine = destination.c.name == name
    free = or_(destination.c.leased_by.is_(None), destination.c.leased_by == who, destination.c.leased_until <= now)
    values = {"leased_by": who, "leased_until": now + timedelta(seconds=seconds)}
    for _ in range(2):
        try:
            with store.writing() as connection:
                if connection.execute(destination.update().where(mine, free).values(values)).rowcount == 1:
                    return True
                if connection.execute(select(destination.c.name).where(mine)).first() is not None:
                    return False
                connection.execute(destination.insert().values(name=name, **values))
                return True
        except IntegrityError:  # another process made the row
            continue
    return False


def release(store: Store, name: str, who: str) -> None:
    mine = (destination.c.name == name) & (destination.c.leased_by == who)
    with store.writing() as connection:
        connection.execute(destination.update().where(mine).values(leased_by=None, leased_until=None))


def is_due(store: Store, name: str, now: datetime) -> bool:
    """Whether something may be tried now. One look, which takes no lock."""
    with store.reading() as connection:
        paused = select(destination.c.name).where(destination.c.name == name, destination.c.retry_at > now)
        return connection.execute(paused).first() is None and bool(_due(connection, name, now, 1))


def begin_parcels(store: Store, name: str, now: datetime, most: int) -> list[Begun]:
    """Note, before anything is sent, which parcels are handed over next, with at most so many deliveries in each.

    What was handed over in one parcel before and failed is handed over in the same one again.
    """
    with store.writing() as connection:
        due = _due(connection, name, now, max(most, _TOGETHER))
        fresh = [row for row in due if row.parcel is None]
        parcels: dict[int, list[Row[Any]]] = {}
        for parcel in {row.parcel for row in due} - {None}:
            begun = (delivery.c.destination == name, delivery.c.parcel == parcel, delivery.c.delivered_at.is_(None))
            parcels[parcel] = list(connection.execute(select(delivery).where(*begun).order_by(delivery.c.number)))
        chunks = [fresh[start : start + most] for start in range(0, len(fresh), most)]
        if chunks:
            here = destination.c.name == name
            connection.execute(destination.update().where(here).values(parcels=destination.c.parcels + len(chunks)))
            last = int(connection.execute(select(destination.c.parcels).where(here)).scalar_one())
            parcels |= dict(enumerate(chunks, last - len(chunks) + 1))
        for parcel, rows in parcels.items():
            mine = delivery.c.number.in_([row.number for row in rows])
            connection.execute(delivery.update().where(mine).values(tries=delivery.c.tries + 1, parcel=parcel))
    return [
        Begun(parcel, tuple(row.number for row in rows), max(row.tries for row in rows) + 1)
        for parcel, rows in sorted(parcels.items())
    ]


def keep_delivered(store: Store, name: str, numbers: Sequence[int], now: datetime) -> None:
    done = {"delivered_at": now, "due_at": None, "fault": ""}
    with store.writing() as connection:
        connection.execute(delivery.update().where(delivery.c.number.in_(numbers)).values(done))
        works = {"failures": 0, "fault": "", "retry_at": None, "delivered_at": now}
        connection.execute(destination.update().where(destination.c.name == name).values(works))


def _change(store: Store, numbers: Sequence[int], *which: ColumnElement[bool], **values: Any) -> int:
    with store.writing() as connection:
        mine = delivery.update().where(delivery.c.number.in_(numbers), *which)
        return connection.execute(mine.values(values)).rowcount


def keep_refused(store: Store, numbers: Sequence[int], fault: str) -> None:
    _change(store, numbers, due_at=None, fault=fault, parcel=None)


def keep_in_doubt(store: Store, numbers: Sequence[int]) -> bool:
    """They are about to be sent to a person: if this process is killed now, nobody knows whether they arrived.

    False where they wait no more: another process, which took a lease that had run out, has begun to send them.
    """
    waits, doubt = delivery.c.due_at.is_not(None), LineFault.UNCERTAIN
    return _change(store, numbers, waits, due_at=None, fault=doubt, parcel=None) == len(numbers)


def keep_paused(store: Store, name: str, fault: str, until: datetime) -> None:
    paused = {"failures": destination.c.failures + 1, "fault": fault, "retry_at": until}
    with store.writing() as connection:
        connection.execute(destination.update().where(destination.c.name == name).values(paused))


def strike_out(store: Store, numbers: Sequence[int]) -> None:
    with store.writing() as connection:
        connection.execute(delivery.delete().where(delivery.c.number.in_(numbers), delivery.c.delivered_at.is_(None)))


def failures(store: Store, name: str) -> int:
    query = select(destination.c.failures).where(destination.c.name == name)
    with store.reading() as connection:
        return int(connection.execute(query).scalar() or 0)


def _due(connection: Connection, name: str, now: datetime, most: int) -> list[Row[Any]]:
    query = (
        select(delivery)
        .where(delivery.c.destination == name, delivery.c.due_at <= now, _FIRST_OF_ITS_CASE)
        .order_by(delivery.c.due_at, delivery.c.number)
        .limit(most)
    )
    return list(connection.execute(query))


@dataclass(slots=True)
class Deliverer:
    """Delivers to one destination from this process. `who` tells processes apart."""

    hub: Hub
    destination: Destination
    who: str
    lease_s: float = LEASE_S

    def run(self, is_told_to_stop: Callable[[], bool] = lambda: False) -> int:
        """Deliver until nothing is due, or another process does; gives how many deliveries have arrived.

        Nothing is raised for a receiver that fails: why stands in the destination's row, for staff to read.
        """
        name, store, arrived, broken = self.destination.name, self.hub.store, 0, 0
        while not is_told_to_stop() and is_due(store, name, self.hub.clock.now()):
            if not lease_destination(store, name, self.who, self.hub.clock.now(), self.lease_s):
                return arrived
            until = self.hub.clock.monotonic() + self.lease_s / 2
            for begun in begin_parcels(store, name, self.hub.clock.now(), self.destination.connector.most):
                if is_told_to_stop() or self.hub.clock.monotonic() > until:
                    break
                try:
                    arrived += self._hand_over(begun)
                    broken = 0
                except Unreachable as fault:
                    broken += 1
                    if fault.code != LineFault.RECEIVER_BROKEN or broken == _BROKEN_IN_A_ROW:
                        self._pause(fault)
                        break
                    self._put_off(begun, fault)
        release(store, name, self.who)
        return arrived

    def _hand_over(self, begun: Begun) -> int:
        hub, store = self.hub, self.hub.store
        with store.reading() as connection:
            deliveries = read_deliveries(hub, connection, begun.numbers)
        if len(deliveries) < len(begun.numbers):
            strike_out(store, sorted(set(begun.numbers) - {delivery.number for delivery in deliveries}))
        if not deliveries:
            return 0
        source = hub.settings.address or f"urn:parvis:hub:{hub.ring.verify_key}"
        numbers = [delivery.number for delivery in deliveries]
        # Of what goes to a person the doubt is noted before it is sent, and only one process can note it.
        if self.destination.connector.channel is not None and not keep_in_doubt(store, numbers):
            return 0
        refused = self._told(DeliveryParcel(begun.parcel, hub.clock.now(), source, deliveries), numbers)
        if refused is not None:
            log.warning("%s does not take delivery %d: %s", self.destination.name, numbers[0], refused)
            keep_refused(store, numbers, refused)
            return 0
        keep_delivered(store, self.destination.name, numbers, hub.clock.now())
        return len(numbers)

    def _told(self, parcel: DeliveryParcel, numbers: list[int]) -> LineFault | None:
        """What the connector says; the doubt ends where it was surely not sent."""
        try:
            return self.destination.connector.deliver(parcel)
        except Unreachable:
            doubted = delivery.c.fault == LineFault.UNCERTAIN
            _change(self.hub.store, numbers, doubted, due_at=self.hub.clock.now(), fault="")
            raise

    def _put_off(self, begun: Begun, fault: Unreachable) -> None:
        wait = timedelta(seconds=retry.compute_retry_delay(begun.tries, self.hub.clock.dice()))
        _change(self.hub.store, begun.numbers, due_at=self.hub.clock.now() + wait, fault=fault.code)

    def _pause(self, fault: Unreachable) -> None:
        """Leave the destination alone, for as long as it asks or longer and longer, up to five minutes."""
        name, clock = self.destination.name, self.hub.clock
        failed = failures(self.hub.store, name) + 1
        wait = float(fault.details.get("after_s") or retry.compute_retry_delay(failed, clock.dice()))
        log.warning("%s is not reached: %s; again in %.0f s", name, fault.code, wait)
        keep_paused(self.hub.store, name, fault.code, clock.now() + timedelta(seconds=wait))


class Loops:
    """A thread for each destination, for as long as the hub serves; one that is slow delays no other."""

    def __init__(self, hub: Hub) -> None:
        """Raises `Refused` for settings that cannot be used, as `read_destinations` does. Nothing is started yet."""
        self._stop = threading.Event()
        self._deliverers = [
            Deliverer(hub, destination, hub.clock.new_id()) for destination in read_destinations(hub.settings)
        ]
        self._threads = [self._thread(deliverer) for deliverer in self._deliverers]

    def start(self) -> None:
        """Begin to deliver. A process that is killed instead of stopped loses nothing: what it began is sent again."""
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        self._stop.set()
        for thread in self._threads:
            thread.join()

    def _thread(self, deliverer: Deliverer) -> threading.Thread:
        name = f"deliver {deliverer.destination.name}"
        return threading.Thread(target=self._loop, args=(deliverer,), name=name, daemon=True)

    def _loop(self, deliverer: Deliverer) -> None:
        with logs.bind_job("deliver"):
            while not self._stop.wait(_LOOK_EVERY_S):
                try:
                    deliverer.run(self._stop.is_set)
                except Exception as fault:  # noqa: BLE001 - the outermost edge: no fault may end all deliveries
                    logs.log_failure(log, "deliveries to %s have to wait", fault, deliverer.destination.name)

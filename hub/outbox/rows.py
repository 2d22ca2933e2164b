"""Which deliveries are due, and what became of each: the only statements on the outbox's rows besides noting them."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from msgspec import Struct
from sqlalchemy import Connection, Row, or_, select
from sqlalchemy.exc import IntegrityError

from hub.store.opening import Store
from hub.store.schema import delivery, destination
from kiosk.error_codes import LineFault

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


class Begun(Struct, frozen=True):
    """A parcel that is about to be handed over: its number, those of its rows, and how often it was tried with now."""

    parcel: int
    numbers: tuple[int, ...]
    tries: int


def lease(store: Store, name: str, who: str, now: datetime, seconds: float) -> bool:
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
    """Let another process deliver at once."""
    mine = (destination.c.name == name) & (destination.c.leased_by == who)
    with store.writing() as connection:
        connection.execute(destination.update().where(mine).values(leased_by=None, leased_until=None))


def is_due(store: Store, name: str, now: datetime) -> bool:
    """Whether something may be tried now. One look, which takes no lock."""
    with store.reading() as connection:
        paused = select(destination.c.name).where(destination.c.name == name, destination.c.retry_at > now)
        return connection.execute(paused).first() is None and bool(_due(connection, name, now, 1))


def begin(store: Store, name: str, now: datetime, most: int) -> list[Begun]:
    """Note, before anything is sent, which parcels are handed over next, with at most so many deliveries in each.

    What was handed over in one parcel before and failed is handed over in the same one again.
    """
    with store.writing() as connection:
        due = _due(connection, name, now, max(most, _TOGETHER))
        fresh = [row for row in due if row.parcel is None]
        parcels = {parcel: _rows_of(connection, name, parcel) for parcel in {row.parcel for row in due} - {None}}
        chunks = [fresh[start : start + most] for start in range(0, len(fresh), most)]
        parcels |= dict(zip(_numbered(connection, name, len(chunks)), chunks, strict=True))
        for parcel, rows in parcels.items():
            mine = delivery.c.number.in_([row.number for row in rows])
            connection.execute(delivery.update().where(mine).values(tries=delivery.c.tries + 1, parcel=parcel))
    return [
        Begun(parcel, tuple(row.number for row in rows), max(row.tries for row in rows) + 1)
        for parcel, rows in sorted(parcels.items())
    ]


def keep_delivered(store: Store, name: str, numbers: Sequence[int], now: datetime) -> None:
    """They have arrived; the destination works."""
    done = {"delivered_at": now, "due_at": None, "fault": ""}
    with store.writing() as connection:
        connection.execute(delivery.update().where(delivery.c.number.in_(numbers)).values(done))
        works = {"failures": 0, "fault": "", "retry_at": None, "delivered_at": now}
        connection.execute(destination.update().where(destination.c.name == name).values(works))


def keep_refused(store: Store, numbers: Sequence[int], fault: str) -> None:
    """The other side does not take them as they are: a person has to look, and the rest of their cases waits."""
    with store.writing() as connection:
        refused = delivery.update().where(delivery.c.number.in_(numbers))
        connection.execute(refused.values(due_at=None, fault=fault, parcel=None))


def keep_in_doubt(store: Store, numbers: Sequence[int]) -> bool:
    """They are about to be sent to a person: if this process is killed now, nobody knows whether they arrived.

    False where they wait no more: another process, which took a lease that had run out, has begun to send them.
    """
    mine = delivery.c.number.in_(numbers) & delivery.c.due_at.is_not(None)
    doubt = delivery.update().where(mine).values(due_at=None, fault=LineFault.UNCERTAIN, parcel=None)
    with store.writing() as connection:
        return connection.execute(doubt).rowcount == len(numbers)


def keep_unsent(store: Store, numbers: Sequence[int], now: datetime) -> None:
    """They were surely not sent: nothing is in doubt."""
    with store.writing() as connection:
        mine = delivery.c.number.in_(numbers) & (delivery.c.fault == LineFault.UNCERTAIN)
        connection.execute(delivery.update().where(mine).values(due_at=now, fault=""))


def keep_late(store: Store, numbers: Sequence[int], fault: str, until: datetime) -> None:
    """These have not arrived and are tried again; the others of the destination go on."""
    with store.writing() as connection:
        late = delivery.update().where(delivery.c.number.in_(numbers))
        connection.execute(late.values(due_at=until, fault=fault))


def keep_paused(store: Store, name: str, fault: str, until: datetime) -> None:
    """Nothing arrives there now: all of it is tried again later."""
    paused = {"failures": destination.c.failures + 1, "fault": fault, "retry_at": until}
    with store.writing() as connection:
        connection.execute(destination.update().where(destination.c.name == name).values(paused))


def strike_out(store: Store, numbers: Sequence[int]) -> None:
    """Drop rows whose contents were erased between the two looks."""
    with store.writing() as connection:
        connection.execute(delivery.delete().where(delivery.c.number.in_(numbers), delivery.c.delivered_at.is_(None)))


def failures(store: Store, name: str) -> int:
    """How often in a row the destination has failed."""
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


def _rows_of(connection: Connection, name: str, parcel: int) -> list[Row[Any]]:
    mine = (delivery.c.destination == name, delivery.c.parcel == parcel, delivery.c.delivered_at.is_(None))
    return list(connection.execute(select(delivery).where(*mine).order_by(delivery.c.number)))


def _numbered(connection: Connection, name: str, count: int) -> range:
    """The numbers of so many new parcels."""
    if not count:
        return range(0)
    mine = destination.c.name == name
    connection.execute(destination.update().where(mine).values(parcels=destination.c.parcels + count))
    last = int(connection.execute(select(destination.c.parcels).where(mine)).scalar_one())
    return range(last - count + 1, last + 1)

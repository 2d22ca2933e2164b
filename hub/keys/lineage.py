"""The epoch of the hub's database: it changes when a backup is restored, and boxes then send again what may be lost."""

from contextlib import suppress

from sqlalchemy import Connection, func, select
from sqlalchemy.exc import IntegrityError

from hub.store.opening import Store
from hub.store.schema import lineage
from kiosk.clock import Clock

EPOCH = select(lineage.c.epoch).where(lineage.c.number == select(func.max(lineage.c.number)).scalar_subquery())
"""The query for the current epoch."""


def begin_lineage(store: Store, clock: Clock) -> None:
    """Give a new database its first epoch; workers that start at the same time agree on one."""
    with store.reading() as connection:
        begun = connection.execute(EPOCH).first() is not None
    if not begun:
        with suppress(IntegrityError), store.writing() as connection:  # another worker was faster
            connection.execute(lineage.insert().values(number=1, epoch=clock.new_id(), since=clock.now()))


def begin_new_epoch(store: Store, clock: Clock) -> str:
    """Begin a new epoch because the database was restored from an older copy, and return it.

    Every box learns it with its next answer from the hub.
    """
    with store.writing() as connection:
        return begin_new_epoch_within(connection, clock)


def begin_new_epoch_within(connection: Connection, clock: Clock) -> str:
    """Begin a new epoch in this transaction, and return it."""
    epoch = clock.new_id()
    last = connection.execute(select(func.max(lineage.c.number))).scalar() or 0
    connection.execute(lineage.insert().values(number=last + 1, epoch=epoch, since=clock.now()))
    return epoch


def epoch_of(store: Store) -> str:
    """The current epoch, 32 hexadecimal digits."""
    with store.reading() as connection:
        return str(connection.execute(EPOCH).scalar_one())

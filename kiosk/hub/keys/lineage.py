"""The lineage of the database: boxes notice that it was restored, and send again what it may lack."""

from contextlib import suppress

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from kiosk.clock import Clock
from kiosk.hub.store.opening import Store
from kiosk.hub.store.schema import lineage

EPOCH = select(lineage.c.epoch).where(lineage.c.number == select(func.max(lineage.c.number)).scalar_subquery())
"""The epoch that counts."""


def begin(store: Store, clock: Clock) -> None:
    """Give a new database its first epoch; workers that start at once agree on one."""
    with store.reading() as connection:
        begun = connection.execute(EPOCH).first() is not None
    if not begun:
        with suppress(IntegrityError), store.writing() as connection:  # another worker was faster
            connection.execute(lineage.insert().values(number=1, epoch=clock.new_id(), since=clock.now()))


def restored(store: Store, clock: Clock) -> str:
    """The operator says that the database is an older copy: a new epoch, which every box hears with its next answer."""
    epoch = clock.new_id()
    with store.writing() as connection:
        last = connection.execute(select(func.max(lineage.c.number))).scalar() or 0
        connection.execute(lineage.insert().values(number=last + 1, epoch=epoch, since=clock.now()))
    return epoch


def epoch_of(store: Store) -> str:
    """The epoch that counts now."""
    with store.reading() as connection:
        return str(connection.execute(EPOCH).scalar_one())

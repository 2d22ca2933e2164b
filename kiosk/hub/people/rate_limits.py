"""How often one address, and all together, may try the door; kept in the store, so that workers share the count."""

from datetime import timedelta

from sqlalchemy import func, select

from kiosk.errors import Refused
from kiosk.hub.hub import Hub
from kiosk.hub.secrets import secrets_at_rest
from kiosk.hub.store.schema import sign_in_try

PER_ADDRESS = 20
ADDRESS_WINDOW = timedelta(minutes=10)
"""A whole town hall may come from one address: tries that work are not counted."""
IN_TOTAL = 120
TOTAL_WINDOW = timedelta(minutes=1)
"""Nobody waits longer than this because of strangers."""
KNOWN = timedelta(days=30)
"""An address where somebody signed in is spared the total for so long: a flood from elsewhere keeps no office out."""


def admit(hub: Hub, address: str) -> str:
    """Count a try before it is judged; returns its id for `worked`. Raises `Refused("too-many-tries")`.

    A try that is turned away is not counted, so that a window that is full empties however hard somebody knocks.
    """
    now, new = hub.clock.now(), hub.clock.new_id()
    place, table = secrets_at_rest.keyed(hub, address, "address"), sign_in_try.c
    with hub.store.writing() as connection:
        over = (table.at < now - KNOWN) | (table.worked.is_(False) & (table.at < now - ADDRESS_WINDOW))
        connection.execute(sign_in_try.delete().where(over))
        connection.execute(sign_in_try.insert().values(id=new, address=place, at=now, worked=False))
    failed = select(func.count()).select_from(sign_in_try).where(table.worked.is_(False))
    here = failed.where(table.address == place, table.at > now - ADDRESS_WINDOW)
    everywhere = failed.where(table.at > now - TOTAL_WINDOW)
    known = select(table.id).where(table.address == place, table.worked.is_(True)).limit(1)
    with hub.store.reading() as connection:  # what was counted before this try, and itself
        full = connection.execute(here).scalar_one() > PER_ADDRESS
        if not full and connection.execute(everywhere).scalar_one() > IN_TOTAL:
            full = connection.execute(known).first() is None
    if full:
        with hub.store.writing() as connection:
            connection.execute(sign_in_try.delete().where(table.id == new))
        raise Refused("too-many-tries", seconds=int(ADDRESS_WINDOW.total_seconds()))
    return new


def worked(hub: Hub, tried: str) -> None:
    """The try was right: it counts no more, and its address is known from now on."""
    with hub.store.writing() as connection:
        change = sign_in_try.update().where(sign_in_try.c.id == tried)
        connection.execute(change.values(worked=True))


def take_back(hub: Hub, tried: str) -> None:
    """The first factor was right: this try counts no more."""
    with hub.store.writing() as connection:
        connection.execute(sign_in_try.delete().where(sign_in_try.c.id == tried))

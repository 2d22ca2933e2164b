"""Limits sign-in attempts per address and in total; counted in the database, which all workers share."""

from datetime import timedelta

from sqlalchemy import func, select

from hub.hub import Hub
from hub.secrets import secrets_at_rest
from hub.store.schema import sign_in_try
from kiosk.error_codes import Refusal
from kiosk.errors import Refused

PER_ADDRESS = 20
ADDRESS_WINDOW = timedelta(minutes=10)
"""A whole town hall may share one address: successful attempts are not counted."""
IN_TOTAL = 120
TOTAL_WINDOW = timedelta(minutes=1)
"""Attempts of strangers keep nobody out for longer than this."""
KNOWN = timedelta(days=30)
"""For so long after a sign-in an address is exempt from the total: a flood from elsewhere locks no office out."""


def admit(hub: Hub, address: str) -> str:
    """Count an attempt before it is checked; returns its id, for `record_success` or `uncount_try`.

    Raises `Refused`: `too-many-tries` with the `seconds` to wait. An attempt that is refused here is not counted, so
    that the limit ends however often somebody goes on trying.
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
    known_address = select(table.id).where(table.address == place, table.worked.is_(True)).limit(1)
    with hub.store.reading() as connection:  # what was counted before this try, and itself
        full = connection.execute(here).scalar_one() > PER_ADDRESS
        if not full and connection.execute(everywhere).scalar_one() > IN_TOTAL:
            full = connection.execute(known_address).first() is None
    if full:
        with hub.store.writing() as connection:
            connection.execute(sign_in_try.delete().where(table.id == new))
        raise Refused(Refusal.TOO_MANY_TRIES, seconds=int(ADDRESS_WINDOW.total_seconds()))
    return new


def record_success(hub: Hub, tried: str) -> None:
    """The attempt succeeded: it counts no more, and its address is known from now on."""
    with hub.store.writing() as connection:
        change = sign_in_try.update().where(sign_in_try.c.id == tried)
        connection.execute(change.values(worked=True))


def uncount_try(hub: Hub, tried: str) -> None:
    """The first factor was right: this attempt counts no more."""
    with hub.store.writing() as connection:
        connection.execute(sign_in_try.delete().where(sign_in_try.c.id == tried))

"""The codes under which a site gives numbers: its own, and a new one from a day on when the town changes.

A site stays what it is when its town is renamed, moved or merged: its box, keys and cases are the same. Only its name
and the start of its new numbers change.
"""

from datetime import date

from sqlalchemy import Connection, bindparam, select

from hub.store.opening import Store
from hub.store.schema import site, site_code
from kiosk.error_codes import HubRefusal
from kiosk.errors import Refused
from kiosk.settings_file.checks import SITE_CODE

_CODES = select(site_code.c.code).where(site_code.c.site == bindparam("site"))


def codes_of(connection: Connection, code: str) -> frozenset[str]:
    """Every code under which a site may give numbers; the box, which mints without a network, keeps to the day."""
    return frozenset({code, *connection.execute(_CODES, {"site": code}).scalars()})


def rename(store: Store, code: str, name: str) -> None:
    """Change the name of a site. Raises `Refused`: `unknown-site`."""
    with store.writing() as connection:
        if connection.execute(site.update().where(site.c.code == code).values(name=name)).rowcount != 1:
            raise Refused(HubRefusal.UNKNOWN_SITE, site=code)


def succeed(store: Store, code: str, new_code: str, since: date) -> None:
    """Let a site give numbers under a new code from a day on; said again, the day changes.

    Raises `Refused`: `not-a-site-code`, `unknown-site`, and `site-exists` where the new code is another site's: two
    boxes that mint under one code would give the same number twice.
    """
    if not SITE_CODE.fullmatch(new_code):
        raise Refused(HubRefusal.NOT_A_SITE_CODE, site=new_code)
    with store.writing() as connection:
        if connection.execute(select(site.c.code).where(site.c.code == code)).first() is None:
            raise Refused(HubRefusal.UNKNOWN_SITE, site=code)
        owner = connection.execute(select(site_code.c.site).where(site_code.c.code == new_code)).scalar()
        registered = connection.execute(select(site.c.code).where(site.c.code == new_code)).first()
        if registered is not None or owner not in (None, code):
            raise Refused(HubRefusal.SITE_EXISTS, site=new_code)
        if owner is None:
            connection.execute(site_code.insert().values(code=new_code, site=code, since=since.isoformat()))
        else:
            connection.execute(site_code.update().where(site_code.c.code == new_code).values(since=since.isoformat()))

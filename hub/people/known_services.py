"""The services that this hub knows: of the procedures that ship, and of the cases that came."""

from collections.abc import Iterable, Iterator
from importlib.resources import files

from sqlalchemy import Connection, bindparam, func, select

from hub.store.opening import Store
from hub.store.schema import cases
from kiosk.catalogue.define.catalogue import open_catalogue
from kiosk.error_codes import HubRefusal
from kiosk.errors import Refused

_NEXT = select(func.min(cases.c.service)).where(cases.c.service > bindparam("last"))


def known(store: Store) -> tuple[str, ...]:
    """The ids of all known services, sorted."""
    shipped = open_catalogue([files("kiosk") / "procedures"]).procedures
    with store.reading() as connection:
        came = set(_came(connection))
    return tuple(sorted(came | {procedure.service.id for procedure in shipped}))


def _came(connection: Connection) -> Iterator[str]:
    """The services of cases, each by one look into their index: `distinct` would read all cases."""
    last = ""
    while found := connection.execute(_NEXT, {"last": last}).scalar():
        yield found
        last = found


def check(store: Store, services: Iterable[str]) -> None:
    """Raises `Refused` (`no-such-service`, with those that are `known`): a misspelt service would show nothing."""
    there = known(store)
    for service in services:
        if service not in there:
            raise Refused(HubRefusal.NO_SUCH_SERVICE, service=service, known=", ".join(there))

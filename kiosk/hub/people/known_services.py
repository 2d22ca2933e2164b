"""The services that this hub knows: of the procedures that ship, and of the cases that came."""

from collections.abc import Iterable
from importlib.resources import files

from sqlalchemy import select

from kiosk.catalogue.define.catalogue import open_catalogue
from kiosk.error_codes import HubRefusal
from kiosk.errors import Refused
from kiosk.hub.store.opening import Store
from kiosk.hub.store.schema import cases


def known(store: Store) -> tuple[str, ...]:
    """The ids of all known services, sorted."""
    shipped = open_catalogue([files("kiosk") / "procedures"]).procedures
    with store.reading() as connection:
        came = set(connection.execute(select(cases.c.service).distinct()).scalars())
    return tuple(sorted(came | {procedure.service.id for procedure in shipped}))


def check(store: Store, services: Iterable[str]) -> None:
    """Raises `Refused` (`no-such-service`, with those that are `known`): a misspelt service would show nothing."""
    there = known(store)
    for service in services:
        if service not in there:
            raise Refused(HubRefusal.NO_SUCH_SERVICE, service=service, known=", ".join(there))

"""The services that a town hall can choose from, each with its procedures."""

from collections.abc import Sequence
from functools import lru_cache

from msgspec import Struct

from kiosk.catalogue.define.catalogue import Catalogue, open_catalogue
from kiosk.domain.language.text import Text
from kiosk.error_codes import Refusal
from kiosk.errors import Refused
from kiosk.services.box import offered_services
from kiosk.services.box.box import shipped_procedures
from kiosk.settings import Settings


class ServiceChoice(Struct, frozen=True):
    """One service: its id as `kiosk.toml` names it, its name, the titles of its procedures."""

    id: str
    name: Text
    titles: tuple[Text, ...]


@lru_cache(maxsize=1)
def choices() -> tuple[ServiceChoice, ...]:
    """The services of the procedures that ship, by name."""
    by_id: dict[str, ServiceChoice] = {}
    for procedure in _shipped().procedures:
        service, before = procedure.service, by_id.get(procedure.service.id)
        titles = (*(before.titles if before else ()), procedure.title)
        by_id[service.id] = ServiceChoice(service.id, before.name if before else service.name, titles)
    return tuple(sorted(by_id.values(), key=lambda choice: choice.name.text.casefold()))


def known(settings: Settings) -> frozenset[str]:
    """The ids of the services that ship, and of those that the town hall's own procedures name."""
    own = open_catalogue([settings.paths.procedures])
    return frozenset(offered_services.ids(_shipped()) | offered_services.ids(own))


def chosen(settings: Settings, typed: Sequence[str]) -> tuple[str, ...]:
    """The setting that these ids are; empty, which is every service there will be, where none that ships is missing.

    Raises `Refused`: `no-service-chosen`, `unknown-service`.
    """
    wanted = {service for service in typed if service}
    if not wanted:
        raise Refused(Refusal.NO_SERVICE_CHOSEN)
    offered_services.check(sorted(wanted), known(settings))
    return () if wanted >= offered_services.ids(_shipped()) else tuple(sorted(wanted))


@lru_cache(maxsize=1)
def _shipped() -> Catalogue:
    return open_catalogue([shipped_procedures()])

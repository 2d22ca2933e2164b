"""Which services a town hall offers: those that its setting `services` names, and those of its own procedures; and
which procedures are published to it.
"""

from collections.abc import Collection, Iterable
from pathlib import Path

from kiosk.catalogue.define.catalogue import Catalogue
from kiosk.catalogue.define.live_catalogue import LiveCatalogue
from kiosk.catalogue.published import files
from kiosk.catalogue.read.source import Fault
from kiosk.domain.procedure.procedure import Procedure
from kiosk.error_codes import Refusal
from kiosk.errors import Refused
from kiosk.settings_file import faults
from kiosk.store.database import Store
from kiosk.store.published import publications

SETTING = "services"


def ids(catalogue: Catalogue) -> set[str]:
    """The ids of the services whose procedures stand in a catalogue."""
    return {procedure.service.id for procedure in catalogue.procedures}


def published(store: Store) -> tuple[tuple[Procedure, ...], tuple[Fault, ...]]:
    """The published procedures that are in force, and the faults of those that this program reads no more."""
    in_force = publications.in_force(store.read(), files.PROCEDURE_KIND)
    return files.sound_procedures((item.name, item.content) for item in in_force)


def publish(live: LiveCatalogue, store: Store) -> None:
    """Offer what is published now, and what is withdrawn no more; what was begun keeps its file and can be finished."""
    live.publish(*published(store))
    live.withdrawn = publications.withdrawn(store.read())


def begun(live: LiveCatalogue, chosen: Collection[str]) -> Catalogue:
    """What can be begun: the procedures of the `chosen` services, without those that are withdrawn."""
    offered = narrowed(live.current, live.shipped, chosen)
    if not live.withdrawn:
        return offered
    kept = tuple(procedure for procedure in offered.procedures if procedure.id not in live.withdrawn)
    return Catalogue(kept, offered.faults, offered.kept)


def narrowed(catalogue: Catalogue, shipped: Catalogue, chosen: Collection[str]) -> Catalogue:
    """The catalogue without the procedures of services that ship and were not chosen; all of it where none was chosen.

    A service that only the town hall's own files name is always offered: whoever wrote the file wants it to be.
    """
    if not chosen:
        return catalogue
    left_out = ids(shipped).difference(chosen)
    kept = tuple(procedure for procedure in catalogue.procedures if procedure.service.id not in left_out)
    return Catalogue(kept, catalogue.faults, catalogue.kept)


def check(chosen: Iterable[str], known: Collection[str]) -> None:
    """Raises `Refused` (`unknown-service`, with those that are `known`)."""
    for service in chosen:
        if service not in known:
            raise Refused(Refusal.UNKNOWN_SERVICE, service=service, known=", ".join(sorted(known)))


def check_file(file: Path, content: bytes, chosen: Iterable[str], known: Collection[str]) -> None:
    """The same for services that a settings file names. Raises `Refused`: `unknown-service-line`, with `path` and
    `line`; `unknown-service` where it is not the file that names them, but the environment.
    """
    try:
        check(chosen, known)
    except Refused as refused:
        line = faults.line_of(content.decode("utf-8-sig"), SETTING)
        if not line:
            raise
        raise Refused(Refusal.UNKNOWN_SERVICE_LINE, path=str(file), line=line, **refused.details) from refused

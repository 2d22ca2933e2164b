"""Which services a town hall offers: those that its setting `services` names, and those of its own procedures."""

from collections.abc import Collection, Iterable
from pathlib import Path

from kiosk.catalogue.define.catalogue import Catalogue
from kiosk.error_codes import Refusal
from kiosk.errors import Refused
from kiosk.settings_file import faults

SETTING = "services"


def ids(catalogue: Catalogue) -> set[str]:
    """The ids of the services whose procedures stand in a catalogue."""
    return {procedure.service.id for procedure in catalogue.procedures}


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

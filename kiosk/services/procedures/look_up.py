"""Looks up a procedure among those that this town hall offers, and the communes that its questions complete."""

import re
from functools import cache, lru_cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from kiosk.catalogue.define.catalogue import load_procedure
from kiosk.catalogue.read.source import CatalogueFaults
from kiosk.domain.places.commune import NOWHERE, Places
from kiosk.domain.procedure.procedure import Procedure
from kiosk.error_codes import Refusal
from kiosk.errors import Refused
from kiosk.services.box.box import Actor, Box
from kiosk.store.cases import cases, favourites, procedure_versions
from kiosk.store.places.address_completion import Communes


def choose(box: Box, procedure_id: str, chosen: bool, actor: Actor) -> None:
    """A procedure is a favourite of this mediator, or no more. Raises `Refused` (`no-such-procedure`)."""
    procedure = procedure_of(box, procedure_id)
    with box.store.write() as db:
        if chosen:
            favourites.add(db, actor.mediator_id, procedure.id, box.clock.now())
        else:
            favourites.remove(db, actor.mediator_id, procedure.id)


def chosen(box: Box, actor: Actor) -> list[Procedure]:
    """The mediator's favourites that are still offered, in the order in which they were chosen."""
    offered = box.offered
    procedures = (offered.get(procedure_id) for procedure_id in favourites.of(box.store.read(), actor.mediator_id))
    return [procedure for procedure in procedures if procedure is not None]


def begun_with(box: Box, db: Any, procedure_id: str, sha256: str) -> Procedure | None:
    """The procedure that a case asks: of the file it began with, or the catalogue's where that is the same, or where
    the file is not kept or this application reads it no more. None where there is neither."""
    current = box.catalogue.get(procedure_id)
    if current is not None and current.sha256 == sha256:
        return current
    return _loaded(procedure_versions.file(db, sha256) or b"") or current


def of_case(box: Box, db: Any, case_id: str) -> Procedure | None:
    """The same for a case that need not be open."""
    head = cases.head(db, case_id)
    return begun_with(box, db, head.procedure_id, head.procedure_sha256) if head else None


@lru_cache(maxsize=32)
def _loaded(file: bytes) -> Procedure | None:
    try:
        return load_procedure(file) if file else None
    except CatalogueFaults:
        return None


def places_of(box: Box) -> Places:
    """All communes, those of this site's department first; none in a tree that was never built."""
    return places_near(box.settings.site_address, box.settings.commune)


def places_near(address: str, served: tuple[str, ...] = ()) -> Places:
    """All communes, those of the department of an address first; none in a tree that was never built.

    `served` are the INSEE codes of the site's communes.
    """
    code = re.search(r"\b\d{5}\b", address, re.ASCII)
    return Communes(communes_file(), code[0] if code else "", served) if communes_file().is_file() else NOWHERE


@cache
def communes_file() -> Path:
    """The file that the build makes; `/static` serves none of its kind."""
    return Path(str(files("kiosk.static"))) / "vendor" / "communes.sqlite"


def procedure_of(box: Box, procedure_id: str) -> Procedure:
    """Raises `Refused` (`no-such-procedure`)."""
    procedure = box.offered.get(procedure_id)
    if procedure is None:
        raise Refused(Refusal.NO_SUCH_PROCEDURE)
    return procedure

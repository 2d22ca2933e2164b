"""The version of a procedure that a case began with, whatever the catalogue holds by now."""

from functools import lru_cache
from typing import Any

from kiosk.catalogue.define.catalogue import load_procedure
from kiosk.catalogue.read.fault import CatalogueFaults
from kiosk.domain.procedure.procedure import Procedure
from kiosk.services.box.box import Box
from kiosk.store.cases import cases, procedure_versions


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

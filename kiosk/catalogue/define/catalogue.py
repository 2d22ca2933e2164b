"""The catalogue: the shipped procedures and those of the town hall's own folder."""

from collections.abc import Iterable, Sequence
from importlib.resources.abc import Traversable
from pathlib import Path

from msgspec import Struct

from kiosk.catalogue.define.loading import each
from kiosk.catalogue.read.fault import Fault
from kiosk.domain.procedure.procedure import Procedure
from kiosk.domain.search.query import folded


class Catalogue(Struct, frozen=True):
    """Every valid procedure, sorted by title in French order, and the faults of the files left out.

    `kept` are the paths of faulty files whose last sound version is still offered (`live_catalogue`).
    """

    procedures: tuple[Procedure, ...]
    faults: tuple[Fault, ...] = ()
    kept: tuple[str, ...] = ()

    def get(self, procedure_id: str) -> Procedure | None:
        """The procedure with that id; None if there is none."""
        return next((procedure for procedure in self.procedures if procedure.id == procedure_id), None)


def open_catalogue(folders: Sequence[Path | Traversable]) -> Catalogue:
    """Read the procedures of these folders; a file of a later folder replaces one of an earlier with the same id.

    A faulty file never stops the application: it is left out, and what it would have replaced stays. A folder that
    does not exist is empty.
    """
    faults: list[Fault] = []
    by_id: dict[str, Procedure] = {}
    for folder in folders:
        if folder.is_dir():
            by_id.update((procedure.id, procedure) for procedure in each(folder, faults))
    return Catalogue(sorted_by_title(by_id.values()), tuple(sorted(faults)))


def sorted_by_title(procedures: Iterable[Procedure]) -> tuple[Procedure, ...]:
    """The procedures as a French reader looks them up."""
    return tuple(sorted(procedures, key=_as_sorted))


def _as_sorted(procedure: Procedure) -> tuple[str, str]:
    return folded(procedure.title.text), procedure.id

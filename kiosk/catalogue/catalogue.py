"""What this town hall offers: the procedures that ship, and those of its own folder."""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.resources.abc import Traversable
from pathlib import Path

from kiosk.catalogue.fault import Fault
from kiosk.catalogue.loading import each
from kiosk.domain.procedure import Procedure


@dataclass(frozen=True, slots=True)
class Catalogue:
    """Every sound procedure, sorted by title as a French reader sorts, and the faults of the files left out."""

    procedures: tuple[Procedure, ...]
    faults: tuple[Fault, ...] = ()

    def get(self, procedure_id: str) -> Procedure | None:
        """The procedure of that id."""
        return next((one for one in self.procedures if one.id == procedure_id), None)


def open_catalogue(folders: Sequence[Path | Traversable]) -> Catalogue:
    """The procedures of these folders; a file of a later folder replaces that of an earlier one with the same id.

    A faulty file never stops the application: it is left out, and what it would have replaced stays. A folder that
    does not exist is empty.
    """
    faults: list[Fault] = []
    found: dict[str, Procedure] = {}
    for folder in folders:
        if folder.is_dir():
            found.update((procedure.id, procedure) for procedure in each(folder, faults))
    return Catalogue(tuple(sorted(found.values(), key=_as_sorted)), tuple(sorted(faults)))


def _as_sorted(procedure: Procedure) -> tuple[str, str]:
    letters = unicodedata.normalize("NFKD", procedure.title.text.casefold().replace("œ", "oe").replace("æ", "ae"))
    return "".join(letter for letter in letters if not unicodedata.combining(letter)), procedure.id

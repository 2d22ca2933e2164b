"""Group procedures by the situation a person is in, which is the first choice at a terminal."""

from collections.abc import Iterable

from msgspec import Struct

from kiosk.domain.language.text import Text
from kiosk.domain.procedure.catalogue_filters import names
from kiosk.domain.procedure.procedure import DRAWINGS, Procedure


class Situation(Struct, frozen=True):
    """One situation: `name` stands in addresses, `text` is what a person says of it, `procedures` are one or more.

    `drawing` is one of `DRAWINGS`, or "" where no file names one; then `icon` is shown, large.
    """

    name: str
    text: Text
    drawing: str
    icon: str
    procedures: tuple[Procedure, ...]


def situations(procedures: Iterable[Procedure]) -> tuple[tuple[Situation, ...], tuple[Procedure, ...]]:
    """The situations of these procedures, in the order of `DRAWINGS`, and the procedures that name none.

    Files that say the same words share one situation; the first drawing and icon among them are its own.
    """
    together: dict[str, list[Procedure]] = {}
    alone: list[Procedure] = []
    for procedure in procedures:
        for name in names(procedure, "life_event") or ("",):
            (together.setdefault(name, []) if name else alone).append(procedure)
    found = [_situation(name, tuple(those)) for name, those in together.items()]
    places = {drawing: place for place, drawing in enumerate(DRAWINGS)}
    return tuple(sorted(found, key=lambda one: places.get(one.drawing, len(places)))), tuple(alone)


def _situation(name: str, procedures: tuple[Procedure, ...]) -> Situation:
    drawing = next((procedure.drawing for procedure in procedures if procedure.drawing), "")
    return Situation(name, procedures[0].life_event, drawing, procedures[0].icon, procedures)

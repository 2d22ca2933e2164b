"""Group procedures by the situation a person is in, which is the first choice at a terminal."""

from collections.abc import Iterable

from msgspec import Struct

from kiosk.domain.language import spelling
from kiosk.domain.language.spelling import Text
from kiosk.domain.procedure.procedure import DRAWINGS, Procedure

WAYS = ("life_event", "audience", "service")


class Narrowing(Struct, frozen=True):
    """The chosen value of each filter, "" for no filter."""

    life_event: str = ""
    audience: str = ""
    service: str = ""

    def __bool__(self) -> bool:
        return any(getattr(self, way) for way in WAYS)

    def keeps(self, procedure: Procedure, but: str = "") -> bool:
        """Whether a procedure passes the filters, ignoring the filter `but`."""
        chosen = {way: getattr(self, way) for way in WAYS if way != but and getattr(self, way)}
        return all(value in names(procedure, way) for way, value in chosen.items())

    def offered(self, procedures: Iterable[Procedure], way: str) -> dict[str, Text | str]:
        """The values that filter `way` can take given the two others, so that no choice gives an empty list."""
        choices: dict[str, Text | str] = {}
        for procedure in procedures:
            if self.keeps(procedure, but=way):
                for name, label in names(procedure, way).items():
                    choices.setdefault(name, label)
        return choices


def names(procedure: Procedure, way: str) -> dict[str, Text | str]:
    """A procedure's values for the filter `way`: the value used in a URL, and its text or its code."""
    if way == "audience":
        return dict(zip(procedure.audience, procedure.audience, strict=True))
    if way == "service":
        return {procedure.service.id: procedure.service.name}
    event = procedure.life_event
    return {"-".join(spelling.words(event.text)): event} if event else {}


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

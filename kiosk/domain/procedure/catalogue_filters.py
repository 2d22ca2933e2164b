"""Filter the list of procedures by life event, audience and service."""

from collections.abc import Iterable

from msgspec import Struct

from kiosk.domain.language import spelling
from kiosk.domain.language.text import Text
from kiosk.domain.procedure.procedure import Procedure

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

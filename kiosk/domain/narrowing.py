"""Three ways to shorten the list of procedures without a word: what happens in a life, for whom, and which service."""

from collections.abc import Iterable
from dataclasses import dataclass

from kiosk.domain import spelling
from kiosk.domain.procedure import Procedure
from kiosk.domain.text import Text

WAYS = ("life_event", "audience", "service")


@dataclass(frozen=True, slots=True)
class Narrowing:
    """What was chosen of each way, "" for everything."""

    life_event: str = ""
    audience: str = ""
    service: str = ""

    def __bool__(self) -> bool:
        return any(getattr(self, way) for way in WAYS)

    def keeps(self, procedure: Procedure, but: str = "") -> bool:
        """Whether a procedure is left, leaving one way out of account."""
        chosen = {way: getattr(self, way) for way in WAYS if way != but and getattr(self, way)}
        return all(value in names(procedure, way) for way, value in chosen.items())

    def offered(self, procedures: Iterable[Procedure], way: str) -> dict[str, Text | str]:
        """What can be chosen of a way beside the two others, so that no choice leads to nothing."""
        found: dict[str, Text | str] = {}
        for procedure in procedures:
            if self.keeps(procedure, but=way):
                for name, said in names(procedure, way).items():
                    found.setdefault(name, said)
        return found


def names(procedure: Procedure, way: str) -> dict[str, Text | str]:
    """What a procedure is called by in a way: as it stands in an address, and its words or their code."""
    if way == "audience":
        return dict(zip(procedure.audience, procedure.audience, strict=True))
    if way == "service":
        return {procedure.service.id: procedure.service.name}
    event = procedure.life_event
    return {"-".join(spelling.words(event.text)): event} if event else {}

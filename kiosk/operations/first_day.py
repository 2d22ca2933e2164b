"""Operations that set up a new box: its keys, its first mediator and its recovery sheet."""

from dataclasses import dataclass, field

from msgspec import Struct

from kiosk.operations.operation import Nothing, Running, operation
from kiosk.services.box.box import Box
from kiosk.services.people import first_day
from kiosk.services.setup import site_answers


class First(Struct, frozen=True):
    """The first mediator; `factor` is a `FactorKind`."""

    login: str
    name: str
    factor: str


@dataclass(frozen=True, slots=True)
class SetUp:
    """Shown once and stored nowhere: first factor and PIN, and the words of the recovery sheet."""

    factor: str = field(repr=False)
    pin: str = field(repr=False)
    words: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Sheet:
    """The words of the recovery sheet, as somebody typed them."""

    words: str = field(repr=False)


@operation("set-up")
def set_up(box: Box, details: First, running: Running | None) -> SetUp:
    """Make keys for every service, the first mediator and the recovery sheet. Raises what `first_day.first` does."""
    issued, words = first_day.first(box, details.login, details.name, details.factor)
    return SetUp(issued.factor, issued.pin, words)


@operation("verify-sheet")
def verify_sheet(box: Box, details: Sheet, running: Running | None) -> Nothing:
    """Record that the recovery sheet was copied correctly. Raises `Refused`: `not-a-sheet`, `another-sheet`."""
    first_day.verify_sheet(box, details.words)
    return Nothing()


@operation("site-described")
def site_described(box: Box, details: Nothing, running: Running | None) -> Nothing:
    """Record that the settings file describes the town hall, so that the wizard asks nothing of it again.

    Raises `Refused` (`already-set-up`).
    """
    site_answers.note_all(box)
    return Nothing()

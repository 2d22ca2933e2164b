"""Operations that add, remove and recover mediators from the machine of the box."""

from dataclasses import dataclass, field

from msgspec import Struct

from kiosk.operations.operation import Nothing, Running, operation
from kiosk.services.box.box import Box
from kiosk.services.people import departure, first_day
from kiosk.services.setup import site_answers
from kiosk.services.submitted import requests


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


@dataclass(frozen=True, slots=True)
class Opening:
    """A case by its `reference`, and who opens it: first factor and PIN; `login` is "" for somebody with a badge."""

    reference: str
    login: str
    factor: str = field(repr=False)
    pin: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Copy:
    """Everything that is kept of the case: JSON, indented."""

    text: str = field(repr=False)


@operation("export")
def export(box: Box, details: Opening, running: Running | None) -> Copy:
    """Copy everything the box holds of a case. Raises what `personal_data.export_for` raises."""
    return Copy(requests.export_for(box, details.reference, details.login, details.factor, details.pin))


@operation("erase")
def erase(box: Box, details: Opening, running: Running | None) -> Nothing:
    """Ask the hub to erase a case, and keep nothing here once it knows.

    Raises what `personal_data.erase_for` raises.
    """
    requests.erase_for(box, details.reference, details.login, details.factor, details.pin)
    return Nothing()


class NewMediator(Struct, frozen=True):
    """A mediator to add; `factor` is a kind of first factor, as `FactorKind` names them."""

    login: str
    name: str
    factor: str
    administrator: bool = False


class Login(Struct, frozen=True):
    """The login of a mediator."""

    login: str


@dataclass(frozen=True, slots=True)
class Lost:
    """A mediator who lost their sign-in, and the `words` of the recovery sheet; `every_service` makes them
    supervisor of all.
    """

    login: str
    words: str = field(repr=False)
    every_service: bool = False


@dataclass(frozen=True, slots=True)
class SignIn:
    """Shown once, handed to the person and stored nowhere: first factor and PIN."""

    factor: str = field(repr=False)
    pin: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Recovered:
    """A new first factor and PIN, shown once and stored nowhere, and the ids of the services they open."""

    factor: str = field(repr=False)
    pin: str = field(repr=False)
    services: tuple[str, ...]


@operation("mediator")
def add(box: Box, details: NewMediator, running: Running | None) -> SignIn:
    """Add a mediator, who holds no service yet. Raises what `setting_up.add` raises."""
    issued = first_day.add(box, details.login, details.name, details.factor, administrator=details.administrator)
    return SignIn(issued.factor, issued.pin)


@operation("mediator-remove")
def remove(box: Box, details: Login, running: Running | None) -> Nothing:
    """Remove a mediator for good. Raises `Refused`: `no-such-mediator`, `last-supervisor`."""
    departure.remove_here(box, details.login)
    return Nothing()


@operation("recover")
def recover(box: Box, details: Lost, running: Running | None) -> Recovered:
    """Make a new sign-in for a mediator with the recovery sheet. Raises what `setting_up.recover` raises."""
    issued = first_day.recover(box, details.login, details.words, every_service=details.every_service)
    return Recovered(issued.factor, issued.pin, tuple(sorted(issued.services)))

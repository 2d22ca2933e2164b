"""Operations that add, remove and recover mediators from the machine of the box."""

from dataclasses import dataclass, field

from kiosk.operations.operation import Nothing, Running, operation
from kiosk.services.box.box import Box
from kiosk.services.people import departure, first_day
from kiosk.services.setup import site_answers
from kiosk.services.submitted import requests


@dataclass(frozen=True, slots=True)
class SetUp:
    """Shown once and stored nowhere: first factor and PIN, and the words of the recovery sheet."""

    factor: str = field(repr=False)
    pin: str = field(repr=False)
    words: str = field(repr=False)


@operation("set-up")
def set_up(box: Box, running: Running | None, login: str, name: str, factor: str) -> SetUp:
    """Make keys for every service, the first mediator and the recovery sheet. Raises what `first_day.first` does."""
    issued, words = first_day.first(box, login, name, factor)
    return SetUp(issued.factor, issued.pin, words)


@operation("verify-sheet")
def verify_sheet(box: Box, running: Running | None, words: str) -> Nothing:
    """Record that the recovery sheet was copied correctly. Raises `Refused`: `not-a-sheet`, `another-sheet`."""
    first_day.verify_sheet(box, words)
    return Nothing()


@operation("site-described")
def site_described(box: Box, running: Running | None) -> Nothing:
    """Record that the settings file describes the town hall, so that the wizard asks nothing of it again.

    Raises `Refused` (`already-set-up`).
    """
    site_answers.note_all(box)
    return Nothing()


@dataclass(frozen=True, slots=True)
class Copy:
    """Everything that is kept of the case: JSON, indented."""

    text: str = field(repr=False)


@operation("export")
def export(box: Box, running: Running | None, reference: str, login: str, factor: str, pin: str) -> Copy:
    """Copy everything the box holds of a case. Raises what `requests.export_for` raises."""
    return Copy(requests.export_for(box, reference, login, factor, pin))


@operation("erase")
def erase(box: Box, running: Running | None, reference: str, login: str, factor: str, pin: str) -> Nothing:
    """Ask the hub to erase a case, and keep nothing here once it knows.

    Raises what `requests.erase_for` raises.
    """
    requests.erase_for(box, reference, login, factor, pin)
    return Nothing()


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
def add(box: Box, running: Running | None, login: str, name: str, factor: str, administrator: bool = False) -> SignIn:
    """Add a mediator, who holds no service yet. Raises what `setting_up.add` raises."""
    issued = first_day.add(box, login, name, factor, administrator=administrator)
    return SignIn(issued.factor, issued.pin)


@operation("mediator-remove")
def remove(box: Box, running: Running | None, login: str) -> Nothing:
    """Remove a mediator for good. Raises `Refused`: `no-such-mediator`, `last-supervisor`."""
    departure.remove_here(box, login)
    return Nothing()


@operation("recover")
def recover(box: Box, running: Running | None, login: str, words: str, every_service: bool = False) -> Recovered:
    """Make a new sign-in for a mediator with the recovery sheet. Raises what `setting_up.recover` raises."""
    issued = first_day.recover(box, login, words, every_service=every_service)
    return Recovered(issued.factor, issued.pin, tuple(sorted(issued.services)))

"""Operations that add, remove and recover mediators from the machine of the box."""

from dataclasses import dataclass, field

from msgspec import Struct

from kiosk.operations.operation import Nothing, Running, operation
from kiosk.services.box.box import Box
from kiosk.services.people import departure, first_day


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

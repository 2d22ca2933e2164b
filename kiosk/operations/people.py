"""Operations that add, remove and recover mediators from the machine of the box."""

from dataclasses import dataclass, field

from kiosk.operations.operation import NoContent, Running, operation
from kiosk.services.box.box import Box
from kiosk.services.people import first_day
from kiosk.services.setup import first_start
from kiosk.services.submitted import requests


@dataclass(frozen=True, slots=True)
class SignIn:
    """Shown once, handed to the person and stored nowhere: first factor and PIN.

    `words` are those of the recovery sheet, of the first mediator alone; `services` the ids of what it opens again.
    """

    factor: str = field(repr=False)
    pin: str = field(repr=False)
    words: str = field(default="", repr=False)
    services: tuple[str, ...] = field(default=(), repr=False)


@operation("set-up")
def set_up(box: Box, running: Running | None, login: str, name: str, factor: str) -> SignIn:
    """Make keys for every service, the first mediator and the recovery sheet. Raises what `first_day.first` does."""
    issued, words = first_day.first(box, login, name, factor)
    return SignIn(issued.factor, issued.pin, words)


@operation("verify-sheet")
def run_verify_sheet(box: Box, running: Running | None, words: str) -> NoContent:
    """Record that the recovery sheet was copied correctly. Raises `Refused`: `not-a-sheet`, `another-sheet`."""
    first_day.verify_recovery_sheet(box, words)
    return NoContent()


@operation("site-described")
def run_site_described(box: Box, running: Running | None) -> NoContent:
    """Record that the settings file describes the town hall, so that the wizard asks nothing of it again.

    Raises `Refused` (`already-set-up`).
    """
    first_start.note_all(box)
    return NoContent()


@dataclass(frozen=True, slots=True)
class Copy:
    """Everything that is kept of the case: JSON, indented."""

    text: str = field(repr=False)


@operation("export")
def run_case_export(box: Box, running: Running | None, reference: str, login: str, factor: str, pin: str) -> Copy:
    """Copy everything the box holds of a case. Raises what `requests.export_for` raises."""
    return Copy(requests.export_for(box, reference, login, factor, pin))


@operation("erase")
def run_case_erasure(box: Box, running: Running | None, reference: str, login: str, factor: str, pin: str) -> NoContent:
    """Ask the hub to erase a case, and keep nothing here once it knows.

    Raises what `requests.erase_for` raises.
    """
    requests.erase_for(box, reference, login, factor, pin)
    return NoContent()


@operation("mediator")
def run_add_mediator(
    box: Box, running: Running | None, login: str, name: str, factor: str, administrator: bool = False
) -> SignIn:
    """Add a mediator, who holds no service yet. Raises what `first_day.add_mediator` raises."""
    issued = first_day.add_mediator(box, login, name, factor, administrator=administrator)
    return SignIn(issued.factor, issued.pin)


@operation("mediator-remove")
def run_remove_mediator(box: Box, running: Running | None, login: str) -> NoContent:
    """Remove a mediator for good. Raises `Refused`: `no-such-mediator`, `last-supervisor`."""
    first_day.remove_here(box, login)
    return NoContent()


@operation("recover")
def run_recover_sign_in(
    box: Box, running: Running | None, login: str, words: str, every_service: bool = False
) -> SignIn:
    """Make a new sign-in for a mediator with the recovery sheet. Raises what `first_day.recover_sign_in` raises."""
    issued = first_day.recover_sign_in(box, login, words, every_service=every_service)
    return SignIn(issued.factor, issued.pin, services=tuple(sorted(issued.services)))

"""Operation that examines the box, its machine and its hub."""

from msgspec import Struct

from kiosk.domain.trail.finding import Finding
from kiosk.operations.operation import Nothing, Running, operation
from kiosk.services.box.box import Box
from kiosk.services.upkeep import doctor


class Examined(Struct, frozen=True):
    """The findings, in the order in which one would repair them."""

    findings: tuple[Finding, ...]


@operation("doctor")
def examine(box: Box, details: Nothing, running: Running | None) -> Examined:
    """Find what is well and what is not."""
    return Examined(tuple(doctor.examine(box)))

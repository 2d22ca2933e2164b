"""Operation that prints the waiting jobs of the spool now."""

from msgspec import Struct

from kiosk.operations.operation import Nothing, Running, operation
from kiosk.services.box.box import Box
from kiosk.services.spool import print_queue


class Printed(Struct, frozen=True):
    """How many papers were printed."""

    printed: int


@operation("print")
def print_due(box: Box, details: Nothing, running: Running | None) -> Printed:
    """Print what waits in the spool."""
    if running is None:  # the print loop does this once, when it begins
        print_queue.recover(box)
    return Printed(print_queue.print_due(box))

"""Operation that verifies the journal of the box."""

from msgspec import Struct

from kiosk.operations.operation import Running, operation
from kiosk.services.box.box import Box
from kiosk.services.upkeep import journal_upkeep
from kiosk.services.upkeep.journal_upkeep import Report


class Head(Struct, frozen=True):
    """The journal's head as it was noted elsewhere: `count` of lines and `head`, 64 hexadecimal digits.

    Without one, `count` is None.
    """

    count: int | None = None
    head: str = ""


@operation("journal")
def verify(box: Box, details: Head, running: Running | None) -> Report:
    """Find every line of the journal that was changed, inserted, removed or moved."""
    return journal_upkeep.report(box, details.count, details.head)

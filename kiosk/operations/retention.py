"""Operation that destroys cases whose retention period is over."""

from msgspec import Struct

from kiosk.operations.operation import Nothing, Running, operation
from kiosk.services.box.box import Box
from kiosk.services.upkeep import retention


class Destroyed(Struct, frozen=True):
    """How many cases were destroyed; `waits` where the date is too uncertain to destroy any."""

    destroyed: int
    waits: bool


@operation("expire")
def expire(box: Box, details: Nothing, running: Running | None) -> Destroyed:
    """Destroy what has had its time."""
    return Destroyed(retention.due(box), box.watch.waits())

"""Operation that talks to the hub once, now."""

from contextlib import closing

from kiosk.operations.operation import Nothing, Running, operation
from kiosk.services.box.box import Box
from kiosk.services.exchange import enrolled_hub
from kiosk.services.loops import sync_loop
from kiosk.services.loops.sync_loop import Talk


@operation("sync")
def talk(box: Box, details: Nothing, running: Running | None) -> Talk:
    """Send what is due and bring back what the hub says. Raises `Unreachable`."""
    if running:
        return running.talk()
    with closing(enrolled_hub.hub_of(box)) as hub:
        return sync_loop.talk(box, hub)

"""What rings at this screen; to ask is to be there."""

from kiosk.services.box.help_calls import Call
from kiosk.web.request import session


def ringing() -> list[Call]:
    """Calls of other screens that nobody has answered yet; from now on this desk counts as one that hears them."""
    box, here = session.box(), session.current()
    now_s = box.clock.monotonic()
    box.calls.hears(here.station_id, now_s)
    return box.calls.ringing(here.station_id, now_s)

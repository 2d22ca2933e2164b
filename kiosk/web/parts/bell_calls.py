"""The calls that ring at this screen."""

from kiosk.services.box.help_calls import Call
from kiosk.web.request import session


def ringing() -> list[Call]:
    """The unanswered calls of other screens; asking counts this desk as one that hears calls."""
    box, here = session.box(), session.current()
    now_s = box.clock.monotonic()
    box.calls.hears(here.station_id, now_s)
    return box.calls.ringing(here.station_id, now_s)

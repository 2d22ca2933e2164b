"""When a mediator's screen locks and their shift ends, which their pages say beforehand (WCAG 2.2.1, RGAA 13.1)."""

from datetime import timedelta

from kiosk.domain.screen.idle_times import SessionEnd
from kiosk.domain.screen.station import StationRole
from kiosk.web.request import session
from kiosk.web.request.session import TOUCHED


def session_end() -> SessionEnd | None:
    """The end of this mediator's session; None where nobody is signed in, and at a terminal, which asks by itself.

    The screen locks after `lock_minutes`. A use is noted only ten times within them, so a tenth less is promised.
    """
    current = session.current_or_none()
    if current is None or not current.signed_in or current.role == StationRole.TERMINAL:
        return None
    box = session.box()
    minutes = min(box.settings.lock_minutes, box.settings.idle_minutes)
    return SessionEnd(
        box.clock.now().astimezone(box.settings.zone),
        timedelta(minutes=minutes) * (1 - 1 / TOUCHED),
        box.shifts.left(current.mediator_id),
    )

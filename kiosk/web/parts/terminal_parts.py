"""What only pages of a public terminal show: the button to leave, and the question whether somebody is there."""

from datetime import timedelta

from flask import Flask, request

from kiosk.domain.screen import station
from kiosk.domain.screen.station import USUAL, SessionEnd, StationRole
from kiosk.store.cases import cases
from kiosk.web.request import session
from kiosk.web.request.request_state import request_state
from kiosk.web.request.session import TOUCHED
from kiosk.web.visit import citizen_aside

JUST_AFTER = timedelta(seconds=5)


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


def install(app: Flask) -> None:
    """Give templates the functions of this module."""
    app.jinja_env.globals.update(leaves=leaves, someone_waits=someone_waits, asks_who=asks_who, draft_here=draft_here)


def leaves() -> bool:
    """Whether to show the button to leave: everywhere except on a first page where nothing is chosen yet."""
    current = session.current_or_none()
    return current is not None and current.terminal and (current.kept or request.path != "/")


def someone_waits() -> bool:
    """Whether a citizen waits while a mediator uses this terminal; looked up once for a page."""
    state = request_state()
    if state.someone_waits is None:
        current = session.current_or_none()
        at_terminal = current is not None and current.role == StationRole.TERMINAL and current.signed_in
        state.someone_waits = at_terminal and citizen_aside.citizen_waits()
    return state.someone_waits


def asks_who() -> dict[str, int] | None:
    """Seconds without a touch `after` which a terminal asks who is there, `within` which they answer; None elsewhere.

    Without scripts a page asks for the first page by itself after `ends`, when the box has ended the session.

    A mediator at a terminal is asked too, after the time in which a desk would lock, since nobody else would notice
    that they have gone.
    """
    current, settings = session.current_or_none(), session.box().settings
    if current is None or current.role != StationRole.TERMINAL or not (leaves() or current.signed_in):
        return None
    minutes = settings.lock_minutes if current.mediator_id else settings.terminal_idle_minutes
    comfort = USUAL if current.mediator_id else current.comfort
    times = {
        "after": station.asks_after(minutes, comfort),
        "within": station.answers_within(current.comfort),
        "ends": station.ends_after(minutes, comfort) + JUST_AFTER,
    }
    return {name: int(time.total_seconds()) for name, time in times.items()}


def draft_here() -> str:
    """The id of this terminal's draft, for which a resume code can be given; "" for none."""
    current = session.current()
    if not current.terminal or not current.case_id:
        return ""
    return "" if cases.submission(session.box().store.read(), current.case_id) else current.case_id

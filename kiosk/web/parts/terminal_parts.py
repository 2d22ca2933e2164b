"""What the pages of a public terminal hold that no other has: the way to leave, the question who is there."""

from datetime import timedelta
from typing import Any

from flask import g, request

from kiosk.domain.screen import idle_times
from kiosk.domain.screen.comfort import USUAL
from kiosk.store.cases import cases
from kiosk.web.request import session
from kiosk.web.visit import citizen_aside

JUST_AFTER = timedelta(seconds=5)


def shown() -> dict[str, Any]:
    """For templates: two facts, and three functions for those that want to know more.

    A page that is refused before anybody is known has none of it.
    """
    if "session" not in g:
        return dict.fromkeys(("terminal", "leaves"), False) | dict.fromkeys(("someone_waits", "asks_who"), _nothing)
    return {
        "terminal": session.current().terminal,
        "leaves": leaves(),
        "someone_waits": someone_waits,
        "asks_who": asks_who,
        "draft_here": draft_here,
    }


def _nothing() -> None:
    """Nobody is known."""


def leaves() -> bool:
    """Whether there is somebody to leave: everywhere but on a first page where nothing is chosen yet."""
    current = session.current()
    return current.terminal and (current.kept or request.path != "/")


def someone_waits() -> bool:
    """Whether a mediator has taken this terminal from somebody who waits; looked up once a page."""
    if "waiting" not in g:
        current = session.current()
        g.waiting = current.role == session.TERMINAL and current.signed_in and citizen_aside.waits()
    return bool(g.waiting)


def asks_who() -> dict[str, int] | None:
    """Seconds without a touch `after` which a terminal asks who is there, `within` which they answer; None elsewhere.

    Where no script runs, a page asks for the first one by itself after `ends`, when the box has ended the session.

    Its mediator is asked too, after the time in which a desk would lock: nobody else would see that they have gone.
    """
    current, settings = session.current(), session.box().settings
    if current.role != session.TERMINAL or not (leaves() or current.signed_in):
        return None
    minutes = settings.lock_minutes if current.mediator_id else settings.terminal_idle_minutes
    comfort = USUAL if current.mediator_id else current.comfort
    times = {
        "after": idle_times.asks_after(minutes, comfort),
        "within": idle_times.answers_within(current.comfort),
        "ends": idle_times.ends_after(minutes, comfort) + JUST_AFTER,
    }
    return {name: int(time.total_seconds()) for name, time in times.items()}


def draft_here() -> str:
    """The draft of this terminal's citizen, which a code would open again; "" for none."""
    current = session.current()
    if not current.terminal or not current.case_id:
        return ""
    return "" if cases.submission(session.box().store.read(), current.case_id) else current.case_id

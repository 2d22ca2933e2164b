"""What is kept in memory for the shift of the mediator at this screen: names of cases, and how they fill a case."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from flask import Flask, redirect, url_for
from werkzeug.wrappers import Response

from kiosk.domain.mandates.mandate import Mandate
from kiosk.http import security_headers
from kiosk.services.access.open_case import OpenedCase
from kiosk.services.people import sign_in
from kiosk.services.people.first_day import cover
from kiosk.services.people.people_search import Directory, Entry, directory_of, search
from kiosk.services.work.person import Person, person_of, person_of_mandate
from kiosk.web.request import app_state, session
from kiosk.web.visit import citizen_aside

_BY_STEPS = "by-steps"


def leave_for(endpoint: str) -> Response:
    """End the shift and lead to this page: the keys leave the memory, and the browser deletes what it kept of pages."""
    current = session.current()
    citizen_aside.end_waiting_session()
    session.box().calls.gone(current.station_id)
    if current.mediator_id:
        sign_in.lock(session.box(), current.mediator_id, current.actor)
    session.end()
    return security_headers.clear_browser_data(redirect(url_for(endpoint), 303))


def install(app: Flask) -> None:
    """Look at the folder before each request; a new service gets its keys at once."""
    app.before_request(_look)


def _look() -> None:
    box = app_state.box()
    if box.live_catalogue.refresh(box.clock.now(), box.clock.monotonic()):
        cover(box)


@dataclass(slots=True)
class Shown:
    """The cases of one screen. `here`: of the person who stands there; `left`: of those who have gone."""

    here: set[str] = field(default_factory=set)
    left: set[str] = field(default_factory=set)


def record_shown(case_id: str) -> None:
    """Record that a page of this case is shown at this screen."""
    _shown().here.add(case_id)


def has_left(case_id: str) -> bool:
    """Whether the person of this case has gone, and nobody has opened it from a list since."""
    return case_id in _shown().left


def record_reopened(case_id: str) -> None:
    """Record that the case was opened from a list."""
    _shown().left.discard(case_id)


def record_left(case_id: str = "") -> None:
    """Record that this case was left; without one, all cases of the person who stood here."""
    shown = _shown()
    gone = {case_id} if case_id else set(shown.here)
    shown.here -= gone
    shown.left |= gone


def _shown() -> Shown:
    current = session.current()
    screens: dict[str, Shown] = session.box().shifts.memory(current.mediator_id).setdefault("shown", {})
    return screens.setdefault(current.station_id, Shown())


def entries(case_ids: Iterable[str]) -> dict[str, Entry]:
    """The names of these cases, as far as the mediator may open them, by case id."""
    return directory().of(session.box(), session.current().ring, case_ids)


def people(typed: str) -> list[Entry]:
    """The cases of a person, by names or a date of birth."""
    return search(session.box(), directory(), session.current().ring, typed)


def person(case_id: str, opened: OpenedCase | None = None) -> Person | None:
    """Whose case this is (`opened` where it is), None where the mediator cannot open it any more."""
    return person_of(session.box(), session.box().store.read(), session.current().actor, directory(), case_id, opened)


def giver(mandate: Mandate) -> Person | None:
    """Who gave a mandate, None where no case of theirs is here that the mediator may open."""
    return person_of_mandate(session.box(), session.box().store.read(), session.current().actor, directory(), mandate)


def fill_by_steps(chosen: bool) -> None:
    """Remember how this mediator fills cases: one step after the other, or every question on one page."""
    _memory()[_BY_STEPS] = chosen


def fills_by_steps() -> bool:
    """Whether this mediator chose to go step by step in this shift."""
    return bool(_memory().get(_BY_STEPS))


def _memory() -> dict[str, Any]:
    return session.box().shifts.memory(session.current().mediator_id)


def directory() -> Directory:
    """The names in the cases of this mediator's services, for the shift."""
    return directory_of(session.box(), session.current().mediator_id)

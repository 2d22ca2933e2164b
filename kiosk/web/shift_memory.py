"""What is kept in memory for the shift of the mediator at this screen: names of cases, how they fill one, who waits.

While a mediator uses a terminal for a moment, its citizen's session waits: its cookie is in the memory of the
mediator's shift and nowhere else. The mediator, who sees who stands there, gives the screen back. Whatever else ends
their stay (the next person, a lock, the end of the shift, no touch for a while) ends the waiting session too, or leaves
it where no browser can ask for it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from flask import redirect, url_for
from msgspec.structs import replace
from werkzeug.wrappers import Response

from kiosk.clock import is_id
from kiosk.crypto import keys
from kiosk.domain.events.case_line import CaseNews
from kiosk.http import security_headers
from kiosk.services.access.open_case import OpenedCase
from kiosk.services.drafts import drafts
from kiosk.services.people import sign_in
from kiosk.services.people.first_day import cover
from kiosk.services.people.people_search import Directory, DirectoryEntry, directory_of, search_directory
from kiosk.services.submitted.append_event import find_withdrawal_here
from kiosk.services.visits import visits
from kiosk.services.work.person import CasePerson, person_of
from kiosk.store import cases, sessions
from kiosk.store.visits import read_open_visit
from kiosk.web import request_state, session

_NOTED_EVERY = timedelta(minutes=1)
_TOLD_FOR = timedelta(minutes=10)


def begin_at_screen(mediator_id: str, name: str) -> None:
    """Begin a mediator's session; that of a citizen who had begun anything at this terminal waits."""
    old = session.current_session()
    citizen_began = old.terminal and old.kept
    session.begin_mediator(mediator_id, name, citizen_began)
    if citizen_began:
        visits.go_along(session.box(), keys.token_hash(old.token), session.current_actor())
        _waiting(mediator_id)[session.current_session().token] = old.token


def citizen_waits() -> bool:
    """Whether a citizen waits for this screen; asking keeps their session from ending."""
    token = _token()
    row = sessions.read_session(session.box().store.read(), keys.token_hash(token)) if token else None
    if row is None:
        return False
    now = session.box().clock.now()
    if now - row.seen_at > _NOTED_EVERY:
        with session.box().store.write() as db:
            sessions.update_session_use(db, keys.token_hash(token), now)
    return True


def give_back_to_citizen() -> bool:
    """Give the screen back to the citizen, with the language and display as they are now; False where nobody waits.

    Somebody has seen the screen meanwhile: who went by ear alone begins that anew.
    """
    mediators, token = session.current_session(), _token()
    _waiting(mediators.mediator_id).pop(mediators.token, None)
    session.end_other_session(mediators.token)
    if not token or not session.resume_waiting(token):
        session.end_session()
        return False
    citizen = session.current_session()
    visits.go_along(session.box(), citizen.actor.session, citizen.actor)
    heard = replace(citizen.speech, alone=False)
    session.store_session(replace(citizen, preferences=mediators.preferences, comfort=mediators.comfort, speech=heard))
    return True


def end_waiting_session() -> None:
    if token := _token():
        _waiting(session.current_session().mediator_id).pop(session.current_session().token, None)
        session.end_other_session(token)


def _token() -> str:
    current = session.current_session()
    return _waiting(current.mediator_id).get(current.token, "") if current.mediator_id else ""


def _waiting(mediator_id: str) -> dict[str, str]:
    """The cookies of waiting sessions by the cookie of the mediator's; empty off shift."""
    waiting: dict[str, str] = session.box().shifts.memory(mediator_id).setdefault("aside", {})
    return waiting


_BY_STEPS = "by-steps"


def redirect_after_shift(endpoint: str) -> Response:
    """End the shift and lead to this page: the keys leave the memory, and the browser deletes what it kept of pages."""
    current = session.current_session()
    end_waiting_session()
    session.box().calls.gone(current.station.id)
    if current.mediator_id:
        sign_in.end_shift(session.box(), current.mediator_id, current.actor)
    session.end_session()
    return security_headers.clear_browser_data(redirect(url_for(endpoint), 303))


def known_pin_digits(mediator_id: str) -> int:
    """After how many digits the box of their PIN is sent by itself; 0 where it is longer than it must be, which is
    nobody's to know.
    """
    digits = session.box().shifts.pin_digits(mediator_id)
    return digits if digits == sign_in.PIN_DIGITS else 0


def keep_case_news(reference: str, heard: CaseNews) -> None:
    """Keep in memory what the hub told of another site's case, for a while: nothing of it is stored."""
    _told()[reference] = session.box().clock.now(), heard


def find_case_news(reference: str) -> tuple[datetime, CaseNews] | None:
    """What the hub told, and when; None where that is too long ago."""
    told = _told().get(reference)
    return told if told and session.box().clock.now() - told[0] < _TOLD_FOR else None


def forget_case_news(reference: str) -> None:
    """Something was added from here since: what was told is no longer so."""
    _told().pop(reference, None)


def _told() -> dict[str, tuple[datetime, CaseNews]]:
    told: dict[str, tuple[datetime, CaseNews]] = (
        session.box().shifts.memory(session.current_session().mediator_id).setdefault("told", {})
    )
    return told


def look_at_procedures() -> None:
    """Look at the folder of procedures; a new service gets its keys at once."""
    box = request_state.box()
    if box.live_catalogue.refresh(box.clock.now(), box.clock.monotonic()):
        cover(box)


@dataclass(slots=True)
class _ShownCases:
    """The cases of one screen. `here`: of the person who stands there, each with the visit in which it was first shown;
    `left`: of those who have gone.
    """

    here: dict[str, str] = field(default_factory=dict)
    left: set[str] = field(default_factory=set)


def record_shown(case_id: str) -> None:
    _shown().here.setdefault(case_id, _visit_here())


def find_source_case(given: Mapping[str, str]) -> str:
    """The earlier case that fills a next one, as `drafts.begin_draft` takes it, from `from` in a form or an address; ""
    for anything else. For somebody else of a household it must have been shown in the visit that goes on here, and not
    be withdrawn: the end of either forgets it.
    """
    source = given.get("from", "")
    case_id = source.removeprefix(drafts.HOUSEHOLD)
    if not is_id(case_id) or not session.current_session().signed_in:
        return ""
    if source == case_id:
        return source
    box, visit_id = session.box(), _visit_here()
    submission = cases.read_submission(box.store.read(), case_id)
    if not visit_id or _shown().here.get(case_id) != visit_id or submission is None:
        return ""
    actor = session.current_actor()
    return "" if find_withdrawal_here(box.store.read(), submission.reference, actor) else source


def _visit_here() -> str:
    return read_open_visit(session.box().store.read(), session.current_actor().session)


def has_person_left(case_id: str) -> bool:
    """Whether the person of this case has gone, and nobody has opened it from a list since."""
    return case_id in _shown().left


def record_reopened(case_id: str) -> None:
    _shown().left.discard(case_id)


def record_left(case_id: str = "") -> None:
    """Record that this case was left; without one, all cases of the person who stood here."""
    shown = _shown()
    gone = {case_id} if case_id else set(shown.here)
    shown.left |= gone
    for left in gone:
        shown.here.pop(left, None)


def _shown() -> _ShownCases:
    current = session.current_session()
    screens: dict[str, _ShownCases] = session.box().shifts.memory(current.mediator_id).setdefault("shown", {})
    return screens.setdefault(current.station.id, _ShownCases())


def search_cases_by_person(typed: str) -> list[DirectoryEntry]:
    """The cases of a person, by names or a date of birth."""
    return search_directory(session.box(), directory(), session.current_session().ring, typed)


def find_person_of_case(case_id: str, opened: OpenedCase | None = None) -> CasePerson | None:
    """Whose case this is (`opened` where it is), None where the mediator cannot open it any more."""
    return person_of(session.box(), session.box().store.read(), session.current_actor(), directory(), case_id, opened)


def fill_by_steps(chosen: bool) -> None:
    """Remember how this mediator fills cases: one step after the other, or every question on one page."""
    _memory()[_BY_STEPS] = chosen


def fills_by_steps() -> bool:
    return bool(_memory().get(_BY_STEPS))


def _memory() -> dict[str, Any]:
    return session.box().shifts.memory(session.current_session().mediator_id)


def directory() -> Directory:
    """The names in the cases of this mediator's services, for the shift."""
    return directory_of(session.box(), session.current_session().mediator_id)

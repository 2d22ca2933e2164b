"""The second screen beside a desk: what the desk shows there of the case it fills, and what came back from it."""

from datetime import timedelta
from typing import NamedTuple

from flask import request
from msgspec.structs import replace

from kiosk.crypto import keys
from kiosk.domain.answers.journey import WHOLE, Page, step_position
from kiosk.domain.language.words import Preferences
from kiosk.domain.screen import station
from kiosk.domain.screen.station import USUAL, StationRole
from kiosk.services.access.open_case import OpenedCase
from kiosk.services.lan.pairs import Desk, ScreenPair, SecondScreenLine, lines_of
from kiosk.services.submitted import change_notices
from kiosk.store import cases, sessions
from kiosk.web import detours, session
from kiosk.web.request_state import app_state, request_state

SAID_NO = "said-no"
COOKIE = "parvis_second"
"""The cookie of a paired screen: it opens one question, and only while the shift of the desk's mediator lasts."""


class DeniedAnswer(NamedTuple):
    """An answer to which the person said no, and where the desk changes it."""

    question: str
    href: str


class SecondScreenState(NamedTuple):
    """What a desk is told of its second screen; `case_id` is the case that it shows.

    Not `paired`: there is a screen that could be. `mark` changes with what is told.
    """

    paired: bool = False
    silent: bool = False
    case_id: str = ""
    wrong: tuple[DeniedAnswer, ...] = ()
    last: bool = False
    mark: str = ""


def this_desk() -> Desk:
    """The desk at which this mediator is signed in."""
    current = session.current_session()
    return Desk(keys.token_hash(current.token), current.station.id, current.mediator_id, current.mediator_name)


def pair_of_desk() -> ScreenPair | None:
    """The pair of this desk, None where it has none, and in a training, which is shown to nobody."""
    current = request_state().session
    if current is None or not current.mediator_id or request_state().training:
        return None
    return _living(app_state().pairs.of_desk(keys.token_hash(current.token)))


def pair_of_screen() -> ScreenPair | None:
    """The pair of the screen that asks, None where its desk has ended it."""
    visit = request_state().lan  # None for a window of this machine, whatever its browser is
    pair = _living(app_state().pairs.of_screen(request.cookies.get(COOKIE, ""), visit.station.id if visit else ""))
    if pair is not None and pair.case_id and not pair.done:
        db = session.box().store.read()
        if cases.read_submission(db, pair.case_id) is not None:  # also on the turned screen, or as spoken
            app_state().pairs.change(pair, ScreenPair.finish)
        elif cases.read_case_head(db, pair.case_id) is None:
            app_state().pairs.change(pair, lambda kept: kept.begin("", ()))
    return pair


def speak_as_person_at_desk() -> None:
    """Before a request of an enrolled second screen: every page that it opens is the person's."""
    visit = request_state().lan
    if request_state().session is None or visit is None or visit.station.role != StationRole.SECOND_SCREEN:
        return
    if (pair := _living(app_state().pairs.of_station(visit.station.id))) is not None:
        take_persons_session(pair)


def person_beside() -> str:
    """A mark of the person before an enrolled second screen, another for the next one; "" at any other screen."""
    visit = request_state().lan
    if visit is None or visit.station.role != StationRole.SECOND_SCREEN:
        return ""
    pair = app_state().pairs.of_station(visit.station.id)
    return keys.token_hash(pair.desk.session if pair else visit.station.id)[:16]


def take_persons_session(pair: ScreenPair) -> None:
    """This page is in the language and display of the person at the desk, or in the display that they chose on this
    screen; how the one before listened and saw is forgotten.
    """
    # What was pressed for the one before is answered under their token; asking whether a page is right ends nothing.
    if pair.greeted != pair.desk.session and request.method == "GET" and not request.path.endswith("/state"):
        app_state().pairs.change(pair, ScreenPair.greet)
        if not session.current_session().mediator_id:  # the desk's own browser, in a second window
            session.end_session()
    current = session.current_session()
    comfort = pair.comfort if current.comfort == USUAL else current.comfort
    request_state().session = replace(current, preferences=pair.preferences, comfort=comfort)


def leave_second_screen() -> None:
    """The desk has left the case that its second screen shows."""
    if (pair := pair_of_desk()) is not None:
        app_state().pairs.change(pair, ScreenPair.leave)


def update_second_screen(opened: OpenedCase, asked: str = "") -> None:
    """Show the answers of this case as they are saved, one at a time; `asked` is the step that is being filled."""
    pair = pair_of_desk()
    if pair is None:
        return
    lines = lines_of_opened_case(opened, session.current_session().preferences)
    wanted = next((line for line in lines if line.step == asked and not line.answer), None)
    app_state().pairs.change(pair, lambda kept: _fill(kept, opened.case.id, lines, wanted))


def ask_last_confirmation(opened: OpenedCase) -> bool:
    """Show the last page; False where no second screen answers, so that the screen of the desk must be turned."""
    pair = pair_of_desk()
    if pair is None or app_state().pairs.is_silent(pair):
        return False
    box, lines = session.box(), lines_of_opened_case(opened, session.current_session().preferences)
    told_by = change_notices.find_chosen_notices(box, box.store.read(), opened)

    def last(kept: ScreenPair) -> None:
        _fill(kept, opened.case.id, lines, None)
        kept.ask_last(lines, told_by, opened.procedure.price)

    app_state().pairs.change(pair, last)
    return True


def lines_of_opened_case(opened: OpenedCase, preferences: Preferences) -> tuple[SecondScreenLine, ...]:
    """The lines of a case in the language of the person, without marks for what is still in French."""
    box = session.box()
    return lines_of(opened.journey, box.words(preferences.language, preferences.plain), box.words())


def second_screen_state(whole: bool = False) -> SecondScreenState | None:
    """What the pages of a case say of the second screen; `whole` leads to the page with every question."""
    pair = pair_of_desk()
    if pair is None:
        return SecondScreenState() if _could_be() else None
    wrong = tuple(DeniedAnswer(line.question, _address(pair.case_id, line, whole)) for line in pair.denied.values())
    silent = app_state().pairs.is_silent(pair)
    mark = keys.token_hash(f"{silent} {' '.join(pair.denied)}")[:16]
    return SecondScreenState(True, silent, pair.case_id, wrong, pair.last is not None, mark)


def _could_be() -> bool:
    """Whether a mediator is here, not in a training, and a second screen was used in their shift or is enrolled."""
    current, box = request_state().session, session.box()
    if current is None or not current.signed_in or request_state().training:
        return False
    if "second" in box.shifts.memory(current.mediator_id):
        return True
    every = sessions.select_enrolled_stations(box.store.read()) if app_state().lan else ()
    return any(kept.role == StationRole.SECOND_SCREEN and not kept.ended_why for kept in every)


def offer_second_screen() -> bool:
    """Whether this page offers a second screen: the first page of a shift, at a desk that has none yet."""
    current = session.current_session()
    memory = session.box().shifts.memory(current.mediator_id)
    if request_state().training or current.station.role != StationRole.DESK or "offered" in memory:
        return False
    memory["offered"] = True
    return pair_of_desk() is None


def denied_fields(case_id: str) -> dict[str, str]:
    """The fields of a case to whose answers the person said no, with the code of what is told beside them."""
    pair = pair_of_desk()
    return dict.fromkeys(pair.denied, SAID_NO) if pair and pair.case_id == case_id else {}


def _address(case_id: str, line: SecondScreenLine, whole: bool) -> str:
    if whole:
        return detours.case_page_address(case_id, replace(WHOLE, id=line.field))
    return f"{detours.case_page_address(case_id, step_position(line.step, Page.REVIEW))}#f-{line.field}-group"


def _fill(pair: ScreenPair, case_id: str, lines: tuple[SecondScreenLine, ...], asked: SecondScreenLine | None) -> None:
    if pair.case_id != case_id:
        pair.begin(case_id, lines)
    pair.fill(lines, asked)


def _living(pair: ScreenPair | None) -> ScreenPair | None:
    """The pair while the shift at its desk lasts; covered while somebody must type their PIN there."""
    if pair is None:
        return None
    box, of = session.box(), pair.desk.session
    row = sessions.read_session(box.store.read(), of)
    if row is None or not box.shifts.ring(pair.desk.mediator_id):
        app_state().pairs.end(of)
        return None
    kept, locks = row, timedelta(minutes=box.settings.lock_minutes)

    def follow_desk(pair: ScreenPair) -> None:
        pair.covered = kept.idle or box.clock.now() - kept.seen_at > locks
        pair.preferences, pair.comfort = Preferences(kept.language, kept.plain), station.parse_comfort(kept.comfort)

    app_state().pairs.change(pair, follow_desk)
    return pair

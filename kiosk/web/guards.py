"""Decides which requests are answered: under which host, from which screen, in the first start, in a training; and who
may see a page: a signed-in mediator, or who holds the case's key.

The wizard changes who this box is, so it answers on the machine itself only, and to whoever typed its one-time code. A
screen that nobody enrolled may type a code, and read how to trust the box; requests of this machine pass by.
"""

import ipaddress
from collections.abc import Callable
from dataclasses import replace as copy_of
from functools import wraps
from typing import ParamSpec, TypeVar
from urllib.parse import urlsplit

from flask import Blueprint, Response, abort, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from msgspec import Struct
from msgspec.structs import replace
from werkzeug.wrappers import Response as BaseResponse

from kiosk.crypto import keys
from kiosk.domain.language.words import Preferences
from kiosk.domain.screen.station import LAN_COOKIE, StationRole
from kiosk.domain.trail.journal_action import JournalAction
from kiosk.error_codes import Refusal
from kiosk.errors import Refused
from kiosk.http import form_tokens
from kiosk.process.lan_server import FROM_LAN
from kiosk.services.access import open_case
from kiosk.services.box import settings_file
from kiosk.services.box.box import Actor
from kiosk.services.lan import pairs
from kiosk.services.published import received
from kiosk.services.setup import first_start
from kiosk.services.training.training import answer_training_cases
from kiosk.store import cases, journal, people
from kiosk.web import session, shift_memory
from kiosk.web.page_languages import show_to_mediator, show_to_staff
from kiosk.web.pages import htmx, render_page
from kiosk.web.request_state import LanRequest, Session, Station, app_state, request_state
from kiosk.web.session import box, current_session
from kiosk.words import languages

Params = ParamSpec("Params")
Answer = TypeVar("Answer", bound=ResponseReturnValue)
_ITS_NUMBER = "submitted.show"
"""The page with a submitted case's number: where a second tap leads, once the answers are destroyed."""
WITHDRAWAL = "withdrawal:"
"""Prefix before a reference in `session.turn_to_citizen`: the citizen is asked whether they withdraw that case."""


def signed_in(view: Callable[Params, Answer]) -> Callable[Params, Answer | BaseResponse]:
    """Decorate a view for signed-in mediators; others are sent to sign in, and come back to where they were.

    A locked screen asks for the PIN; one that is turned to a citizen shows their case and nothing else. What these
    views show is for those who work here: it is in French, whatever language the citizen chose.
    """

    @wraps(view)
    def guarded(*args: Params.args, **kwargs: Params.kwargs) -> Answer | BaseResponse:
        if not current_session().signed_in:
            return to_sign_in()
        show_to_staff()
        return view(*args, **kwargs)

    return guarded


def mediators_page(view: Callable[Params, Answer]) -> Callable[Params, Answer | BaseResponse]:
    """Decorate a view of a case whose page is the mediator's where one is signed in: in French, with the person's
    language beside. It is loaded whole, because what htmx put into a page of another language would say that it is in
    that one.
    """

    @wraps(view)
    def shown(*args: Params.args, **kwargs: Params.kwargs) -> Answer | BaseResponse:
        show_to_mediator()
        if htmx and request.method == "GET" and current_session().signed_in:
            return BaseResponse(headers={"HX-Redirect": request.full_path.rstrip("?")})
        return view(*args, **kwargs)

    return shown


def make_staff_screen(name: str, url_prefix: str) -> Blueprint:
    """A blueprint whose every view is for signed-in mediators, as if it were decorated with `signed_in`."""
    screen = Blueprint(name, __name__, url_prefix=url_prefix)

    @screen.before_request
    def require_signed_in() -> BaseResponse | None:
        if not current_session().signed_in:
            return to_sign_in()
        show_to_staff()
        return None

    return screen


def case_key_required(view: Callable[Params, Answer]) -> Callable[Params, Answer | BaseResponse]:
    """Decorate a view for whoever holds the case's key: its mediators, or the browser that is filling it in; others are
    asked to sign in. Raises what the view raises.
    """
    return guard_case()(view)


def guard_case(
    *, takes_up: bool = False, keeps: bool = False
) -> Callable[[Callable[Params, Answer]], Callable[Params, Answer | BaseResponse]]:
    """As `case_key_required`. `takes_up`: lists link to this page, or it says nothing about anyone, so it is shown at
    the desk even after the citizen has gone; every other page of that case then redirects to the list, so that the
    browser's « back » does not show it. `keeps`: what is posted is stored even where the screen was locked; the view
    must show nothing of the case then.
    """

    def decorate(view: Callable[Params, Answer]) -> Callable[Params, Answer | BaseResponse]:
        @wraps(view)
        def guarded(*args: Params.args, **kwargs: Params.kwargs) -> Answer | BaseResponse:
            case_id = str(kwargs["case_id"])  # Flask calls a view by the names in its address
            current = current_session()
            if current.confirming or (current.idle and not keeps):
                return to_sign_in()
            if current.signed_in and not takes_up:
                if request.method == "GET" and shift_memory.has_person_left(case_id):
                    return redirect(url_for("desk.show"), 303)
                shift_memory.record_shown(case_id)
            try:
                return view(*args, **kwargs)
            except Refused as refused:
                if refused.code == Refusal.NO_SUCH_CASE and request.endpoint != _ITS_NUMBER and _is_theirs(case_id):
                    return redirect(url_for(_ITS_NUMBER, case_id=case_id), 303)
                if refused.code == Refusal.NO_SUCH_CASE and not current.signed_in and not current.terminal:
                    return to_sign_in()
                raise

        return guarded

    return decorate


def _is_theirs(case_id: str) -> bool:
    """Whether a case was submitted, its answers are destroyed, and who is here may know its number."""
    current, db = current_session(), box().store.read()
    known = current.case_id == case_id or open_case.may_know_of(db, case_id, current.actor)
    return known and cases.read_submission(db, case_id) is not None


def to_sign_in() -> BaseResponse:
    """A redirect to where one signs in: with the PIN where someone is known, with both factors otherwise.

    A terminal has no such page: its citizen is led to the first page.
    """
    if current_session().terminal:
        return redirect(url_for("welcome.show"), 303)
    current = current_session()
    if current.confirming:
        reference = current.confirming.removeprefix(WITHDRAWAL)
        if reference != current.confirming:
            return redirect(url_for("withdrawal.show_turned_withdrawal", reference=reference), 303)
        return redirect(url_for("confirm.show", case_id=current.confirming), 303)
    going = (request.full_path if request.method == "GET" else request.headers.get("Referer", "")).rstrip("?")
    parts = urlsplit(going)
    going = f"{parts.path}?{parts.query}".rstrip("?") if parts.path else ""
    page = "lock.show" if current.idle and current.ring else "sign_in.show"
    return redirect(url_for(page, next=going or None), 303)


def check_host_and_form() -> None:
    """Answer 400 under a foreign host name; on a network the box's IP address is accepted too. Answer 403 to a form
    sent from another site, or from a session that is over.
    """
    settings = box().settings
    on_network = settings.host not in form_tokens.LOOPBACK
    # What comes from the local network under the box's name there has passed `check_lan`, which knows that name.
    if request_state().lan is None and not form_tokens.is_own_host(
        request.host, (settings.host, *settings.names), addresses=on_network
    ):
        abort(400)
    if form_tokens.are_sent() and request.blueprint != "control" and not form_tokens.came_from_us(session.form_token()):
        abort(403)


WIZARD = ("town_hall", "first_mediator")
"""The screens of the wizard that ask for its code first."""
WIZARD_DOOR = "door"
"""The screen on which the code is typed."""
_ALWAYS = ("static_file", "measured")
_COMFORT = ("language", "comfort")
"""Screens that serve on the way too: another language, larger letters."""
_PASSED_ON = ("Forwarded", "X-Forwarded-For", "X-Real-IP")
"""Headers of a proxy, behind which anyone may stand though it runs on this machine."""


class DoorLanguage(Struct, frozen=True):
    """A language in which the page can be read, in its own name."""

    code: str
    direction: str
    name: str
    current: bool


def door_page(template: str, status: int = 200, /, **values: object) -> Response:
    """A template as a page in the language of `lang`, else in the first of the town hall."""
    offered = box().settings.languages
    asked = request.args.get("lang", "")
    spoken = asked if asked in offered else offered[0]
    state = request_state()
    if state.session is not None:
        state.session = replace(state.session, preferences=Preferences(spoken))
    choices = [
        DoorLanguage(code, box().words(code).direction, languages.find_language_name(code), code == spoken)
        for code in offered
    ]
    page = render_template(template, lan=app_state().lan, choices=choices, spoken=asked and spoken, **values)
    return make_response(page, status)


def require_first_start() -> first_start.FirstStart:
    """The wizard that is going on. Answers 404 where there is none."""
    start = app_state().first_start
    if start is None:
        abort(404)
    return start


def finish_first_start() -> None:
    """The box is set up: from now on it serves everything, prints and sends, and has no wizard."""
    state, start = app_state(), require_first_start()
    with start.turn:
        if state.first_start is not None:
            state.first_start = None
            state.begin_work()
            start.end()


def lead_to_wizard() -> ResponseReturnValue | None:
    """The wizard instead of any other page, while this box waits to be set up; None for what may be shown."""
    wizard = request.blueprint in (*WIZARD, WIZARD_DOOR)
    start = app_state().first_start
    if start is not None and request.endpoint not in _ALWAYS:
        first_start.reread(app_state().box)
        if not first_start.is_awaited(app_state().box):
            finish_first_start()
            start = None
    if start is None:
        return abort(404) if wizard else None
    if request.endpoint in _ALWAYS or request.blueprint == "control":
        return None
    try:
        at_machine = ipaddress.ip_address(request.remote_addr or "").is_loopback
    except ValueError:
        at_machine = False
    if not at_machine or any(header in request.headers for header in _PASSED_ON):
        return render_page("setup/door/elsewhere.html", 403)
    if request.blueprint in (WIZARD_DOOR, *_COMFORT):
        return None
    if keys.token_hash(current_session().token) not in start.admitted:
        return redirect(url_for("door.show"), 303)
    return None if wizard else redirect(url_for("town_hall.redirect_to_setup_step"), 303)


LAN_DOOR = "enrol.show"
TRUST = frozenset({"trust.show", "trust.serve_certificate"})
"""What anyone in the network may read: the certificate of the box's authority, and how to install it."""
_SHEETS = ("/static/css/", "/static/vendor/fonts/", "/static/vendor/icons.svg")
"""What the pages of the door look like: their sheets, letters and icons, and no other file."""
SECOND = frozenset(
    f"second_screen.{name}"
    for name in (
        "show",
        "poll_second_screen",
        "post_pairing",
        "post_answer_judgement",
        "post_screen_confirmation",
        "post_second_face",
    )
) | {
    "comfort.show",
    "comfort.post_comfort",
    "player.show",
    "speech.post_sentence_to_say",
    "speech.serve_sound",
    "speech.post_speech_settings",
    "speech.serve_speech_words",
}
BY_ROLE = {StationRole.SECOND_SCREEN: SECOND | {"static_file"}}
"""The endpoints of a role that has few; a desk and a terminal have all, each with its own guards."""
_HOME_BY_ROLE = {StationRole.SECOND_SCREEN: "second_screen.show"}
_NEVER = ("control", "arrival", "door", "town_hall", "first_mediator")
"""Blueprints that are this machine's alone: its commands, its screens' own tokens, its first start."""


def set_lan_open(opens: bool, actor: Actor) -> None:
    """Serve other screens from now on, or no more; at the next start too.

    Raises `Refused`: `not-supervisor` for who does not decide for the town hall; `not-in-training`; `lan-elsewhere` at
    a screen that would close the door behind itself; `port-taken`, and nothing is written then; what
    `settings_file.write_settings` raises.
    """
    state = app_state()
    real, switch = state.box, state.lan_switch
    if request_state().training:
        raise Refused(Refusal.NOT_IN_TRAINING)
    if not received.decides(real.store.read(), actor):
        raise Refused(Refusal.NOT_SUPERVISOR)
    if request_state().lan is not None:
        raise Refused(Refusal.LAN_ELSEWHERE)
    if opens and state.lan is None and switch is not None:
        state.lan = switch.open(real)
    settings_file.write_settings(real.settings.paths.settings, {"lan": "on" if opens else "off"})
    if not opens and switch is not None:
        state.lan = None
        switch.close()
    real.settings = copy_of(real.settings, lan="on" if opens else "off")
    with real.store.write() as db:
        action = JournalAction.LAN_OPENED if opens else JournalAction.LAN_CLOSED
        journal.insert_journal_line_by(db, real.clock.now(), action, actor, detail=str(real.settings.lan_port))


def check_lan() -> ResponseReturnValue | None:
    """What a screen of the local network gets instead of the page it asks for; None where it gets that."""
    if FROM_LAN not in request.environ:
        return None
    lan, settings = app_state().lan, box().settings
    try:
        private = ipaddress.ip_address(request.remote_addr or "").is_private
    except ValueError:
        private = False
    if lan is None or not private:  # the box serves no other address, whatever a router lets through
        return Response(status=404)
    if not form_tokens.is_own_host(request.host, (lan.name, *settings.names), addresses=True):
        return Response(status=400)
    found = pairs.recognise(box(), request.cookies.get(LAN_COOKIE, ""))
    kept = found.station
    station = Station(kept.id, kept.role, kept.mm_per_px, kept.distance_mm) if kept else Station()
    request_state().lan = LanRequest(station, found.ended_why, found.next_cookie)
    if station.role is None:  # the same for every other address, whether there is a page or not
        reads = request.method in ("GET", "HEAD")
        if (request.endpoint in TRUST and reads) or request.blueprint == "enrol" or _is_sheet():
            return None
        return redirect(url_for(LAN_DOOR), 303)
    if request.blueprint in _NEVER:
        abort(404)
    allowed = BY_ROLE.get(station.role)
    if allowed is None or request.endpoint in allowed | TRUST or _is_sheet():
        return None
    return redirect(url_for(_HOME_BY_ROLE[station.role]), 303)


def _is_sheet() -> bool:
    return request.endpoint == "static_file" and request.path.startswith(_SHEETS)


ENDS = frozenset(
    {"lock.post_lock", "sign_in.post_sign_out", "sign_in.show", "sign_in.post_sign_in", "training.post_training_end"}
)
"""Endpoints of which a request ends the training before it is answered for real."""
REAL = frozenset({"bell", "control", "measured", "static_file"})
"""Blueprints and endpoints that stay real: a citizen who calls from a terminal is heard in a training too."""
REFUSED = frozenset(
    {
        "badge",
        "departure",
        "facts",
        "hub",
        "left_to_do",
        "printer_choices",
        "printers",
        "printer_test",
        "second_desk",
        "station",
        "team",
    }
)
"""Blueprints that change who works here, what a screen is, where papers come out or where cases go: not to be tried."""
HOME = "desk.show"


def enter_training() -> None:
    """Begin a training for the mediator at this screen; the next page is inside it.

    Whoever is in one stays in it. Raises `Refused`: `no-training-here` (a public terminal), `shift-over`.
    """
    if request_state().training:
        return
    current, token_hash = current_session(), session.station_token_hash()
    kept = people.read_station(box().store.read(), token_hash) if token_hash else None
    if current.station.role != StationRole.DESK or kept is None:
        raise Refused(Refusal.NO_TRAINING_HERE)
    state = app_state()
    training = state.trainings.begin(box(), current.actor, kept, token_hash, prints=state.printing is not None)
    if _go_in(current):
        request_state().session = Session(
            training.token, current.station, current.preferences, current.comfort, current.speech
        )
        session.begin_mediator(current.mediator_id, current.mediator_name)


def load_training_session() -> None:
    """Before a request: its session, and its training where it is in one. Raises `Refused` (`not-in-training`).

    This is the one place that decides. Everything after it asks for `session.box()` and for the session as always.
    """
    trainings, sent = app_state().trainings, keys.token_hash(session.session_token())
    session.load_session()
    real = request_state().session
    trainings.end_left_alone(box())
    if real is None or request.blueprint in REAL or request.endpoint in REAL or trainings.of(sent) is None:
        return
    if not real.signed_in or real.station.role != StationRole.DESK:
        trainings.end(sent)
    elif _go_in(real):
        session.load_session()
        inside = current_session()
        if request.endpoint in ENDS or not inside.mediator_id:
            # Back to what is real; a screen that was turned to somebody else, or locked, asks for the PIN there too.
            leave_training(None)
            trainings.end(keys.token_hash(real.token))
            request_state().session = real
            if not inside.signed_in:
                session.lock_session()
                session.load_session()
        elif request.blueprint in REFUSED and inside.signed_in:
            raise Refused(Refusal.NOT_IN_TRAINING)
        elif request.endpoint == HOME:
            training = request_state().training
            assert training is not None, "`_go_in` has set it"
            answer_training_cases(training.box)


def _go_in(real: Session) -> bool:
    training = app_state().trainings.of(keys.token_hash(real.token))
    if training is None or not training.enter():
        return False
    request_state().training, request_state().beside = training, real
    return True


def leave_training(_: BaseException | None) -> None:
    """After a request: the training is free to be destroyed."""
    state = request_state()
    training, state.training, state.beside = state.training, None, None
    if training is not None:
        training.leave()

"""Leads a box that waits to be set up to its wizard, and a screen of the network that nobody enrolled to the door.

The wizard changes who this box is, so it answers on the machine itself only, and to whoever typed its one-time code. A
screen that nobody enrolled may type a code, and read how to trust the box; requests of this machine pass by.
"""

import ipaddress
from dataclasses import replace as copy_of

from flask import Response, abort, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from msgspec import Struct
from msgspec.structs import replace

from kiosk.crypto import keys
from kiosk.domain.language.words import Preferences
from kiosk.domain.screen.station import LAN_COOKIE, StationRole
from kiosk.domain.trail.journal_action import JournalAction
from kiosk.error_codes import Refusal
from kiosk.errors import Refused
from kiosk.http import form_tokens
from kiosk.process.lan_server import FROM_LAN
from kiosk.services.box import settings_file
from kiosk.services.box.box import Actor
from kiosk.services.lan import pairs
from kiosk.services.published import received
from kiosk.services.setup import first_start
from kiosk.services.setup.first_start import FirstStart
from kiosk.store.people import journal
from kiosk.web import session
from kiosk.web.pages import render_page
from kiosk.web.request_state import LanVisit, Station, app_state, request_state
from kiosk.words import languages

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
    """A template as a page in the language of `lang`, else of the browser's wishes, else of the site."""
    offered = session.box().settings.languages
    asked = request.args.get("lang", "")
    spoken = asked if asked in offered else request.accept_languages.best_match(offered) or offered[0]
    state = request_state()
    if state.session is not None:
        state.session = replace(state.session, preferences=Preferences(spoken))
    choices = [
        DoorLanguage(code, session.box().words(code).direction, languages.find_language_name(code), code == spoken)
        for code in offered
    ]
    return make_response(
        render_template(template, lan=app_state().lan, choices=choices, spoken=asked and spoken, **values),
        status,
    )


def require_first_start() -> FirstStart:
    """The wizard that is going on. Answers 404 where there is none."""
    start = app_state().first_start
    if start is None:
        abort(404)
    return start


def admit_browser() -> None:
    """Let this browser go on: its session is stored under a new id, which the wizard remembers."""
    session.ensure_session_stored()
    require_first_start().admitted.add(keys.token_hash(session.current_session().token))


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
    if not _at_the_machine():
        return render_page("setup/door/elsewhere.html", 403)
    if request.blueprint in (WIZARD_DOOR, *_COMFORT):
        return None
    if keys.token_hash(session.current_session().token) not in start.admitted:
        return redirect(url_for("door.show"), 303)
    return None if wizard else redirect(url_for("town_hall.redirect_to_setup_step"), 303)


def _at_the_machine() -> bool:
    try:
        here = ipaddress.ip_address(request.remote_addr or "").is_loopback
    except ValueError:
        return False
    return here and not any(header in request.headers for header in _PASSED_ON)


LAN_DOOR = "enrol.show"
TRUST = frozenset({"trust.show", "trust.serve_certificate"})
"""What anyone in the network may read: the certificate of the box's authority, and how to install it."""
_SHEETS = ("/static/css/", "/static/vendor/fonts/", "/static/vendor/icons.svg")
"""What the pages of the door look like: their sheets, letters and icons, and no other file."""
SECOND = frozenset(
    f"second_screen.{name}"
    for name in ("show", "state", "post_pairing", "post_answer_judgement", "post_screen_confirmation")
)
BY_ROLE = {StationRole.SECOND_SCREEN: SECOND | {"static_file"}}
"""The endpoints of a role that has few; a desk and a terminal have all, each with its own guards."""
HOME = {StationRole.SECOND_SCREEN: "second_screen.show"}
_NEVER = ("control", "arrival", "door", "town_hall", "first_mediator")
"""Blueprints that are this machine's alone: its commands, its screens' own tokens, its first start."""


def set_lan_open(opens: bool, actor: Actor) -> None:
    """Serve other screens from now on, or no more; at the next start too.

    Raises `Refused`: `not-supervisor` for who does not decide for the town hall; `not-in-training`; `lan-elsewhere` at
    a screen that would close the door behind itself; `port-taken`, and nothing is written then; what
    `settings_file.write_settings` raises.
    """
    state = app_state()
    box, switch = state.box, state.lan_switch
    if request_state().training:
        raise Refused(Refusal.NOT_IN_TRAINING)
    if not received.decides(box.store.read(), actor):
        raise Refused(Refusal.NOT_SUPERVISOR)
    if request_state().lan is not None:
        raise Refused(Refusal.LAN_ELSEWHERE)
    if opens and state.lan is None and switch is not None:
        state.lan = switch.open(box)
    settings_file.write_settings(box.settings.paths.settings, {"lan": "on" if opens else "off"})
    if not opens and switch is not None:
        state.lan = None
        switch.close()
    box.settings = copy_of(box.settings, lan="on" if opens else "off")
    with box.store.write() as db:
        action = JournalAction.LAN_OPENED if opens else JournalAction.LAN_CLOSED
        journal.insert_journal_line_by(db, box.clock.now(), action, actor, detail=str(box.settings.lan_port))


def send_lan_cookie(cookie: str) -> None:
    """Send this screen the cookie of the station that it has just become."""
    request_state().lan = LanVisit(next_cookie=cookie)


def check_lan() -> ResponseReturnValue | None:
    """What a screen of the local network gets instead of the page it asks for; None where it gets that."""
    if FROM_LAN not in request.environ:
        return None
    lan, settings = app_state().lan, session.box().settings
    if lan is None or not _is_of_the_house(request.remote_addr or ""):
        return Response(status=404)
    if not form_tokens.is_own_host(request.host, (lan.name, *settings.names), addresses=True):
        return Response(status=400)
    found = pairs.recognise(session.box(), request.cookies.get(LAN_COOKIE, ""))
    kept = found.station
    station = Station(kept.id, kept.role, kept.mm_per_px, kept.distance_mm) if kept else Station()
    request_state().lan = LanVisit(station, found.ended_why, found.next_cookie)
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
    return redirect(url_for(HOME[station.role]), 303)


def _is_sheet() -> bool:
    return request.endpoint == "static_file" and request.path.startswith(_SHEETS)


def _is_of_the_house(address: str) -> bool:
    """Whether it is an address of a private network: the box serves no other, whatever a router lets through."""
    try:
        return ipaddress.ip_address(address).is_private
    except ValueError:
        return False

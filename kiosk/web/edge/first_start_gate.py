"""While a box waits to be set up, leads every page to the wizard; once it is set up, there is no wizard any more.

The wizard changes who this box is, so it answers on the machine itself only, and to whoever typed its one-time code.
"""

import ipaddress

from flask import Flask, Response, abort, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from msgspec import Struct
from msgspec.structs import replace

from kiosk.crypto import keys
from kiosk.domain.language.words import Preferences
from kiosk.services.setup import first_start
from kiosk.services.setup.first_start import FirstStart
from kiosk.web.edge.pages import page
from kiosk.web.request import session
from kiosk.web.request.app_state import app_state
from kiosk.web.request.request_state import request_state
from kiosk.words import languages

WIZARD = ("town_hall", "first_mediator")
"""The screens of the wizard that ask for its code first."""
DOOR = "door"
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
        DoorLanguage(code, session.box().words(code).direction, languages.name(code), code == spoken)
        for code in offered
    ]
    return make_response(
        render_template(template, lan=app_state().lan, choices=choices, spoken=asked and spoken, **values),
        status,
    )


def install(app: Flask) -> None:
    """Check every request, after its session and its form token."""
    app.before_request(_lead)


def running() -> FirstStart:
    """The wizard that is going on. Answers 404 where there is none."""
    start = app_state().first_start
    if start is None:
        abort(404)
    return start


def admit() -> None:
    """Let this browser go on: its session is stored under a new id, which the wizard remembers."""
    session.ensure_stored()
    running().admitted.add(keys.token_hash(session.current().token))


def take_settings() -> None:
    """Let the running box be what its settings file now says."""
    state = app_state()
    changed = first_start.reread(state.box)
    if changed is not state.box:
        state.box = request_state().served = changed


def finish() -> None:
    """The box is set up: from now on it serves everything, prints and sends, and has no wizard."""
    state, start = app_state(), running()
    with start.turn:
        if state.first_start is not None:
            state.first_start = None
            state.begin_work()
            start.end()


def _lead() -> ResponseReturnValue | None:
    wizard = request.blueprint in (*WIZARD, DOOR)
    start = app_state().first_start
    if start is not None and request.endpoint not in _ALWAYS:
        take_settings()
        if not first_start.is_awaited(app_state().box):
            finish()
            start = None
    if start is None:
        return abort(404) if wizard else None
    if request.endpoint in _ALWAYS or request.blueprint == "control":
        return None
    if not _at_the_machine():
        return page("setup/door/elsewhere.html", 403)
    if request.blueprint in (DOOR, *_COMFORT):
        return None
    if keys.token_hash(session.current().token) not in start.admitted:
        return redirect(url_for("door.show"), 303)
    return None if wizard else redirect(url_for("town_hall.begin"), 303)


def _at_the_machine() -> bool:
    try:
        here = ipaddress.ip_address(request.remote_addr or "").is_loopback
    except ValueError:
        return False
    return here and not any(header in request.headers for header in _PASSED_ON)

"""Pages for screens that are no station yet: in a language of theirs, without a script, a session or anybody's name."""

from flask import Response, make_response, render_template, request
from msgspec import Struct
from msgspec.structs import replace

from kiosk.domain.language.preferences import Preferences
from kiosk.web.request import session
from kiosk.web.request.app_state import app_state
from kiosk.web.request.request_state import request_state
from kiosk.words import languages


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
    state, visit = request_state(), request_state().lan
    if state.session is not None:
        state.session = replace(state.session, preferences=Preferences(spoken))
    choices = [
        DoorLanguage(code, session.box().words(code).direction, languages.name(code), code == spoken)
        for code in offered
    ]
    plain = visit is not None and visit.plain
    return make_response(
        render_template(template, lan=app_state().lan, plain=plain, choices=choices, spoken=asked and spoken, **values),
        status,
    )

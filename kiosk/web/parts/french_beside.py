"""French at the desk for who helps somebody in another language: beside their words, or alone in what is for staff."""

from collections.abc import Callable

from flask import Flask
from markupsafe import Markup

from kiosk.domain.language.spelling import Text
from kiosk.web.request import session
from kiosk.web.request.page_languages import their_words
from kiosk.web.request.request_state import request_state
from kiosk.words.languages import FRENCH
from kiosk.words.words import CLOSES, OPENS


def install(app: Flask) -> None:
    """Give templates `beside(text)`, `code_beside(context, code)` and this module's calls."""
    app.jinja_env.globals.update(
        beside=beside,
        code_beside=code_beside,
        with_french=with_french,
        in_french=in_french,
        in_their_language=in_their_language,
    )


def is_needed() -> bool:
    """Whether a mediator is at this screen, and the page is not in French."""
    current = session.current_or_none()
    helped = current is not None and current.signed_in and current.preferences.language != FRENCH
    return helped and not request_state().for_staff


def beside(text: Text) -> Markup:
    """The French of a procedure's text; "" where it is not needed, or where the text is French already."""
    return _element(session.words().french(text)) if is_needed() else Markup()


def code_beside(context: str, code: str) -> Markup:
    """The French words for a code; "" where they are not needed."""
    translated = is_needed() and session.words().has(context, code)
    return _element(session.box().words().code(context, code)) if translated else Markup()


def said_beside(french: str) -> str:
    """The given French words as an element; "" where they are not needed."""
    return french if is_needed() else ""


def with_french(caller: Callable[[], Markup]) -> Markup:
    """What a `{% call %}` says in the citizen's language, with the French beside it where a mediator needs it.

    For what both press: « Continuer », « Retour ».
    """
    said = caller()
    if not is_needed():
        return said
    french = str(_in_part(caller, staff=True)).replace(OPENS, "").replace(CLOSES, "")
    return said + _element(french)


def in_french(caller: Callable[[], Markup]) -> Markup:
    """A part of a citizen's page that is for staff alone, in a `{% call %}`: French where a mediator works, also
    while their screen is turned to the citizen.
    """
    state = request_state()
    current = None if state.for_staff else state.session
    served = current is not None and current.mediator_id and current.preferences.language != FRENCH
    return _in_part(caller, staff=True) if served else caller()


def _in_part(caller: Callable[[], Markup], staff: bool) -> Markup:
    state = request_state()
    before = state.staff_part
    state.staff_part = staff
    try:
        return caller()
    finally:
        state.staff_part = before


def in_their_language(caller: Callable[[], Markup]) -> Markup:
    """A part of a page for staff that the citizen reads, in a `{% call %}`: in their language."""
    state, words = request_state(), their_words()
    if not state.for_staff or words.language == FRENCH:
        return caller()
    state.for_staff = False
    try:
        said = caller()
    finally:
        state.for_staff = True
    return Markup('<div class="stack" lang="{}" dir="{}">{}</div>').format(words.language, words.direction, said)


def _element(french: str) -> Markup:
    return Markup(' <span class="french-beside" lang="fr" dir="ltr">{}</span>').format(french) if french else Markup()

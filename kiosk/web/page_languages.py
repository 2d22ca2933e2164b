"""The language of a page, the translated sentences that its templates use, and French beside them at the desk."""

from collections.abc import Callable
from pathlib import Path

from flask import Flask
from flask_babel import Babel, Domain
from markupsafe import Markup

from kiosk.domain.language.spelling import CLOSES, OPENS, Text
from kiosk.error_codes import Refusal
from kiosk.errors import Refused
from kiosk.web import session
from kiosk.web.request_state import request_state, state_of
from kiosk.words import languages
from kiosk.words.languages import FRENCH, Catalogue, InFrench
from kiosk.words.words import Words

PLAIN = "plain"
"""« Français facile »: French with the plain variants of the procedures."""
_OURS, _FOREIGN = InFrench(), InFrench(OPENS, CLOSES)


def install_translations(app: Flask) -> None:
    """Set up translation: templates are written in French; every other language is a folder of catalogues, shipped or
    the town hall's own.

    Raises `Refused`: `bad-setting` for a language that has no folder, or that Babel does not know.
    """
    settings = state_of(app).box.settings
    own = settings.paths.translations
    available = languages.list_languages(own)
    for code in settings.languages:
        if code not in available or not languages.find_language_name(code):
            raise Refused(Refusal.BAD_SETTING, name="languages", value=code)
    Babel(app, default_locale=FRENCH, locale_selector=page_language).domain_instance = Sentences(own)


class Sentences(Domain):  # type: ignore[misc]  # the library has no types
    """Flask-Babel's domain: the town hall's own catalogue, then ours, then the French, marked on pages of another
    language; staff parts are French.
    """

    def __init__(self, own: Path) -> None:
        super().__init__()
        self._own = own

    def get_translations(self) -> Catalogue:
        """The catalogue of the page, whose fallback is the French.

        Flask-Babel merges catalogues instead: with a folder that has none, it counts plurals as English does.
        """
        french = _OURS if page_language() == FRENCH else _FOREIGN
        if request_state().staff_part:
            return french
        return languages.load_word_catalogue(page_language(), "messages", self._own, french)


def page_language() -> str:
    state = request_state()
    if state.for_staff:
        return FRENCH
    return state.session.preferences.language if state.session else session.box().settings.languages[0]


def show_to_staff() -> None:
    """Make this request's page one for those who work here: in French, whatever language a citizen chose."""
    request_state().for_staff = True


def their_words() -> Words:
    """The words in the language and level of the person in front of the screen, on whatever page."""
    theirs = session.current_session().preferences
    return session.box().words(theirs.language, theirs.plain)


def show_to_mediator() -> None:
    """Make this request's page of a case a mediator's, if one is signed in: in French, the person's language beside."""
    request_state().for_staff = request_state().for_staff or session.current_session().signed_in


def _is_helped() -> bool:
    """Whether a mediator is at this screen with a person who reads another language."""
    current = request_state().session
    return current is not None and current.signed_in and current.preferences.language != FRENCH


def is_french_needed() -> bool:
    """Whether a mediator is at this screen, and the page is not in French."""
    return _is_helped() and not request_state().for_staff


def _words_beside() -> Words | None:
    """What stands beside the words of a page: the person's on a mediator's page, French on the person's; None where
    one language is enough.
    """
    if not _is_helped():
        return None
    return their_words() if request_state().for_staff else session.box().staff_words


def text_beside(text: Text) -> Markup:
    """A procedure's text in the other language of the page; "" where there is none, or no translation."""
    beside = _words_beside()
    if not text or beside is None or not (beside if beside.language != FRENCH else session.page_words()).has_text(text):
        return Markup()
    return _element(beside.text(text), beside)


def code_beside(context: str, code: str) -> Markup:
    """The words for a code in the other language of the page; "" where there is none, or no translation."""
    beside = _words_beside()
    if beside is None or not (beside if beside.language != FRENCH else session.page_words()).has(context, code):
        return Markup()
    return _element(beside.code(context, code), beside)


def said_beside(say: Callable[[Words], str]) -> Markup:
    """What `say` makes of the other language of the page; "" where there is none."""
    beside = _words_beside()
    return _element(say(beside), beside) if beside else Markup()


def with_french(caller: Callable[[], Markup]) -> Markup:
    """What a `{% call %}` says in the citizen's language, with the French beside it where a mediator needs it.

    For what both press: « Continuer », « Retour ».
    """
    said = caller()
    if not is_french_needed():
        return said
    french = str(_in_part(caller, staff=True)).replace(OPENS, "").replace(CLOSES, "")
    return said + _element(french, session.box().words())


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


def _element(said: str, words: Words) -> Markup:
    if not said:
        return Markup()
    element = Markup(' <span class="said-beside" lang="{}" dir="{}">{}</span>')
    return element.format(words.language, words.direction, said)

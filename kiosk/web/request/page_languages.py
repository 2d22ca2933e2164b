"""The language of a page, and the translated sentences that its templates use."""

from pathlib import Path

from flask import Flask
from flask_babel import Babel, Domain

from kiosk.error_codes import Refusal
from kiosk.errors import Refused
from kiosk.web.request import session
from kiosk.web.request.request_state import request_state
from kiosk.words import languages
from kiosk.words.languages import FRENCH, Catalogue, InFrench
from kiosk.words.words import CLOSES, OPENS, Words

PLAIN = "plain"
"""« Français facile »: French with the plain variants of the procedures."""
_OURS, _FOREIGN = InFrench(), InFrench(OPENS, CLOSES)


def install(app: Flask) -> None:
    """Set up translation: templates are written in French; every other language is a folder of catalogues, shipped or
    the town hall's own.

    Raises `Refused`: `bad-setting` for a language that has no folder, or that Babel does not know.
    """
    settings = session.box_of(app).settings
    own = settings.paths.translations
    available = languages.spoken(own)
    for code in settings.languages:
        if code not in available or not languages.name(code):
            raise Refused(Refusal.BAD_SETTING, name="languages", value=code)
    Babel(app, default_locale=FRENCH, locale_selector=language).domain_instance = Sentences(own)
    app.context_processor(_speaking)


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
        french = _OURS if language() == FRENCH else _FOREIGN
        if request_state().staff_part:
            return french
        return languages.catalogue(language(), "messages", self._own, french)


def language() -> str:
    """The language of the page."""
    state = request_state()
    if state.for_staff:
        return FRENCH
    return state.session.preferences.language if state.session else session.box().settings.languages[0]


def show_to_staff() -> None:
    """Make this request's page one for those who work here: in French, whatever language a citizen chose."""
    request_state().for_staff = True


def their_words() -> Words:
    """The words in the language and level of the person in front of the screen, on whatever page."""
    theirs = session.current().preferences
    return session.box().words(theirs.language, theirs.plain)


def _speaking() -> dict[str, object]:
    known = session.current_or_none()
    words = session.words().marked if known else Words()
    comfort = known.comfort.written if known else ""
    return {
        "words": words,
        "language": words.language,
        "direction": words.direction,
        "comfort": comfort,
        "unreviewed": languages.unreviewed(words.language, words.own),
    }

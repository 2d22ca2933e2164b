"""Which language a page is in, and the words its templates use."""

from typing import Any

from flask import Flask, g
from flask_babel import Babel, force_locale, get_translations
from markupsafe import Markup

from kiosk.errors import Refused
from kiosk.web import session
from kiosk.words import Words, folder

NAMES = {"fr": "Français", "en": "English", "ar": "العربية", "uk": "Українська", "es": "Español", "pt": "Português"}
"""Each language in its own name, which needs no translation."""
PLAIN = "plain"
"""« Français facile »: French with the plain variants of the procedures."""
_catalogues: dict[str, Any] = {}
_said: dict[tuple[str, str], Markup] = {}
"""Sentences of templates without a value in them, each made once for each language."""


def install(app: Flask) -> None:
    """French is the language of the templates; every other one is a catalogue.

    Raises `Refused("bad-setting")` for a language that this build does not speak.
    """
    for language in session.box_of(app).settings.languages:
        if language not in NAMES:
            raise Refused("bad-setting", name="languages", value=language)
    app.config["BABEL_TRANSLATION_DIRECTORIES"] = str(folder())
    app.config["BABEL_DEFAULT_LOCALE"] = "fr"
    Babel(app, locale_selector=language)
    app.jinja_env.globals.update(_=_gettext, gettext=_gettext, ngettext=_ngettext)
    app.context_processor(_speaking)


def _gettext(sentence: str, /, **values: Any) -> Markup:
    """A sentence of a template in the language of the page; values are escaped, the sentence is ours.

    A plain function: Jinja's looks for itself, its context and the catalogue at every sentence, a tenth of a page.
    """
    if values:
        return _filled(_catalogue().ugettext(sentence), values)
    key = (language(), sentence)
    if key not in _said:
        _said[key] = _filled(_catalogue().ugettext(sentence), values)
    return _said[key]


def _ngettext(one: str, many: str, number: int, /, **values: Any) -> Markup:
    """A sentence about a number of things, `%(num)s` in it.

    Where it is still French, zero of a thing is singular (gettext counts as English does).
    """
    found = _catalogue().ungettext(one, many, number)
    return _filled(one if found == many and number < 2 else found, {"num": number, **values})


def _filled(sentence: str, values: dict[str, Any]) -> Markup:
    return Markup(sentence) % values if values or "%" in sentence else Markup(sentence)  # nosec B704: our translation; values are escaped


def _catalogue() -> Any:
    """Flask-Babel's catalogue of the language of the page, looked for once in the life of the process."""
    spoken = language()
    if spoken not in _catalogues:
        with force_locale(spoken):
            _catalogues[spoken] = get_translations()
    return _catalogues[spoken]


def language() -> str:
    """The language of the page."""
    found = g.get("session")
    return found.preferences.language if found else session.box().settings.languages[0]


def _speaking() -> dict[str, Any]:
    words = session.words() if "session" in g else Words()
    comfort = session.current().comfort.written if "session" in g else ""
    return {"words": words, "language": words.language, "direction": words.direction, "comfort": comfort}

"""Which language a page is in, and the words its templates use."""

from typing import Any

from flask import Flask, g
from flask_babel import Babel, get_translations

from kiosk.errors import Refused
from kiosk.web import session
from kiosk.words import Words, folder

NAMES = {"fr": "Français", "en": "English", "ar": "العربية", "uk": "Українська", "es": "Español", "pt": "Português"}
"""Each language in its own name, which needs no translation."""
PLAIN = "plain"
"""« Français facile »: French with the plain variants of the procedures."""


def install(app: Flask) -> None:
    """French is the language of the templates; every other one is a catalogue.

    Raises `Refused("bad-setting")` for a language that this build does not speak.
    """
    for language in session.box_of(app).settings.languages:
        if language not in NAMES:
            raise Refused("bad-setting", name="languages", value=language)
    app.config["BABEL_TRANSLATION_DIRECTORIES"] = str(folder())
    app.config["BABEL_DEFAULT_LOCALE"] = "fr"
    Babel(app, locale_selector=_language)
    app.jinja_env.install_gettext_callables(
        lambda text: get_translations().ugettext(text), _plural, newstyle=True,
    )  # fmt: skip
    app.context_processor(_speaking)


def _plural(one: str, many: str, number: int) -> str:
    """Where a sentence is still French, zero of a thing is singular (gettext counts as English does)."""
    found = get_translations().ungettext(one, many, number)
    return one if found == many and number < 2 else found


def _language() -> str:
    found = g.get("session")
    return found.preferences.language if found else session.box().settings.languages[0]


def _speaking() -> dict[str, Any]:
    words = session.words() if "session" in g else Words()
    return {"words": words, "language": words.language, "direction": words.direction}

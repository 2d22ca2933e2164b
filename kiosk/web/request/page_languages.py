"""Which language a page is in, and the words its templates use."""

from typing import Any

from flask import Flask, g
from flask_babel import Babel
from markupsafe import Markup

from kiosk.errors import Refused
from kiosk.web.request import session
from kiosk.words import languages
from kiosk.words.languages import FRENCH, Catalogue
from kiosk.words.words import CLOSES, OPENS, Words

PLAIN = "plain"
"""« Français facile »: French with the plain variants of the procedures."""


def install(app: Flask) -> None:
    """French is the language of the templates; every other one is a folder of catalogues, ours or the town hall's own.

    Raises `Refused("bad-setting")` for a language that has no folder, or that Babel does not know.
    """
    settings = session.box_of(app).settings
    known = languages.spoken(settings.paths.translations)
    for each in settings.languages:
        if each not in known or not languages.name(each):
            raise Refused("bad-setting", name="languages", value=each)
    app.config["BABEL_TRANSLATION_DIRECTORIES"] = f"{languages.folder()};{settings.paths.translations}"
    app.config["BABEL_DEFAULT_LOCALE"] = FRENCH
    Babel(app, locale_selector=language)
    sentences = Sentences()
    app.jinja_env.globals.update(_=sentences.say, gettext=sentences.say, ngettext=sentences.count)
    app.context_processor(_speaking)


class Sentences:
    """The French sentences of templates, in the language of the page; French ones that stand in for others are marked.

    Plain methods: Jinja's own looks for itself, its context and the catalogue at every sentence, a tenth of a page.
    """

    def __init__(self) -> None:
        self._catalogues: dict[str, Catalogue] = {}
        self._said: dict[tuple[str, str], Markup] = {}

    def say(self, sentence: str, /, **values: Any) -> Markup:
        """One sentence; values are escaped, the sentence is ours. Without values it is made once for each language."""
        if values:
            return self._made(language(), sentence, values)
        key = (language(), sentence)
        if key not in self._said:
            self._said[key] = self._made(*key, values)
        return self._said[key]

    def count(self, one: str, many: str, number: int, /, **values: Any) -> Markup:
        """A sentence about a number of things, `%(num)s` in it.

        Where it is still French, zero of a thing is singular (gettext counts as English does).
        """
        spoken = language()
        found = self._catalogue(spoken).ungettext(one, many, number)
        if not found or found in (one, many):
            found = _french(one if number < 2 else many, spoken)
        return _filled(found, {"num": number, **values})

    def _made(self, spoken: str, sentence: str, values: dict[str, Any]) -> Markup:
        found = self._catalogue(spoken).ugettext(sentence)
        return _filled(found or _french(sentence, spoken), values)

    def _catalogue(self, spoken: str) -> Catalogue:
        """The catalogue of a language, looked for once; what it lacks is "".

        Not Flask-Babel's: of a catalogue that it merges with a folder that has none, it counts as English does.
        """
        if spoken not in self._catalogues:
            own = session.box().settings.paths.translations
            self._catalogues[spoken] = languages.catalogue(spoken, "messages", own)
        return self._catalogues[spoken]


def _french(sentence: str, spoken: str) -> str:
    return sentence if spoken == FRENCH else f"{OPENS}{sentence}{CLOSES}"


def _filled(sentence: str, values: dict[str, Any]) -> Markup:
    return Markup(sentence) % values if values or "%" in sentence else Markup(sentence)  # nosec B704: our translation; values are escaped


def language() -> str:
    """The language of the page."""
    found = g.get("session")
    return found.preferences.language if found else session.box().settings.languages[0]


def _speaking() -> dict[str, Any]:
    words = session.words().marked if "session" in g else Words()
    comfort = session.current().comfort.written if "session" in g else ""
    return {
        "words": words,
        "language": words.language,
        "direction": words.direction,
        "comfort": comfort,
        "unreviewed": languages.unreviewed(words.language, words.own),
    }

"""The language of a page, and the translated sentences that its templates use."""

from flask import Flask
from flask_babel import Babel, Domain
from markupsafe import Markup

from kiosk.error_codes import Refusal
from kiosk.errors import Refused
from kiosk.web.request import session
from kiosk.web.request.request_state import RequestState, request_state
from kiosk.words import languages
from kiosk.words.languages import FRENCH, Catalogue
from kiosk.words.words import CLOSES, OPENS, Words

PLAIN = "plain"
"""« Français facile »: French with the plain variants of the procedures."""


def install(app: Flask) -> None:
    """Set up translation: templates are written in French; every other language is a folder of catalogues, shipped or
    the town hall's own.

    Raises `Refused`: `bad-setting` for a language that has no folder, or that Babel does not know.
    """
    settings = session.box_of(app).settings
    available = languages.spoken(settings.paths.translations)
    for code in settings.languages:
        if code not in available or not languages.name(code):
            raise Refused(Refusal.BAD_SETTING, name="languages", value=code)
    sentences = PageBabel(app, default_locale=FRENCH, locale_selector=language).domain_instance
    app.jinja_env.globals.update(_=sentences.gettext, gettext=sentences.gettext, ngettext=sentences.ngettext)
    app.context_processor(_speaking)


class Sentences(Domain):  # type: ignore[misc]  # the library has no types
    """Translates the French sentences of templates into the language of the page; sentences left in French are marked.

    It is Flask-Babel's domain for all of the application. Templates call its methods without Jinja's own gettext
    between, which looks up itself, its context and the catalogue at every sentence: a tenth of the time of a page.
    """

    def __init__(self) -> None:
        super().__init__(domain="messages")

    def get_translations(self) -> Catalogue:
        """The catalogue of the language that the locale selector gives, for whatever asks Flask-Babel."""
        return self._catalogue(language())

    def gettext(self, sentence: str, /, **values: object) -> Markup:
        """One sentence in the language of the page; values are escaped, the sentence is ours."""
        state = request_state()
        spoken = _language(state)
        if state.staff_part:
            return _filled(_french(sentence, spoken), values)
        translated = self._catalogue(spoken).ugettext(sentence)
        return _filled(translated or _french(sentence, spoken), values)

    def ngettext(self, singular: str, plural: str, number: int, /, **values: object) -> Markup:
        """A sentence about a number of things, with `%(num)s` in it.

        Where it is still French, zero is singular (gettext counts as English does).
        """
        spoken = language()
        translated = "" if request_state().staff_part else self._catalogue(spoken).ungettext(singular, plural, number)
        if not translated or translated in (singular, plural):
            translated = _french(singular if number < 2 else plural, spoken)
        return _filled(translated, {"num": number, **values})

    def _catalogue(self, spoken: str) -> Catalogue:
        """The catalogue of a language, cached; what it lacks is "".

        Not read as Flask-Babel reads it: of a catalogue that it merges with a folder that has none, it counts plurals
        as English does.
        """
        if spoken not in self.cache:
            own = session.box().settings.paths.translations
            self.cache[spoken] = languages.catalogue(spoken, "messages", own)
        found: Catalogue = self.cache[spoken]
        return found


class PageBabel(Babel):  # type: ignore[misc]  # the library has no types
    """Flask-Babel with one domain for all requests of an application."""

    def __init__(self, *given: object, **named: object) -> None:
        self._sentences = Sentences()
        super().__init__(*given, **named)

    @property
    def domain_instance(self) -> Sentences:
        """The domain that every request translates with."""
        return self._sentences


def _french(sentence: str, spoken: str) -> str:
    return sentence if spoken == FRENCH else f"{OPENS}{sentence}{CLOSES}"


def _filled(sentence: str, values: dict[str, object]) -> Markup:
    return Markup(sentence) % values if values or "%" in sentence else Markup(sentence)  # nosec B704: our translation; values are escaped


def language() -> str:
    """The language of the page."""
    return _language(request_state())


def _language(state: RequestState) -> str:
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

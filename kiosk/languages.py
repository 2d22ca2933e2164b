"""The languages there are: a folder of catalogues each, shipped or a town hall's own; the rest Babel knows.

A catalogue says of itself who read it over, in a comment at its head: `# X-Reviewed-By: …`. In a comment, since Babel
leaves out every header field that it does not know.
"""

import re
from collections.abc import Iterator
from functools import cache
from gettext import GNUTranslations
from importlib.resources import as_file, files
from pathlib import Path

from babel import Locale, UnknownLocaleError
from babel.core import get_global
from babel.support import NullTranslations, Translations

FRENCH = "fr"
"""What templates and procedure files are written in."""
DOMAINS = ("messages", "words", "procedures")
"""The sentences of the templates, the words for codes, the texts of the procedure files."""
NOWHERE = Path()
"""The place of a town hall that has no catalogues of its own."""
_REVIEWED = re.compile(r"^#\s*X-Reviewed-By:[ \t]*(\S.*)?$", re.MULTILINE)
_HEAD_BYTES = 2000


@cache
def folder() -> Path:
    """The translations folder, as a path on the disk (the wheel is installed unpacked)."""
    with as_file(files("kiosk.translations")) as path:
        return path


def spoken(own: Path = NOWHERE) -> tuple[str, ...]:
    """Every language that has a folder, here or among a town hall's `own`; French first."""
    found = {path.parent.name for place in _places(own) for path in place.glob("*/LC_MESSAGES")}
    return (FRENCH, *sorted(found - {FRENCH}))


@cache
def name(language: str) -> str:
    """In the language itself: « Français », « العربية »; "" for what is no language."""
    found = _locale(language)
    said = found.get_display_name() if found else ""
    return said[:1].upper() + said[1:] if said else ""


@cache
def name_in(language: str, reader: str) -> str:
    """In the language of a reader, as it stands in a sentence: « arabe »; its code where Babel has no word for it."""
    found = _locale(reader)
    return str(found.languages.get(language, language)) if found else language


@cache
def direction(language: str) -> str:
    """`rtl` or `ltr`."""
    found = _locale(language)
    return str(found.text_direction) if found else "ltr"


@cache
def is_latin(language: str) -> bool:
    """Whether it is written in Latin letters, as civil status is (CLDR's likely subtags)."""
    likely = str(get_global("likely_subtags").get(language, ""))
    return "_" not in likely or likely.split("_")[1] == "Latn"


@cache
def reviewed(language: str, domain: str, own: Path = NOWHERE) -> bool:
    """Whether somebody who speaks the language has read this catalogue over; French is the source itself."""
    if language == FRENCH and domain != "words":
        return True
    return all(is_read_over(po) for po in _catalogues(language, domain, own))


def unreviewed(language: str, own: Path = NOWHERE) -> bool:
    """Whether a person who chooses this language should know that nobody has read it over yet."""
    return not all(reviewed(language, domain, own) for domain in DOMAINS)


@cache
def catalogue(language: str, domain: str, own: Path = NOWHERE) -> NullTranslations:
    """One compiled catalogue, a town hall's own words before ours; what it lacks is "", never the key."""
    found: NullTranslations = Nothing()
    for place in _places(own):
        loaded = Translations.load(str(place), [language], domain)
        if isinstance(loaded, GNUTranslations):
            loaded.add_fallback(found)
            found = loaded
    return found


class Nothing(NullTranslations):
    """What says nothing, so that a missing translation is not taken for one that looks like its key."""

    def gettext(self, message: str) -> str:
        return ""

    def pgettext(self, context: str, message: str) -> str:
        return ""

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return ""

    ugettext, upgettext, ungettext = gettext, pgettext, ngettext


def _places(own: Path) -> Iterator[Path]:
    yield folder()
    if own != NOWHERE:
        yield own


def _catalogues(language: str, domain: str, own: Path) -> list[Path]:
    paths = (place / language / "LC_MESSAGES" / f"{domain}.po" for place in _places(own))
    return [path for path in paths if path.is_file()]


def is_read_over(po: Path) -> bool:
    """Whether a catalogue names who has reviewed it."""
    with po.open("rb") as source:
        head = source.read(_HEAD_BYTES).decode("utf-8", "replace").partition('msgstr ""')[0]
    found = _REVIEWED.search(head)
    return bool(found and found[1])


def _locale(language: str) -> Locale | None:
    try:
        return Locale.parse(language)
    except (UnknownLocaleError, ValueError):
        return None

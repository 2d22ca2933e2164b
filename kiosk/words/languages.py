"""The available languages: one folder of catalogues each, shipped or a town hall's own.

A catalogue names its reviewer in a comment at its head: `# X-Reviewed-By: …`. It is a comment because Babel drops
header fields that it does not know.
"""

import re
from collections.abc import Iterator, Mapping
from functools import cache
from gettext import GNUTranslations
from importlib.resources import as_file, files
from pathlib import Path
from typing import Literal

from babel import Locale, UnknownLocaleError
from babel.core import get_global
from babel.support import NullTranslations, Translations

FRENCH = "fr"
"""What templates and procedure files are written in."""
DOMAINS = ("messages", "words", "procedures")
"""The sentences of the templates, the words for codes, the texts of the procedure files."""
Catalogue = NullTranslations
"""The compiled sentences of one language."""
NOWHERE = Path()
"""The `own` folder of a town hall that has no catalogues of its own."""
_REGIONS = {"en": "en_GB"}
"""Whose dates and hours go with our sentences, where a language has several: « 24 November 2026 », « 14:05 »."""
_VARIABLES = ("LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG")
"""Environment variables that name a language, the strongest first (GNU gettext, « Locale Environment Variables »)."""
_REVIEWED = re.compile(r"^#\s*X-Reviewed-By:[ \t]*(\S.*)?$", re.MULTILINE)
_HEAD_BYTES = 2000


@cache
def find_translations_folder() -> Path:
    """The translations folder, as a path on the disk (the wheel is installed unpacked)."""
    with as_file(files("kiosk.translations")) as path:
        return path


def list_languages(own: Path = NOWHERE) -> tuple[str, ...]:
    """Every language that has a folder, here or among a town hall's `own`; French first."""
    codes = {path.parent.name for place in _places(own) for path in place.glob("*/LC_MESSAGES")}
    return (FRENCH, *sorted(codes - {FRENCH}))


def find_environment_language(environment: Mapping[str, str]) -> str:
    """The language of who types commands: `en` where the strongest variable that is set names English, else `fr`."""
    named = next((environment[variable] for variable in _VARIABLES if environment.get(variable)), "")
    return "en" if named.lower().startswith("en") else FRENCH


@cache
def find_locale(language: str) -> Locale | None:
    """The language's days, months, numbers and names; None where Babel does not know the language."""
    try:
        return Locale.parse(_REGIONS.get(language, language))
    except (UnknownLocaleError, ValueError):
        return None


@cache
def find_language_name(language: str) -> str:
    """The name of a language in that language: « Français », « العربية »; "" if it is unknown."""
    known = find_locale(language)
    own_name = (known.languages.get(language) or known.get_display_name()) if known else ""
    return own_name[:1].upper() + own_name[1:] if own_name else ""


@cache
def find_name_in_language(language: str, reader: str) -> str:
    """The name of a language in the reader's language: « arabe »; its code if Babel has no name for it."""
    known = find_locale(reader)
    return str(known.languages.get(language, language)) if known else language


@cache
def find_direction(language: str) -> Literal["ltr", "rtl"]:
    """`rtl` or `ltr`."""
    known = find_locale(language)
    return "rtl" if known and known.text_direction == "rtl" else "ltr"


@cache
def is_latin(language: str) -> bool:
    """Whether it is written in Latin letters, as civil status is (CLDR's likely subtags)."""
    likely = str(get_global("likely_subtags").get(language, ""))
    return "_" not in likely or likely.split("_")[1] == "Latn"


@cache
def is_catalogue_reviewed(language: str, domain: str, own: Path = NOWHERE) -> bool:
    """Whether a speaker has reviewed this catalogue; French is the source itself, except for `words`."""
    if language == FRENCH and domain != "words":
        return True
    paths = (place / language / "LC_MESSAGES" / f"{domain}.po" for place in _places(own))
    return all(is_read_over(po) for po in paths if po.is_file())


@cache
def has_unreviewed_catalogue(language: str, own: Path = NOWHERE) -> bool:
    """Whether a catalogue of this language has not been reviewed yet, so that its reader should be told."""
    return not all(is_catalogue_reviewed(language, domain, own) for domain in DOMAINS)


@cache
def load_word_catalogue(language: str, domain: str, own: Path = NOWHERE, lacking: Catalogue | None = None) -> Catalogue:
    """One compiled catalogue, the town hall's own words before ours; a missing translation is asked of `lacking`, or is
    "", never the key."""
    chain: Catalogue = lacking or _EmptyCatalogue()
    for place in _places(own):
        loaded = Translations.load(str(place), [language], domain)
        if isinstance(loaded, GNUTranslations):
            loaded.add_fallback(chain)
            chain = loaded
    return chain


@cache
def list_codes(context: str) -> tuple[str, ...]:
    """The codes of a context that have words in French, in alphabetical order."""
    return tuple(code for group, code in all_codes() if group == context)


@cache
def all_codes() -> tuple[tuple[str, str], ...]:
    """Every code that has words in French, after its context, in alphabetical order."""
    keys = (key.partition("\x04") for key in _entries(FRENCH, "words", NOWHERE))
    return tuple(sorted((context, code) for context, _, code in keys if code))


def list_template_sentences(language: str, own: Path = NOWHERE) -> list[str]:
    """Every sentence of the templates in a language, each form of a plural one; only what is translated."""
    theirs = _entries(language, "messages", own)
    if language != FRENCH:
        return [text for text in theirs.values() if text]
    shipped = (name for code in list_languages() for name in _entries(code, "messages", NOWHERE))
    return [*dict.fromkeys(name.partition("\x00")[0] for name in shipped), *theirs.values()]


def _entries(language: str, domain: str, own: Path) -> dict[str, str]:
    loaded: Catalogue | None = load_word_catalogue(language, domain, own)
    entries: dict[str, str] = {}
    while loaded is not None:
        # gettext gives no other way to list what a catalogue has.
        for key, text in vars(loaded).get("_catalog", {}).items():
            name = key if isinstance(key, str) else f"{key[0]}\x00{key[1]}"
            if name:
                entries.setdefault(name, text)
        loaded = vars(loaded).get("_fallback")
    return entries


class _EmptyCatalogue(NullTranslations):
    """An empty catalogue: a missing translation is "", so that it cannot be mistaken for one equal to its key."""

    def gettext(self, message: str) -> str:
        return ""

    def pgettext(self, context: str, message: str) -> str:
        return ""

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return ""

    ugettext, upgettext, ungettext = gettext, pgettext, ngettext


class InFrench(NullTranslations):
    """The French sentences of the templates, between `opens` and `closes`: what is not translated."""

    def __init__(self, opens: str = "", closes: str = "") -> None:
        super().__init__()
        self._opens, self._closes = opens, closes

    def gettext(self, message: str) -> str:
        return f"{self._opens}{message}{self._closes}"

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return self.gettext(msgid1 if n < 2 else msgid2)  # in French zero is singular

    ugettext, ungettext = gettext, ngettext


def _places(own: Path) -> Iterator[Path]:
    yield find_translations_folder()
    if own != NOWHERE:
        yield own


def is_read_over(po: Path) -> bool:
    with po.open("rb") as source:
        head = source.read(_HEAD_BYTES).decode("utf-8", "replace").partition('msgstr ""')[0]
    match = _REVIEWED.search(head)
    return bool(match and match[1])

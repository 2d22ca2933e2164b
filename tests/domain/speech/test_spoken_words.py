"""The words that only speech says, in every language."""

import re

from scripts.source import files
from tests.words.catalogues import LANGUAGES, translated
from tests.words.spoken_words import SPOKEN_WORDS

SAID = re.compile(r"""\bwords\.(\w+)|["']([\w-]+)["']""")
NAMED = re.compile(r"""\bwords(?:\.(\w+)|\??\.?\[["']([\w-]+)["']\])""")


def test_each_language_says_every_word_with_its_hole() -> None:
    for language in LANGUAGES:
        said = {
            code: forms[0] for (context, code), forms in translated(language, "words").items() if context == "speech"
        }
        french = {code: forms[0] for (context, code), forms in translated("fr", "words").items() if context == "speech"}
        assert not set(SPOKEN_WORDS) - said.keys()
        assert not [code for code in said if said[code].count("{}") != french[code].count("{}")]


def test_no_word_is_translated_that_nothing_says() -> None:
    """A state is named where the page's own are told (`utterances.js`), everything else where it is said."""
    sources = [*files("static/js/speech", ".js"), *files("kiosk/screens/arriving", ".py")]
    named = {dotted or quoted for path in sources for dotted, quoted in SAID.findall(path.read_text("utf-8"))}
    assert not set(SPOKEN_WORDS) - named


def test_what_a_page_asks_for_by_its_name_has_words() -> None:
    """A word that is missing would be silence for who hears alone."""
    known = {str(code) for context, code in translated("fr", "words") if context == "speech"}
    asked = {
        dotted or quoted
        for path in files("static/js/speech", ".js")
        for dotted, quoted in NAMED.findall(path.read_text("utf-8"))
    }
    assert not {code for code in asked if code not in known and code not in ("get", "set", "has", "trim")}

"""Templates: which words may stand in braces, what is told of others, and how a case fills them in."""

import msgspec
import pytest
from msgspec.structs import asdict, replace

from kiosk.domain.events.wire.replies import Given
from kiosk.domain.replies import author as authors
from kiosk.domain.replies.author import LONGEST as LONGEST_WORDS
from kiosk.domain.replies.author import Author
from kiosk.domain.replies.case_news import translated, translations
from kiosk.domain.replies.given_document import promised
from kiosk.domain.replies.message_template import (
    LONGEST,
    LONGEST_NAME,
    Blank,
    MessageTemplate,
    Wrong,
    blanks_in,
    faults_of,
    filled,
)
from kiosk.errors import Refused

GOOD = MessageTemplate("one", "Pièces", "Dossier {numéro}.\nIl manque : {pièces demandées}.", {})
VALUES = {Blank.NUMBER: "SA 1042 X", Blank.PAPERS: "Livret de famille"}


def told(**changes: object) -> list[tuple[object, ...]]:
    found = faults_of(replace(GOOD, **changes))  # type: ignore[arg-type]
    return [(fault.code, fault.language, fault.line, fault.word, fault.near) for fault in found]


def test_a_case_fills_in_its_words() -> None:
    assert told() == []
    assert filled(GOOD.words, VALUES) == "Dossier SA 1042 X.\nIl manque : Livret de famille."


def test_a_word_is_known_in_capitals_with_spaces_and_however_its_accent_is_typed() -> None:
    for typed in ["{ Numéro }", "{NUMÉRO}", "{nume\u0301ro}"]:
        assert told(words=typed) == []
        assert filled(typed, VALUES) == "SA 1042 X"


def test_an_unknown_word_is_told_with_its_line_and_the_nearest_known_one() -> None:
    text = "Bonjour {prenom},\nvotre {demarche}\nest prête le {date}."
    assert told(words=text) == [
        (Wrong.UNKNOWN_BLANK, "fr", 1, "prenom", "prénom nom"),
        (Wrong.UNKNOWN_BLANK, "fr", 2, "demarche", "démarche"),
        (Wrong.UNKNOWN_BLANK, "fr", 3, "date", "date limite"),
    ]


def test_a_brace_that_stands_alone_is_told() -> None:
    assert told(words="Bonjour {numéro,\nmerci }.") == [
        (Wrong.OPEN_BRACE, "fr", 1, "{", ""),
        (Wrong.OPEN_BRACE, "fr", 2, "}", ""),
    ]


def test_a_translation_has_the_same_words_and_no_others() -> None:
    assert told(said_in={"ar": "ملف {numéro}: {pièces demandées}", "en": "File {numéro}"}) == [
        (Wrong.LACKS_BLANK, "en", 0, "pièces demandées", "")
    ]
    assert told(said_in={"en": "{number} {numéro} {pièces demandées}"}) == [
        (Wrong.UNKNOWN_BLANK, "en", 1, "number", "numéro")
    ]


def test_what_is_missing_or_too_long_is_told() -> None:
    assert told(name="", words="") == [(Wrong.NO_NAME, "", 0, "", ""), (Wrong.NO_TEXT, "fr", 0, "", "")]
    assert [row[0] for row in told(name="a" * (LONGEST_NAME + 1))] == [Wrong.LONG_NAME]
    assert [row[0] for row in told(words="a" * (LONGEST + 1))] == [Wrong.LONG_TEXT]
    assert [row[0] for row in told(words="a\x07")] == [Wrong.UNREADABLE]


def test_a_case_that_lacks_a_value_refuses_the_template_and_says_which() -> None:
    with pytest.raises(Refused) as refused:
        filled("{numéro} {date limite} {pièces demandées} {date limite}", {Blank.NUMBER: "1", Blank.PAPERS: ""})
    assert (refused.value.code, refused.value.details["lacks"]) == ("template-lacks", "date limite, pièces demandées")


def test_what_no_case_fills_stays_for_whoever_decides() -> None:
    assert filled("Voici pourquoi : {à compléter}", {}) == "Voici pourquoi : {à compléter}"
    assert blanks_in("Voici pourquoi : {à compléter} {x} {") == (Blank.TO_WRITE,)


def test_a_value_with_braces_is_not_filled_in_again() -> None:
    assert filled("{démarche} {numéro}", {Blank.PROCEDURE: "{numéro}", Blank.NUMBER: "1"}) == "{numéro} 1"


def test_it_is_offered_for_its_service_procedure_and_answer_alone() -> None:
    wide, narrow = GOOD, replace(GOOD, service="ccas", procedure="aid", state="refused")
    assert wide.fits("ccas", "aid", "refused") and narrow.fits("ccas", "aid", "refused")
    for other in (("x", "aid", "refused"), ("ccas", "x", "refused"), ("ccas", "aid", "accepted")):
        assert wide.fits(*other) and not narrow.fits(*other)
    assert not replace(wide, retired=True).fits("ccas", "aid", "refused")


def test_all_three_are_asked_for() -> None:
    author = authors.read(" Claire ", "Morel", "Adjointe  au maire")
    assert author == Author("Claire", "Morel", "Adjointe au maire")
    assert (author.name, author.in_full) == ("Claire Morel", "Claire Morel, Adjointe au maire")
    for lacking in (("", "Morel", "Maire"), ("Claire", " ", "Maire"), ("Claire", "Morel", "")):
        with pytest.raises(Refused, match="author-missing"):
            authors.read(*lacking)
    with pytest.raises(Refused, match="author-too-long"):
        authors.read("Claire", "Morel", "x" * (LONGEST_WORDS + 1))


def test_a_name_in_one_line_proposes_its_first_word_as_the_first_name() -> None:
    assert authors.proposed("Inès de La Tour") == Author("Inès", "de La Tour", "")
    assert not authors.proposed("Inès", "Maire").is_whole


def test_what_was_kept_is_read_again() -> None:
    author = Author("Claire", "Morel", "Maire")
    assert authors.kept(asdict(author)) == author
    assert authors.kept(None) is None


def test_a_message_is_there_in_each_language_that_the_hub_said() -> None:
    said = {"message": "Bonjour", "said_in": {"ar": "مرحبًا", "en": "Hello"}}
    assert (translated(said, "ar"), translated(said, "uk")) == ("مرحبًا", "")


def test_an_older_hub_says_none_and_what_is_no_text_is_none() -> None:
    for given in [None, "x", [], {"ar": 1, "en": ""}, {"ar": ["x"]}]:
        assert translations({"message": "Bonjour", "said_in": given}) == {}
        assert translations({"message": "Bonjour"}) == {}


def test_there_is_no_translation_of_no_message() -> None:
    assert translations({"message": "", "said_in": {"ar": "مرحبًا"}}) == {}


GIVEN = Given(id="a" * 32, name="lettre.pdf", media_type="application/pdf", size=3, sha256="b" * 64)


def test_it_is_read_as_the_hub_wrote_it() -> None:
    assert promised({"document": msgspec.to_builtins(GIVEN)}) == GIVEN


def test_an_older_hub_promises_none_and_a_strange_one_neither() -> None:
    for said in [{}, {"document": None}, {"document": "x"}, {"document": {"id": "a" * 32}}]:
        assert promised(said) is None

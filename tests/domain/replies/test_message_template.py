"""Templates: which words may stand in braces, what is told of others, and how a case fills them in."""

import msgspec
import pytest
from msgspec.structs import asdict

from kiosk.domain.events.case_line import find_translated_message, translations
from kiosk.domain.events.wire.statements import DecisionDocument
from kiosk.domain.replies import author as authors
from kiosk.domain.replies.asked_paper import find_promised_document
from kiosk.domain.replies.author import LONGEST as LONGEST_WORDS
from kiosk.domain.replies.author import Author
from kiosk.domain.replies.message_template import (
    LONGEST,
    LONGEST_NAME,
    LONGEST_TEXT,
    Blank,
    MessageTemplate,
    TemplateFaultCode,
    blanks_in,
    faults_of,
    fill_blanks,
    read_text,
)
from kiosk.errors import Refused

FRENCH = "Dossier {numéro}.\nIl manque : {pièces demandées}."
GOOD = f"# Pièces\n{FRENCH}"
VALUES = {Blank.NUMBER: "SA 1042 X", Blank.PAPERS: "Livret de famille"}
TITLES = ("Un trou dans la rue", "Une aide")


def told(text: str) -> list[tuple[object, ...]]:
    found = faults_of(text, TITLES, ("fr", "ar", "en"))
    return [(fault.code, fault.line, fault.word, fault.near) for fault in found]


def test_a_case_fills_in_its_words() -> None:
    assert told(GOOD) == []
    (one,) = read_text("ccas", GOOD)
    assert (one.name, one.words, one.texts) == ("Pièces", FRENCH, {"fr": FRENCH})
    assert fill_blanks(one.words, VALUES) == "Dossier SA 1042 X.\nIl manque : Livret de famille."


WHOLE = """# Aide accordée
Réponse : Acceptation
démarche : une aide

Bonjour,

réponse : oui, {numéro}.

## en

Hello, {numéro}.
## AR
{numéro}

# Autre
Bonjour."""


def test_a_text_holds_templates_with_what_they_are_for_and_their_translations() -> None:
    assert told(WHOLE) == []
    one, other = read_text("ccas", WHOLE)
    assert (one.name, one.state, one.procedure, one.service) == ("Aide accordée", "accepted", "une aide", "ccas")
    assert one.texts == {"fr": "Bonjour,\n\nréponse : oui, {numéro}.", "en": "Hello, {numéro}.", "ar": "{numéro}"}
    assert other == MessageTemplate("Autre", "Bonjour.", {}, "ccas") and read_text("ccas", "") == []
    assert one.id != other.id and one.id == read_text("ccas", WHOLE.replace("Hello", "Hi"))[0].id
    assert one.version != read_text("ccas", WHOLE.replace("Hello", "Hi"))[0].version


def test_what_is_wrong_is_told_with_its_line_and_the_nearest_known_word() -> None:
    text = "Bonjour\n# A\nréponse : acceptations\ndémarche : un trou\nx\n## xx\ny\n# a\n#\nz"
    assert told(text) == [
        (TemplateFaultCode.NO_NAME, 1, "", ""),
        (TemplateFaultCode.UNKNOWN_ANSWER, 3, "acceptations", "acceptation"),
        (TemplateFaultCode.UNKNOWN_PROCEDURE, 4, "un trou", "Un trou dans la rue"),
        (TemplateFaultCode.UNKNOWN_LANGUAGE, 6, "xx", "fr, ar, en"),
        (TemplateFaultCode.NAME_TWICE, 8, "a", ""),
        (TemplateFaultCode.NO_TEXT, 8, "", ""),
        (TemplateFaultCode.NO_NAME, 9, "", ""),
    ]


def test_a_word_is_known_in_capitals_with_spaces_and_however_its_accent_is_typed() -> None:
    for typed in ["{ Numéro }", "{NUMÉRO}", "{nume\u0301ro}"]:
        assert told(f"# A\n{typed}") == []
        assert fill_blanks(typed, VALUES) == "SA 1042 X"


def test_an_unknown_word_and_a_brace_that_stands_alone_are_told() -> None:
    assert told("# A\nBonjour {prenom},\nvotre {demarche}\nest prête le {date}.\n\n{numéro,\nmerci }.") == [
        (TemplateFaultCode.UNKNOWN_BLANK, 2, "prenom", "prénom nom"),
        (TemplateFaultCode.UNKNOWN_BLANK, 3, "demarche", "démarche"),
        (TemplateFaultCode.UNKNOWN_BLANK, 4, "date", "date limite"),
        (TemplateFaultCode.OPEN_BRACE, 6, "{", ""),
        (TemplateFaultCode.OPEN_BRACE, 7, "}", ""),
    ]


def test_a_translation_has_the_same_words_and_no_others() -> None:
    assert told(f"{GOOD}\n## en\nFile {{numéro}}") == [(TemplateFaultCode.LACKS_BLANK, 4, "pièces demandées", "")]
    assert told(f"{GOOD}\n## en\n{{number}}") == [(TemplateFaultCode.UNKNOWN_BLANK, 5, "number", "numéro")]


def test_what_is_too_long_or_unreadable_is_told() -> None:
    for text, code in (
        (f"# {'a' * (LONGEST_NAME + 1)}\nx", TemplateFaultCode.LONG_NAME),
        (f"# A\n{'a' * (LONGEST + 1)}", TemplateFaultCode.LONG_TEXT),
        (f"{'# A'}{chr(10) * LONGEST_TEXT}a", TemplateFaultCode.LONG_WHOLE),
        ("# A\na\x07", TemplateFaultCode.UNREADABLE),
    ):
        assert code in [row[0] for row in told(text)]


def test_a_case_that_lacks_a_value_refuses_the_template_and_says_which() -> None:
    with pytest.raises(Refused) as refused:
        fill_blanks("{numéro} {date limite} {pièces demandées} {date limite}", {Blank.NUMBER: "1", Blank.PAPERS: ""})
    assert (refused.value.code, refused.value.details["lacks"]) == ("template-lacks", "date limite, pièces demandées")
    assert fill_blanks("Voici pourquoi : {à compléter}", {}) == "Voici pourquoi : {à compléter}"
    assert blanks_in("Voici pourquoi : {à compléter} {x} {") == (Blank.TO_WRITE,)
    assert fill_blanks("{démarche} {numéro}", {Blank.PROCEDURE: "{numéro}", Blank.NUMBER: "1"}) == "{numéro} 1"


def test_it_is_offered_for_its_procedure_and_answer_alone() -> None:
    wide, narrow = MessageTemplate("A", "x", {}), MessageTemplate("A", "x", {}, "", "une aide", "refused")
    assert wide.fits("Une aide", "refused") and narrow.fits("Une aide", "refused")
    for other in (("Un trou dans la rue", "refused"), ("Une aide", "accepted")):
        assert wide.fits(*other) and not narrow.fits(*other)


def test_an_author_is_asked_for_whole_and_read_again() -> None:
    author = authors.parse_author(" Claire ", "Morel", "Adjointe  au maire")
    assert author == Author("Claire", "Morel", "Adjointe au maire")
    assert (author.name, author.in_full) == ("Claire Morel", "Claire Morel, Adjointe au maire")
    for lacking in (("", "Morel", "Maire"), ("Claire", " ", "Maire"), ("Claire", "Morel", "")):
        with pytest.raises(Refused, match="author-missing"):
            authors.parse_author(*lacking)
    with pytest.raises(Refused, match="author-too-long"):
        authors.parse_author("Claire", "Morel", "x" * (LONGEST_WORDS + 1))
    assert authors.propose_author("Inès de La Tour") == Author("Inès", "de La Tour", "")
    assert not authors.propose_author("Inès", "Maire").is_whole
    author = Author("Claire", "Morel", "Maire")
    assert authors.find_decision_author(asdict(author)) == author
    assert authors.find_decision_author(None) is None


def test_a_message_is_there_in_each_language_that_the_hub_said() -> None:
    said = {"message": "Bonjour", "said_in": {"ar": "مرحبًا", "en": "Hello"}}
    assert (find_translated_message(said, "ar"), find_translated_message(said, "uk")) == ("مرحبًا", "")
    for given in [None, "x", [], {"ar": 1, "en": ""}, {"ar": ["x"]}]:
        assert translations({"message": "Bonjour", "said_in": given}) == {}
        assert translations({"message": "Bonjour"}) == {}
    assert translations({"message": "", "said_in": {"ar": "مرحبًا"}}) == {}


GIVEN = DecisionDocument(id="a" * 32, name="lettre.pdf", media_type="application/pdf", size=3, sha256="b" * 64)


def test_a_promised_document_is_read_as_the_hub_wrote_it() -> None:
    assert find_promised_document({"document": msgspec.to_builtins(GIVEN)}) == GIVEN
    for said in [{}, {"document": None}, {"document": "x"}, {"document": {"id": "a" * 32}}]:
        assert find_promised_document(said) is None

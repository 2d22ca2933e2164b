"""Who writes a procedure is told what reads badly, at its line, and the procedures that ship read well."""

from pathlib import Path

import pytest

from kiosk.catalogue.check.plain_french import JARGON, hard_to_read, warnings
from kiosk.catalogue.define.glossary import shipped_words
from kiosk.catalogue.define.steps import steps_of
from kiosk.catalogue.read.fault import Fault, Notes
from kiosk.catalogue.read.source import read
from kiosk.catalogue.read.table import Reading, Table
from kiosk.domain.procedure.glossary import words_in
from kiosk.words.words import Words
from tests.catalogue.samples import HEAD, SHARED, SHIPPED

LONG = "Vous pouvez nous écrire une lettre, ou venir nous voir à la mairie, le matin ou le soir."


def told(folder: Path, *lines: str) -> list[Fault]:
    """The warnings about a procedure whose question has these lines."""
    question = "".join(f"        {line}\n" for line in lines)
    step = f"steps:\n  - id: place\n    title: Où ?\n    fields:\n      - id: street\n        kind: text\n{question}"
    (folder / "parking.yaml").write_text(HEAD + step, "utf-8")
    return list(hard_to_read([folder]))


def codes(folder: Path, *lines: str) -> list[str]:
    return [fault.code for fault in told(folder, *lines)]


def test_a_long_plain_sentence_is_told_at_its_line_with_its_words(tmp_path: Path) -> None:
    (fault,) = told(tmp_path, "label:", "  text: Comment nous joindre ?", f"  plain: {LONG}")
    assert (fault.code, fault.warning, fault.details["count"]) == ("long-sentence", True, 18)
    lines = (tmp_path / "parking.yaml").read_text("utf-8").splitlines()
    assert LONG in lines[fault.line - 1] and fault.details["sentence"] == LONG
    assert codes(tmp_path, f"label: {LONG}") == ["long-sentence"], "a text without a variant is what is read"
    assert codes(tmp_path, "label:", f"  text: {LONG}", "  plain: Écrivez-nous une lettre, ou venez à la mairie.") == []


@pytest.mark.parametrize("word", ["l’apostille", "votre PLU", "le recours gracieux"])
def test_a_word_that_nobody_explains_is_told_once(tmp_path: Path, word: str) -> None:
    found = told(tmp_path, f"label: Avez-vous {word} ?", f"help: Donnez {word}.")
    assert [fault.code for fault in found] == ["jargon"]
    assert str(found[0].details["word"]) in word


def test_a_word_that_the_glossary_or_the_file_explains_is_not(tmp_path: Path) -> None:
    assert codes(tmp_path, "label: Avez-vous une quittance ?") == []
    own = "help: Donnez votre PLU.\nglossary: [{ term: PLU, means: C'est le plan de la commune. }]"
    assert codes(tmp_path, "label: Avez-vous un PLU ?", own) == []


def test_a_help_without_a_verb_is_told_and_an_example_is_not(tmp_path: Path) -> None:
    assert codes(tmp_path, "label: Rue", "help: Par une demande.") == ["no-verb"]
    assert codes(tmp_path, "label: Rue", "help:", "  text: Écrivez la rue.", "  plain: La rue.") == ["no-verb"]
    assert codes(tmp_path, "label: Rue", 'help: "Exemple : 12 rue du Lavoir."') == []


def test_a_plain_variant_that_loses_half_of_its_text_is_told_with_how_much(tmp_path: Path) -> None:
    text = "Écrivez la rue, le numéro et le bâtiment de votre logement."
    (fault,) = told(tmp_path, "label: Rue", "help:", f"  text: {text}", "  plain: Écrivez la rue.")
    assert (fault.code, fault.details["kept"]) == ("lost-meaning", 25)
    assert (
        codes(tmp_path, "label: Rue", "help:", f"  text: {text}", "  plain: Écrivez la rue, le numéro, le bâtiment.")
        == []
    )
    assert codes(tmp_path, "label:", "  text: Autre situation", "  plain: Autre") == [], "a few words lose nothing"


def test_each_warning_says_the_sentence_and_a_hint() -> None:
    for code in ["long-sentence", "jargon", "no-verb", "lost-meaning"]:
        details = {
            "sentence": "Tous les prénoms.",
            "count": 18,
            "most": 15,
            "word": "PLU",
            "kept": 31,
            "text": "Texte.",
        }
        said = Words().code("mistake", code, **details)
        assert "« Tous les prénoms. »" in said and said.count(".") >= 2


OF_NEED = (
    "disability-request", "emergency-aid", "health-cover", "school-registration", "social-housing", "street-problem"
)  # fmt: skip


NEEDS_A_WHOLE_SENTENCE = ("long-sentence", "jargon", "no-verb")


def test_a_shipped_procedure_has_short_whole_sentences_and_explains_its_words() -> None:
    for path in SHIPPED:
        faults = [fault for fault in hard_to_read([path]) if fault.code in NEEDS_A_WHOLE_SENTENCE]
        assert not faults, "\n".join(f"{fault.line}: {fault.code} {fault.details['sentence']}" for fault in faults)


def test_the_procedures_of_need_lose_no_meaning_in_plain_french() -> None:
    for name in OF_NEED:
        assert not list(hard_to_read([path for path in SHIPPED if path.stem == name]))


def test_the_first_questions_read_well() -> None:
    reading = Reading(Notes(SHARED.name), "for-whom")
    root = read(SHARED.read_bytes(), reading.notes)
    assert root is not None
    steps_of(Table(root, reading))
    assert reading.written
    said = [str(fault.details["sentence"]) for fault in warnings(reading.written, shipped_words(), SHARED.name)]
    assert not said, "\n".join(said)


def test_most_words_of_administration_have_an_entry() -> None:
    without = [term for term in JARGON if not words_in(shipped_words(), (term,))]
    assert len(without) < len(JARGON) / 3

"""The words that ship are each one short sentence, and a town hall adds its own or says one otherwise."""

import re

import pytest

from kiosk.catalogue.define import glossary
from kiosk.catalogue.define.glossary import shipped_words, words_of
from kiosk.catalogue.read.fault import CatalogueFaults
from kiosk.domain.procedure.glossary import words_in
from tests.catalogue.samples import SOUND, found, sound

OWN = "glossary: [{ term: Camping-car, also: [fourgon], means: Un véhicule où l'on peut dormir. }]\n"


def test_a_word_is_explained_by_one_sentence_of_fifteen_words_at_most() -> None:
    for word in shipped_words():
        means = word.means.text
        assert means.endswith(".") and not re.search(r"[.!?] ", means)
        assert len(re.findall(r"[^\s]*\w[^\s]*", means)) <= 15


def test_the_words_that_people_stumble_over_are_there() -> None:
    said = (
        "Défenseur des droits, préfet, tribunal administratif, procureur, tutelle, curatelle, mandat, CCAS, MSA, Dalo, "
        "quotient familial, Cerfa, quittance, échéancier, déclaration enregistrée, RQTH, PCH, AEEH, CSNJ, SCEC, Ofpra, "
        "MDPH, ARS"
    )
    assert len(words_in(shipped_words(), [said])) == len(said.split(","))


def test_no_form_stands_for_two_words() -> None:
    forms = [form for word in shipped_words() for form in {form.casefold() for form in word.written}]
    assert not {form for form in forms if forms.count(form) > 1}


def test_a_procedure_adds_a_word_in_its_own_context() -> None:
    [word] = sound(SOUND + OWN).glossary
    assert (word.term.text, word.forms, word.means.context) == ("Camping-car", ("fourgon",), "parking")


def test_what_a_procedure_says_of_a_word_wins() -> None:
    procedure = sound(SOUND + "glossary: [{ term: CCAS, means: Notre maison des solidarités. }]\n")
    [word] = words_in(words_of(procedure), ["Le CCAS"])
    assert word.means.text == "Notre maison des solidarités."
    assert words_in(words_of(None), ["Le CCAS"]) != (word,)


def test_a_word_without_its_meaning_is_told() -> None:
    broken = SOUND + "glossary: [{ term: CCAS }]\n"
    assert [code for _, _, code in found(broken)] == ["missing-key"]


def test_a_broken_file_of_words_is_not_passed_over(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(glossary, "WORD_KEYS", ("term", "means"))
    with pytest.raises(CatalogueFaults, match="unknown-key"):
        shipped_words.__wrapped__()

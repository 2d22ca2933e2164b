"""A help is a sentence: it has a verb."""

import pytest

from kiosk.catalogue.check.verbs import has_verb


@pytest.mark.parametrize(
    "sentence",
    [
        "Écrivez-le ici.",
        "C’est la partie A du formulaire.",
        "L’année suffit.",
        "Qu’a décidé le juge ?",
        "Y a-t-il un protocole ?",
        "Nous vous dirons laquelle.",
        "Elles vont dans ce cadre.",
    ],
)
def test_a_verb_is_seen_in_any_of_its_forms(sentence: str) -> None:
    assert has_verb(sentence)


@pytest.mark.parametrize(
    "sentence",
    [
        "À faire avant la fin.",
        "Par une demande, par exemple.",
        "Tous les prénoms.",
        "Au CCAS, ou dans une association.",
        "",
    ],
)
def test_an_ellipsis_has_none(sentence: str) -> None:
    assert not has_verb(sentence)

"""A help is a sentence: it has a verb."""

from kiosk.catalogue.check.plain_french import has_verb


def test_a_verb_is_seen_in_any_of_its_forms() -> None:
    for sentence in [
        "Écrivez-le ici.",
        "C’est la partie A du formulaire.",
        "L’année suffit.",
        "Qu’a décidé le juge ?",
        "Y a-t-il un protocole ?",
        "Nous vous dirons laquelle.",
        "Elles vont dans ce cadre.",
    ]:
        assert has_verb(sentence)


def test_an_ellipsis_has_none() -> None:
    for sentence in [
        "À faire avant la fin.",
        "Par une demande, par exemple.",
        "Tous les prénoms.",
        "Au CCAS, ou dans une association.",
        "",
    ]:
        assert not has_verb(sentence)

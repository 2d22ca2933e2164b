"""A page explains the words that it says, each once, in the order in which it says them."""

from kiosk.domain.language.text import Text
from kiosk.domain.procedure.glossary import Word, words_in

PREFECT = Word(Text("Préfet"), Text("Il représente l’État."), ("préfecture",))
COURT = Word(Text("Tribunal administratif"), Text("Le juge des administrations."))
MSA = Word(Text("MSA"), Text("La sécurité sociale des agriculteurs."))
QUOTIENT = Word(Text("Quotient familial"), Text("Un nombre."), ("quotient",))
WORDS = (PREFECT, COURT, MSA, QUOTIENT)


def test_a_word_is_found_in_any_of_its_forms_and_never_inside_another() -> None:
    for said, expected in [
        ("Écrivez au préfet.", (PREFECT,)),
        ("Préfet ou préfecture", (PREFECT,)),
        ("Les préfets, puis le tribunal administratif, puis le préfet", (PREFECT, COURT)),
        ("Tribunal administratif", (COURT,)),
        ("La MSA", (MSA,)),
        ("Le quotient familial", (QUOTIENT,)),
        ("Le quotient", (QUOTIENT,)),
        ("La commune", ()),
        ("Un préfetier, la msa, l’MSAX", ()),
    ]:
        assert words_in(WORDS, [said]) == expected


def test_each_word_is_explained_once_over_all_texts() -> None:
    assert words_in(WORDS, ["La MSA", "Le préfet", "La MSA"]) == (MSA, PREFECT)


def test_the_first_of_two_words_with_one_form_wins() -> None:
    ours = Word(Text("MSA"), Text("Notre maison de la santé."))
    assert words_in((ours, *WORDS), ["La MSA"]) == (ours,)


def test_without_a_glossary_nothing_is_explained() -> None:
    assert words_in((), ["Le préfet"]) == ()

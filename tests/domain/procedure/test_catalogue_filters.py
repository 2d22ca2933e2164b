"""Three ways to shorten the list of procedures without a word, and the words a page explains."""

from kiosk.domain.language.spelling import Text
from kiosk.domain.procedure.procedure import Service, Word, words_in
from kiosk.domain.search.query import Narrowing, list_filter_values
from tests.domain.samples import a_procedure

MOVE = a_procedure(
    id="move", life_event=Text("Je déménage"), audience=("habitant",), service=Service("accueil", Text("Accueil"))
)
VOTE = a_procedure(
    id="vote", life_event=Text("Je déménage"), audience=("habitant", "citoyen"), service=Service("civil", Text("Civil"))
)
SHOP = a_procedure(id="shop", audience=("entrepreneur",), service=Service("civil", Text("Civil")))
ALL = (MOVE, VOTE, SHOP)


def kept(**chosen: str) -> list[str]:
    return [procedure.id for procedure in ALL if Narrowing(**chosen).keeps(procedure)]


def test_with_nothing_chosen_everything_is_left() -> None:
    assert not Narrowing()
    assert kept() == ["move", "vote", "shop"]


def test_each_way_shortens_the_list_and_they_add_up() -> None:
    assert kept(life_event="je-demenage") == ["move", "vote"]
    assert kept(audience="citoyen") == ["vote"]
    assert kept(service="civil") == ["vote", "shop"]
    assert kept(service="civil", audience="entrepreneur") == ["shop"]
    assert kept(life_event="je-demenage", service="civil", audience="habitant") == ["vote"]


def test_what_nobody_offered_leaves_nothing() -> None:
    assert kept(service="moon") == []
    assert Narrowing(audience="x")


def test_a_choice_has_the_words_of_the_file_or_a_code() -> None:
    assert list_filter_values(MOVE, "life_event") == {"je-demenage": Text("Je déménage")}
    assert list_filter_values(VOTE, "audience") == {"habitant": "habitant", "citoyen": "citoyen"}
    assert list_filter_values(SHOP, "service") == {"civil": Text("Civil")}
    assert list_filter_values(SHOP, "life_event") == {}


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

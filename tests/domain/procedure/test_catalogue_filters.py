"""Three ways to shorten the list of procedures without a word."""

from kiosk.domain.language.text import Text
from kiosk.domain.procedure.catalogue_filters import Narrowing, names
from kiosk.domain.procedure.procedure import Service
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
    assert names(MOVE, "life_event") == {"je-demenage": Text("Je déménage")}
    assert names(VOTE, "audience") == {"habitant": "habitant", "citoyen": "citoyen"}
    assert names(SHOP, "service") == {"civil": Text("Civil")}
    assert names(SHOP, "life_event") == {}

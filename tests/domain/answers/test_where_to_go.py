"""A stop says where to go: what its file names, and the town hall of a commune that was answered."""

from kiosk.domain.answers.where_to_go import Place, place_of
from kiosk.domain.language.text import Text
from tests.domain.samples import Codes, a_field, a_procedure, a_step

TOWN = a_field("commune", "town")


def test_the_place_is_what_the_file_says() -> None:
    stop = a_field(
        "stop", where=Text("Au service central"), address="11 rue de la Maison Blanche", phone="01 41 86 42 47"
    )
    place = place_of(stop, a_procedure(a_step("one", stop)), {}, Codes())
    assert place == Place("Au service central", "", "11 rue de la Maison Blanche", "01 41 86 42 47")


def test_the_town_hall_is_named_once_the_commune_is_answered() -> None:
    stop = a_field("stop", where=Text("À la mairie de naissance"), town="town")
    procedure = a_procedure(a_step("one", TOWN, stop))
    assert place_of(stop, procedure, {}, Codes()).town == ""
    answered = {"town": {"name": "Lyon", "insee": "69123"}}
    assert place_of(stop, procedure, answered, Codes()).town == "Lyon (69)"

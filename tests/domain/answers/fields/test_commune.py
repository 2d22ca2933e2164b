"""A commune is completed by the list, never refused, and known to be one of the site's or not."""

from typing import Any

from kiosk.domain.answers import answering
from kiosk.domain.answers.case import Answer
from kiosk.domain.answers.fields.commune import KIND
from kiosk.domain.places.commune import NOWHERE, Nowhere, Place, canonical
from tests.domain.samples import TODAY, Codes, a_field

LYON = Place("69123", "Lyon", "69", "Rhône", ("69001", "69009"))
DENIS = Place("93066", "Saint-Denis", "93", "Seine-Saint-Denis", ("93200",))
REUNION = Place("97411", "Saint-Denis", "974", "La Réunion", ("97400",))
BORN = a_field("commune", "born")


class Known(Nowhere):
    """Three communes, of which Lyon is the site's; or none is, where the site says nothing."""

    def __init__(self, ours: bool | None = True) -> None:
        self.told = ours is not None

    def of(self, insee: str) -> tuple[Place, ...]:
        return tuple(place for place in (LYON, DENIS, REUNION) if place.insee == insee)

    def named(self, name: str) -> tuple[Place, ...]:
        rows = (row for place in (LYON, DENIS, REUNION) for row in place.apart())
        return tuple(row for row in rows if canonical(name) == canonical(row.name))

    def like(self, typed: str, postcode: str = "") -> tuple[Place, ...]:
        return (LYON,) if typed.casefold().startswith("ly") else ()

    def is_ours(self, insee: str) -> bool | None:
        return insee == "69123" if self.told else None


def said(typed: str, places: Any = None, **parts: str) -> Answer:
    form = {"": (typed,), **{part: (value,) for part, value in parts.items()}}
    return answering.answer(BORN, form, TODAY, places or Known())


def test_the_only_commune_of_a_name_is_taken_with_its_code() -> None:
    assert said(" lyon ").value == {"name": "Lyon", "insee": "69123", "ours": True}
    assert said("Lyon", Known(None)).value == {"name": "Lyon", "insee": "69123"}, "no commune of the site is known"


def test_what_says_more_than_the_name_is_kept() -> None:
    answer = said("Lyon 3e")
    assert answer.value == {"name": "Lyon", "insee": "69123", "ours": True, "written": "Lyon 3e"}
    assert KIND.shown(BORN, answer.value, Codes()) == "Lyon (69), Lyon 3e"


def test_two_communes_of_a_name_are_asked_about_and_a_row_settles_it() -> None:
    doubt = said("St Denis")
    assert (doubt.fault, doubt.value) == ("which-commune", None)
    assert KIND.proposed(BORN, doubt.typed, Known()) == (DENIS, REUNION)
    pressed = said("St Denis", place="97411")
    assert pressed.value == {"name": "Saint-Denis", "insee": "97411", "ours": False}
    assert KIND.shown(BORN, pressed.value, Codes()) == "Saint-Denis (974)"
    again = answering.answer(BORN, pressed.typed, TODAY, Known())
    assert again.value == pressed.value, "the page sent once more says the same"


def test_another_name_than_the_pressed_one_counts() -> None:
    assert said("Lyon", insee="97411").value == {"name": "Lyon", "insee": "69123", "ours": True}


def test_a_name_that_the_list_does_not_have_is_kept() -> None:
    for places in [NOWHERE, Known()]:
        assert said("Bourg-Neuf d’Oran", places).value == {"name": "Bourg-Neuf d’Oran"}


def test_a_spelling_is_kept_where_the_person_says_so() -> None:
    doubt = said("Lyons-la-Vieille")
    assert doubt.fault == "which-commune"
    kept = said("Lyons-la-Vieille", place="~keep")
    assert kept.value == {"name": "Lyons-la-Vieille"} and KIND.shown(BORN, kept.value, Codes()) == "Lyons-la-Vieille"
    assert answering.answer(BORN, kept.typed, TODAY, Known()).value == kept.value


def test_what_is_no_name() -> None:
    for typed, fault in [(" ", "text-missing"), ("x" * 101, "too-long"), ("a\x00b", "bad-character")]:
        assert said(typed).fault == fault

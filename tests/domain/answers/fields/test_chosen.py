"""Yes or no, one or several answers among several, countries, communes, groups and stops."""

from datetime import date
from typing import Any

import pytest

from kiosk.domain.answers import answering
from kiosk.domain.answers.case import Answer
from kiosk.domain.answers.fields.commune import KIND as COMMUNE
from kiosk.domain.answers.fields.group import KIND as GROUP
from kiosk.domain.answers.fields.group import MOST
from kiosk.domain.answers.fields.stop import ANYWAY
from kiosk.domain.answers.fields.stop import KIND as STOP
from kiosk.domain.language.spelling import Text
from kiosk.domain.places.commune import NOWHERE, Commune, Nowhere, make_commune_key
from kiosk.domain.procedure.procedure import Field
from tests.domain.samples import TODAY, Codes, a_field


def test_the_answer_is_a_bool_and_shown_in_words(judge, shown):
    assert judge("yes_no", "yes") is True
    assert judge("yes_no", "no") is False
    for typed in ("oui", "true", "1", "YES", "yes no"):
        assert judge("yes_no", typed) == "!not-a-choice"
    assert (shown("yes_no", True), shown("yes_no", False)) == ("answer:yes", "answer:no")


def test_the_page_has_two_rows_and_a_third_where_it_can_be_left(render):
    page = render("yes_no", "no", fault="")
    assert [(row["id"], row["value"], "checked" in row) for row in page.controls] == [
        ("f-x", "yes", False), ("f-x-2", "no", True),
    ]  # fmt: skip
    page = render("yes_no", {"": ("",)}, required=False, fault="not-a-choice")
    assert [("checked" in row) for row in page.controls] == [False, False, True]


def test_a_choice_is_one_of_what_was_offered_and_is_shown_by_its_label(judge, shown):
    assert judge("choice", "a", choices=("a", "b")) == "a"
    assert judge("choice", " b ", choices=("a", "b")) == "b"
    for typed in ("c", "A", "", "a\x00", "~none"):
        assert judge("choice", typed, choices=("a", "b")) in ("!not-a-choice", "!bad-character")
    assert shown("choice", "a", choices=("a", "b")) == "A"
    assert shown("choice", "gone", choices=("a", "b")) == "gone"


def test_mistakes(mistakes):
    assert mistakes("choice") == mistakes("choice", choices=("a",)) == ["too-few-to-choose"]
    assert mistakes("choice", choices=("a", "a")) == ["duplicate-choice"]
    assert mistakes("choice", choices=("a", "")) == mistakes("choice", choices=("a", " b")) == ["empty-choice"]
    assert mistakes("choice", choices=("a", "b")) == []
    assert mistakes("choices") == ["no-choices"]
    assert mistakes("choices", choices=("a", "a", "")) == ["duplicate-choice", "empty-choice"]
    assert mistakes("choices", choices=ABC, least=3, most=2) == ["limits-crossed"]
    assert mistakes("choices", choices=ABC, least=4) == ["least-over-choices"]
    assert mistakes("choices", choices=("a",)) == []


def test_the_page_has_a_row_to_press_for_each(render):
    page = render("choice", "b", choices=("a", "b"))
    assert [(row["id"], row["name"], row["value"], "checked" in row) for row in page.all("input", type="radio")] == [
        ("f-x", "f.x", "a", False), ("f-x-2", "f.x", "b", True),
    ]  # fmt: skip
    group = page.one("fieldset")
    assert group["id"] == "f-x-group" and group["aria-describedby"] == "f-x-help"


def test_nothing_is_pressed_for_the_person_and_having_none_is_a_row(render):
    page = render("choice", choices=("a", "b"), required=False, none="Aucun", fault="missing")
    assert not [row for row in page.controls if "checked" in row]
    page = render("choice", {"none": "1"}, choices=("a", "b"), required=False, none="Aucun")
    assert [(row["name"], row["value"], "checked" in row) for row in page.controls][2:] == [
        ("f.x", "~none", True), ("f.x", "", False),
    ]  # fmt: skip


ABC = ("a", "b", "c")


def test_the_order_is_the_files_and_one_unknown_tick_refuses_all(judge):
    assert judge("choices", ["c", "a", "c", " "], choices=ABC) == ["a", "c"]
    assert judge("choices", ["a", "z"], choices=ABC) == "!not-a-choice"
    assert judge("choices", [], choices=ABC) == "!not-a-choice"
    assert judge("choices", ["a"], choices=ABC, least=2) == "!too-few-choices"
    assert judge("choices", ["a", "b", "c"], choices=ABC, most=2) == "!too-many-choices"
    assert judge("choices", ["a", "b"], choices=ABC, least=2, most=2) == ["a", "b"]


def test_chosen_answers_are_shown_in_words(shown):
    assert shown("choices", ["a", "c"], choices=ABC) == "A & C"
    assert shown("choices", ["a", "gone"], choices=ABC) == "A & gone"
    assert shown("country", "CI") == "country:CI"


def test_the_page_says_how_many_may_be_ticked_and_offers_none_of_them(render):
    page = render("choices", ["a", "c"], choices=ABC)
    assert [(row["id"], row["value"], "checked" in row) for row in page.all("input", type="checkbox")] == [
        ("f-x", "a", True), ("f-x-2", "b", False), ("f-x-3", "c", True),
    ]  # fmt: skip
    assert page.one("p", id="f-x-help")["text"] == "Une aide Cochez au moins une réponse."
    free = render("choices", choices=ABC, required=False, help="")
    assert free.one("p", id="f-x-help")["text"] == "Vous pouvez cocher plusieurs réponses."
    page = render("choices", choices=ABC, most=2, none="Aucun", fault="too-many-choices", help="")
    assert page.one("p", id="f-x-help")["text"] == "Cochez de 1 à number:2 réponses."
    assert page.controls[-1]["name"] == "f.x.none"


def test_a_country_is_kept_as_its_two_letters(judge):
    for typed, value in [
        ("France", "FR"), ("côte d'ivoire", "CI"), ("Cote Ivoire", "CI"), ("Angleterre", "GB"), ("USA", "US"),
        ("Birmanie", "MM"), ("le Maroc", "MA"), ("L’ALGÉRIE", "DZ"), ("Germany", "DE"), ("المغرب", "MA"), ("fr", "FR"),
        ("Française", "FR"), ("RDC", "CD"), ("Guinée", "GN"), ("Guinée-Bissau", "GW"), ("Guinée équatoriale", "GQ"),
    ]:  # fmt: skip
        assert judge("country", typed) == value
    for typed in ["Congo", "Corée", "République", "URSS"]:
        assert judge("country", typed) == "!country-unclear"
    for typed in ["Narnia", "35140", "xx", "le", "?"]:
        assert judge("country", typed) == "!not-a-country"


def test_the_page_proposes_every_name(render):
    page = render("country", "Congo", fault="country-unclear", none="Je ne sais pas")
    names = page.one("datalist")
    assert page.controls[0]["list"] == names["id"] == "f-x-names"
    assert page.controls[0]["value"] == "Congo"
    assert [element["value"] for element in page.all("option")] == ["Algérie", "Côte d’Ivoire", "<i>France"]
    assert not page.all("i"), "escaped"


LYON = Commune("69123", "Lyon", "69", "Rhône", ("69001", "69009"))
DENIS = Commune("93066", "Saint-Denis", "93", "Seine-Saint-Denis", ("93200",))
REUNION = Commune("97411", "Saint-Denis", "974", "La Réunion", ("97400",))
BORN = a_field("commune", "born")


class Known(Nowhere):
    """Three communes, of which Lyon is the site's; or none is, where the site says nothing."""

    def __init__(self, ours: bool | None = True) -> None:
        self.told = ours is not None

    def of(self, insee: str) -> tuple[Commune, ...]:
        return tuple(place for place in (LYON, DENIS, REUNION) if place.insee == insee)

    def named(self, name: str) -> tuple[Commune, ...]:
        rows = (row for place in (LYON, DENIS, REUNION) for row in place.apart())
        return tuple(row for row in rows if make_commune_key(name) == make_commune_key(row.name))

    def like(self, typed: str, postcode: str = "") -> tuple[Commune, ...]:
        return (LYON,) if typed.casefold().startswith("ly") else ()

    def is_ours(self, insee: str) -> bool | None:
        return insee == "69123" if self.told else None


def said(typed: str, places: Any = None, **parts: str) -> Answer:
    form = {"": (typed,), **{part: (value,) for part, value in parts.items()}}
    return answering.judge_answer(BORN, form, TODAY, places or Known())


def test_the_only_commune_of_a_name_is_taken_with_its_code() -> None:
    assert said(" lyon ").value == {"name": "Lyon", "insee": "69123", "ours": True}
    assert said("Lyon", Known(None)).value == {"name": "Lyon", "insee": "69123"}, "no commune of the site is known"
    answer = said("Lyon 3e")
    assert answer.value == {"name": "Lyon", "insee": "69123", "ours": True, "written": "Lyon 3e"}
    assert COMMUNE.shown(BORN, answer.value, Codes()) == "Lyon (69), Lyon 3e"
    assert said("Lyon", insee="97411").value == {"name": "Lyon", "insee": "69123", "ours": True}
    for places in [NOWHERE, Known()]:
        assert said("Bourg-Neuf d’Oran", places).value == {"name": "Bourg-Neuf d’Oran"}


def test_two_communes_of_a_name_are_asked_about_and_a_row_settles_it() -> None:
    doubt = said("St Denis")
    assert (doubt.fault, doubt.value) == ("which-commune", None)
    assert COMMUNE.proposed(BORN, doubt.typed, Known()) == (DENIS, REUNION)
    pressed = said("St Denis", place="97411")
    assert pressed.value == {"name": "Saint-Denis", "insee": "97411", "ours": False}
    assert COMMUNE.shown(BORN, pressed.value, Codes()) == "Saint-Denis (974)"
    again = answering.judge_answer(BORN, pressed.typed, TODAY, Known())
    assert again.value == pressed.value, "the page sent once more says the same"


def test_a_spelling_is_kept_where_the_person_says_so() -> None:
    doubt = said("Lyons-la-Vieille")
    assert doubt.fault == "which-commune"
    kept = said("Lyons-la-Vieille", place="~keep")
    assert kept.value == {"name": "Lyons-la-Vieille"} and COMMUNE.shown(BORN, kept.value, Codes()) == "Lyons-la-Vieille"
    assert answering.judge_answer(BORN, kept.typed, TODAY, Known()).value == kept.value


def test_what_is_no_name() -> None:
    for typed, fault in [(" ", "text-missing"), ("x" * 101, "too-long"), ("a\x00b", "bad-character")]:
        assert said(typed).fault == fault


INNER = (Field("name", "text", Text("Nom")),)


def group(**options: int) -> Field:
    return Field("people", "group", Text("Qui vit ici ?"), options={"item": Text("Personne"), **options}, fields=INNER)


def test_what_is_wrong_with_a_group_is_said() -> None:
    assert list(GROUP.mistakes(group(least=1, most=MOST))) == []
    for field, code in [
        (group(least=3, most=2), "limits-crossed"),
        (group(most=MOST + 1), "bad-most"),
        (group(most=0), "bad-most"),
    ]:
        assert code in list(GROUP.mistakes(field))
    from kiosk.domain.answers.fields.text import KIND as text

    assert list(text.mistakes(Field("name", "text", Text("Nom"), fields=INNER))) == ["fields-not-used"]
    with pytest.raises(TypeError):
        GROUP.judge(group(), {"": ("x",)}, date(2026, 11, 24))


WHERE = {"where": Text("À la mairie de naissance")}


def test_a_person_files_anyway_unless_nothing_can_be_filed() -> None:
    for typed, absolute, fault in [
        ("anyway", False, ""),
        ("anyway", True, "absolute-stop"),
        ("oui", False, "not-a-choice"),
        ("", False, "missing"),
    ]:
        answer = answering.judge_answer(a_field("stop", absolute=absolute, **WHERE), {"": (typed,)}, TODAY)
        assert (answer.fault, answer.value) == (fault, None if fault else ANYWAY)
    assert STOP.shown(a_field("stop", **WHERE), ANYWAY, Codes()) == "answer:filed-anyway"

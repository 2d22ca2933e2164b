"""Several people in one answer: each keeps what was typed of them, and none is taken for another."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from kiosk.domain.answers import group_answers
from kiosk.domain.answers.answering import answer, typed_in
from kiosk.domain.answers.case import Answer
from kiosk.domain.language.text import Text
from kiosk.domain.language.values import Typed
from kiosk.domain.procedure.condition import Condition
from kiosk.domain.procedure.procedure import Field

TODAY = date(2026, 11, 24)
PEOPLE = Field(
    "people", "group", Text("Qui vit avec vous ?"), none=Text("Je vis seul"),
    options={"item": Text("Personne"), "most": 3},
    fields=(
        Field("name", "text", Text("Prénom")),
        Field("birth", "date", Text("Naissance"), options={"past": True, "year_alone": True}),
        Field("student", "yes_no", Text("Étudiant ?"), required=False),
        Field("school", "text", Text("École"), when=Condition("is", "student", True)),
    ),
)  # fmt: skip
LINA: dict[str, Typed] = {"name": {"": ("Lina",)}, "birth": {"year": ("2015",)}}
PAUL: dict[str, Typed] = {"name": {"": ("Paul",)}, "birth": {"day": ("3",), "month": ("2",), "year": ("1945",)}}


def of(*people: dict[str, Typed]) -> Typed:
    typed: Typed = {}
    for number, person in enumerate(people, 1):
        typed = group_answers.with_item(typed, number, person)
    return typed


def judged(typed: Typed, field: Field = PEOPLE) -> Answer:
    return answer(field, typed, TODAY)


def test_each_is_worth_what_their_own_fields_say() -> None:
    result = judged(of(LINA, PAUL))
    assert result.value == [{"name": "Lina", "birth": "2015"}, {"name": "Paul", "birth": "1945-02-03"}]
    assert result.settled


def test_nobody_is_an_answer_where_the_file_says_so() -> None:
    assert judged({"none": ("1",)}).none
    assert judged({}).fault == "missing"


def test_nobody_and_somebody_cannot_both_be_true() -> None:
    assert judged({**of(LINA), "none": ("1",)}).fault == "none-or-answer"


def test_what_is_wrong_with_one_keeps_all_that_was_typed() -> None:
    wrong: dict[str, Typed] = {"name": {"": ("Ana",)}, "birth": {"year": ("demain",)}}
    result = judged(of(LINA, wrong))
    assert result.fault == "incomplete-item"
    assert group_answers.typed_of(result.typed, 2) == wrong
    assert group_answers.item(PEOPLE, group_answers.typed_of(result.typed, 2), TODAY, answer).faults == {
        "birth": "not-a-date"
    }


def test_there_are_no_more_and_no_fewer_than_the_file_says() -> None:
    assert judged(of(LINA, LINA, LINA, LINA)).fault == "too-many-items"
    pair = Field("people", "group", Text("Deux témoins"), options={"least": 2}, fields=PEOPLE.fields)
    assert judged(of(LINA), pair).fault == "too-few-items"


def test_an_answer_opens_a_question_about_the_same_one_only() -> None:
    student = {**LINA, "student": {"": ("yes",)}}
    items = [group_answers.item(PEOPLE, typed, TODAY, answer) for typed in (student, PAUL)]
    assert [[field.id for field in item.fields] for item in items] == [
        ["name", "birth", "student", "school"], ["name", "birth", "student"],
    ]  # fmt: skip
    assert items[0].faults == {"school": "text-missing"}


def test_a_form_of_the_list_changes_nobody_in_it() -> None:
    result = judged(of(LINA, PAUL))
    assert typed_in(PEOPLE, {}, result) == result.typed
    assert typed_in(PEOPLE, {"f.people.none": ["1"]}, result) == {**result.typed, "none": ("1",)}


NUMBERS = st.integers(1, 9)


@given(st.lists(st.tuples(st.booleans(), NUMBERS, st.text("abc", min_size=1, max_size=3)), max_size=12))
def test_adding_and_taking_away_in_any_order_is_a_dictionary(steps: list[tuple[bool, int, str]]) -> None:
    typed: Typed = {}
    model: dict[int, str] = {}
    for adds, number, name in steps:
        if adds:
            typed, model[number] = group_answers.with_item(typed, number, {"name": {"": (name,)}}), name
        else:
            typed = group_answers.without(typed, number)
            model.pop(number, None)
        assert group_answers.numbers(typed) == sorted(model)
        assert all(group_answers.typed_of(typed, number) == {"name": {"": (name,)}} for number, name in model.items())
        assert group_answers.next_number(typed) == max(model, default=0) + 1

"""From a form to an answer, of one person and of several."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.domain.answers import answering
from kiosk.domain.answers.answering import (
    NONE_VALUE,
    UNKNOWN_PART,
    UNKNOWN_VALUE,
    is_blank_input,
    judge_answer,
    mark_language,
    says_nothing,
    typed_in,
)
from kiosk.domain.answers.attachment import JOINED, answer_of_state, check_claim
from kiosk.domain.answers.case import Answer, Case, names_of
from kiosk.domain.answers.fields import KINDS
from kiosk.domain.answers.fields.kind import LONGEST
from kiosk.domain.language.spelling import Text
from kiosk.domain.language.words import Typed
from kiosk.domain.procedure.procedure import WHO_ROLES, Condition, Field, FieldChoice
from tests.domain.samples import TODAY, a_field, a_procedure, a_step

NONE = "Je n’en ai pas"


def test_an_answer_keeps_what_was_typed_and_says_what_it_means_or_its_fault():
    typed = {"": (" 1 200 ",)}
    assert judge_answer(a_field("number"), typed, TODAY) == Answer(typed, value=1200)
    typed = {"day": ("31",), "month": ("2",), "year": ("2000",)}
    given = judge_answer(a_field("date"), typed, TODAY)
    assert given == Answer(typed, fault="not-a-date") and not given.settled


def test_a_required_question_without_an_answer_is_missing_and_says_what_to_do() -> None:
    for typed in [{}, {"": ()}, {"": ("",)}, {"": (" \u00a0\u200b",)}]:
        assert judge_answer(a_field(), typed, TODAY) == Answer(typed, fault="text-missing")
    for kind, fault in [
        ("choice", "choice-missing"),
        ("yes_no", "choice-missing"),
        ("choices", "tick-missing"),
        ("date", "date-missing"),
    ]:
        assert judge_answer(a_field(kind, choices=("a",)), {}, TODAY).fault == fault


def test_an_optional_question_may_stay_empty_and_is_judged_all_the_same() -> None:
    for typed in [{}, {"": (" \u200b",)}]:
        given = judge_answer(a_field(required=False), typed, TODAY)
        assert given == Answer(typed) and given.settled
    assert judge_answer(a_field("number", required=False), {"": ("x",)}, TODAY).fault == "not-a-number"


def test_having_none_settles_a_question_where_it_is_offered():
    typed = {"": ("",), "none": ("1",)}
    given = judge_answer(a_field(none=NONE), typed, TODAY)
    assert given == Answer(typed, none=True) and given.settled and given.value is None
    assert judge_answer(a_field(), {"none": ("1",)}, TODAY) == Answer({}, fault="text-missing")
    assert judge_answer(a_field(none=NONE), {"none": ("",)}, TODAY) == Answer({}, fault="text-missing")
    typed = {"": ("Roux",), "none": ("1",)}
    assert judge_answer(a_field(none=NONE), typed, TODAY) == Answer(typed, fault="none-or-answer")
    assert judge_answer(a_field(), typed, TODAY).value == "Roux"


def test_a_form_is_read_by_names():
    form = {"f.x.day": ["2"], "f.x.month": ["3"], "f.x.year": ["1945"], "f.y": ["no"], "f.x.hour": ["1"], "f.x": ["?"]}
    assert typed_in(a_field("date"), form) == {"day": ("2",), "month": ("3",), "year": ("1945",)}
    assert typed_in(a_field("choices"), {"f.x": ["a", "b"], "f.x.none": ["1"]}) == {"": ("a", "b"), "none": ("1",)}
    assert typed_in(a_field("note"), {"f.x": ["a"]}) == {}
    assert judge_answer(a_field("note"), {"": ("smuggled",)}, TODAY) == Answer()


def test_a_novel_is_cut_and_refused_whatever_the_kind():
    given = judge_answer(a_field("long_text", longest=10**9), {"": ("a" * (LONGEST + 1),)}, TODAY)
    assert given.fault == "too-long" and len(given.typed[""][0]) == LONGEST


def test_what_a_question_proposes_by_itself_says_nothing() -> None:
    for typed, nothing in [
        ({}, True),
        ({"": (" ",)}, True),
        ({"": ("1",)}, True),
        ({"": ("2",)}, False),
        ({UNKNOWN_PART: ("1",)}, False),
    ]:
        field = a_field("number", default=1)
        assert says_nothing(field, Answer(typed)) is nothing
    assert (
        is_blank_input({})
        and is_blank_input({"day": (" ",), "month": (), "year": ("\u200b",)})
        and not is_blank_input({"": ("", "0")})
    )


def test_the_row_that_says_none_is_the_same_as_the_box_that_says_none():
    form = {"f.x": [NONE_VALUE]}
    assert typed_in(a_field("yes_no", none=NONE), form) == {"none": ("1",)}
    assert judge_answer(a_field("yes_no"), typed_in(a_field("yes_no"), form), TODAY).fault == "not-a-choice"


@given(
    st.sampled_from([kind.kind for kind in KINDS]),
    st.dictionaries(
        st.sampled_from(["f.x", "f.x.day", "f.x.year", "f.x.none", "f.x.street"]), st.lists(st.text(), max_size=3)
    ),
    st.booleans(),
    st.booleans(),
)
def test_any_form_makes_an_answer_that_is_settled_or_says_why(kind, form, required, none):
    field = a_field(kind, choices=("a", "b"), required=required, none=NONE if none else "")
    given = judge_answer(field, typed_in(field, form), TODAY)
    assert given.fault == "" or given.value is None
    assert not (given.none and given.value is not None)
    if required and given.settled and kind != "note":
        assert given.none or given.value is not None


def test_not_knowing_is_another_answer_than_having_none():
    field = a_field(none=NONE, unknown=True)
    unknown = judge_answer(field, {"unknown": ("1",)}, TODAY)
    assert unknown == Answer({"unknown": ("1",)}, unknown=True) and unknown.settled and unknown.value is None
    assert judge_answer(a_field(), {"unknown": ("1",)}, TODAY).fault == "text-missing", "only where it is offered"
    for typed in [{"": ("Roux",), "unknown": ("1",)}, {"none": ("1",), "unknown": ("1",)}]:
        assert judge_answer(a_field(none=NONE, unknown=True), typed, TODAY).fault == "none-or-answer"
    field = a_field("choice", choices=("a", "b"), unknown=True)
    assert typed_in(field, {"f.x": [UNKNOWN_VALUE]}) == {"unknown": ("1",)}
    assert typed_in(a_field("choice", choices=("a", "b")), {"f.x": [UNKNOWN_VALUE]}) == {"": (UNKNOWN_VALUE,)}


def test_the_values_are_the_answers_that_mean_something() -> None:
    at = datetime(2026, 11, 24, tzinfo=UTC)
    answers = {"a": Answer(value=False), "b": Answer(fault="missing"), "c": Answer(none=True), "d": Answer(value=["x"])}
    case = Case("1", "birth-certificate", 1, "etat-civil", at, at, answers=answers)
    assert case.values == {"a": False, "d": ["x"]}
    assert Answer().settled and Answer(none=True).settled and Answer(value=0).settled
    assert not Answer(fault="missing").settled
    with pytest.raises(AttributeError):
        Case("1", "p", 1, "s", at, at).position = "end"


AT = datetime(2026, 11, 24, tzinfo=UTC)
PROCEDURE = a_procedure(
    a_step(
        "one", a_field("text", "family", role="person.birth_name"), a_field("date", "born", role="person.birth_date")
    ),
    a_step("two", a_field("text", "mother", role="person.mother"), a_field("phone", "phone", role="contact.phone")),
)


def case(**values: str) -> Case:
    return Case("c", "p", 1, "s", AT, AT, answers={name: Answer(value=value) for name, value in values.items()})


def test_only_names_and_a_day_of_birth_that_were_answered_are_searched() -> None:
    result = names_of(PROCEDURE, case(family="Benali", born="1945-02-03", mother="Petit", phone="+33299000001"))
    assert result == {"person.birth_name": "Benali", "person.birth_date": "1945-02-03"}
    assert set(result) <= set(WHO_ROLES)
    assert names_of(PROCEDURE, case()) == {}
    wrong = Case("c", "p", 1, "s", AT, AT, answers={"family": Answer({"": ("",)}, fault="missing")})
    assert names_of(PROCEDURE, wrong) == {}


LATIN = {"fr": True, "es": True, "ar": False, "uk": False}


def language_of(kind: str, value: object, language: str) -> str:
    choices = (FieldChoice("كلمة", Text("Un mot")), FieldChoice("b", Text("Un autre"))) if kind == "choice" else ()
    field = Field("said", kind, Text("Dites"), choices=choices)
    return mark_language(field, Answer(value=value), language, LATIN[language]).language


def test_words_are_of_the_language_whose_letters_or_sentences_they_are() -> None:
    for kind, value, language, found in [
        ("long_text", "المصباح لا يعمل", "ar", "ar"),
        ("text", "باريس", "ar", "ar"),
        ("address", {"street": "вулиця Франка", "city": "Львів"}, "uk", "uk"),
        ("long_text", "La farola no funciona", "es", "es"),
        ("text", "Rue du Bac", "es", ""),
        ("long_text", "Rue du Bac", "ar", ""),
        ("long_text", "Le lampadaire est éteint", "fr", ""),
        ("choice", "كلمة", "ar", ""),
        ("number", 3, "ar", ""),
        ("long_text", None, "es", ""),
    ]:
        assert language_of(kind, value, language) == found
    field = Field("said", "long_text", Text("Dites"))
    assert mark_language(field, Answer(value="Éteint", language="ar"), "fr", True).language == ""


def test_a_copy_has_to_be_there_to_be_said() -> None:
    assert check_claim(answer_of_state(JOINED), None, True, "") == Answer({"": (JOINED,)}, JOINED)
    assert check_claim(answer_of_state(JOINED), None, False, "Nadia Roux").fault == "nothing-joined"
    assert check_claim(answer_of_state("with_me"), None, False, "") == answer_of_state("with_me")


def test_nobody_alone_certifies_an_original() -> None:
    """Review of the screens, B3: a citizen alone could tick « Original vu au guichet », and the receipt said so."""
    seen = answer_of_state("seen")
    refused = check_claim(seen, None, False, "")
    assert (refused.value, refused.fault, refused.by) == (None, "only-a-mediator", "")
    assert check_claim(seen, answer_of_state("with_me"), False, "").fault == "only-a-mediator"


def test_who_saw_an_original_is_kept_whoever_comes_after() -> None:
    by_nadia = check_claim(answer_of_state("seen"), answer_of_state("with_me"), False, "Nadia Roux")
    assert (by_nadia.value, by_nadia.fault, by_nadia.by) == ("seen", "", "Nadia Roux")
    for later in ("", "Jean Petit"):
        assert check_claim(answer_of_state("seen"), by_nadia, False, later) == by_nadia


NOW = date(2026, 11, 24)
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
        typed = answering.replace_item(typed, number, person)
    return typed


def judged(typed: Typed, field: Field = PEOPLE) -> Answer:
    return judge_answer(field, typed, NOW)


def test_each_is_worth_what_their_own_fields_say_and_nobody_where_the_file_says_so() -> None:
    result = judged(of(LINA, PAUL))
    assert result.value == [{"name": "Lina", "birth": "2015"}, {"name": "Paul", "birth": "1945-02-03"}]
    assert result.settled
    assert judged({"none": ("1",)}).none
    assert judged({}).fault == "missing"
    assert judged({**of(LINA), "none": ("1",)}).fault == "none-or-answer"


def test_what_is_wrong_with_one_keeps_all_that_was_typed() -> None:
    wrong: dict[str, Typed] = {"name": {"": ("Ana",)}, "birth": {"year": ("demain",)}}
    result = judged(of(LINA, wrong))
    assert result.fault == "incomplete-item"
    assert answering.find_typed_item(result.typed, 2) == wrong
    assert answering.judge_item(PEOPLE, answering.find_typed_item(result.typed, 2), NOW, judge_answer).faults == {
        "birth": "not-a-date"
    }


def test_there_are_no_more_and_no_fewer_than_the_file_says() -> None:
    assert judged(of(LINA, LINA, LINA, LINA)).fault == "too-many-items"
    pair = Field("people", "group", Text("Deux témoins"), options={"least": 2}, fields=PEOPLE.fields)
    assert judged(of(LINA), pair).fault == "too-few-items"
    result = judged(of(LINA, PAUL))
    assert typed_in(PEOPLE, {}, result) == result.typed
    assert typed_in(PEOPLE, {"f.people.none": ["1"]}, result) == {**result.typed, "none": ("1",)}


def test_an_answer_opens_a_question_about_the_same_one_only() -> None:
    student = {**LINA, "student": {"": ("yes",)}}
    items = [answering.judge_item(PEOPLE, typed, NOW, judge_answer) for typed in (student, PAUL)]
    assert [[field.id for field in item.fields] for item in items] == [
        ["name", "birth", "student", "school"], ["name", "birth", "student"],
    ]  # fmt: skip
    assert items[0].faults == {"school": "text-missing"}


NUMBERS = st.integers(1, 9)


@given(st.lists(st.tuples(st.booleans(), NUMBERS, st.text("abc", min_size=1, max_size=3)), max_size=12))
def test_adding_and_taking_away_in_any_order_is_a_dictionary(steps: list[tuple[bool, int, str]]) -> None:
    typed: Typed = {}
    model: dict[int, str] = {}
    for adds, number, name in steps:
        if adds:
            typed, model[number] = answering.replace_item(typed, number, {"name": {"": (name,)}}), name
        else:
            typed = answering.remove_item(typed, number)
            model.pop(number, None)
        assert answering.list_item_numbers(typed) == sorted(model)
        assert all(
            answering.find_typed_item(typed, number) == {"name": {"": (name,)}} for number, name in model.items()
        )
        assert answering.next_number(typed) == max(model, default=0) + 1

"""From a form to an answer."""

from hypothesis import given
from hypothesis import strategies as st

from kiosk.domain.answers.answering import (
    NONE_VALUE,
    UNKNOWN_PART,
    UNKNOWN_VALUE,
    answer,
    blank,
    says_nothing,
    typed_in,
)
from kiosk.domain.answers.case import Answer
from kiosk.domain.answers.fields import KINDS
from kiosk.domain.answers.fields.kind import LONGEST
from tests.domain.samples import TODAY, a_field

NONE = "Je n’en ai pas"


def test_an_answer_keeps_what_was_typed_and_says_what_it_means():
    typed = {"": (" 1 200 ",)}
    assert answer(a_field("number"), typed, TODAY) == Answer(typed, value=1200)


def test_a_fault_keeps_what_was_typed():
    typed = {"day": ("31",), "month": ("2",), "year": ("2000",)}
    given = answer(a_field("date"), typed, TODAY)
    assert given == Answer(typed, fault="not-a-date") and not given.settled


def test_a_required_question_without_an_answer_is_missing() -> None:
    for typed in [{}, {"": ()}, {"": ("",)}, {"": (" \u00a0\u200b",)}]:
        assert answer(a_field(), typed, TODAY) == Answer(typed, fault="text-missing")


def test_an_empty_question_says_what_to_do() -> None:
    for kind, fault in [
        ("choice", "choice-missing"),
        ("yes_no", "choice-missing"),
        ("choices", "tick-missing"),
        ("date", "date-missing"),
    ]:
        assert answer(a_field(kind, choices=("a",)), {}, TODAY).fault == fault


def test_an_optional_question_may_stay_empty() -> None:
    for typed in [{}, {"": (" \u200b",)}]:
        given = answer(a_field(required=False), typed, TODAY)
        assert given == Answer(typed) and given.settled


def test_an_optional_answer_is_judged_all_the_same():
    assert answer(a_field("number", required=False), {"": ("x",)}, TODAY).fault == "not-a-number"


def test_having_none_settles_a_required_question():
    typed = {"": ("",), "none": ("1",)}
    given = answer(a_field(none=NONE), typed, TODAY)
    assert given == Answer(typed, none=True) and given.settled and given.value is None


def test_having_none_counts_only_where_it_is_offered():
    assert answer(a_field(), {"none": ("1",)}, TODAY) == Answer({}, fault="text-missing")
    assert answer(a_field(none=NONE), {"none": ("",)}, TODAY) == Answer({}, fault="text-missing")


def test_having_none_and_an_answer_asks_which():
    typed = {"": ("Roux",), "none": ("1",)}
    assert answer(a_field(none=NONE), typed, TODAY) == Answer(typed, fault="none-or-answer")
    assert answer(a_field(), typed, TODAY).value == "Roux"


def test_a_note_is_always_settled_and_holds_nothing():
    assert answer(a_field("note"), {"": ("smuggled",)}, TODAY) == Answer()


def test_a_novel_is_cut_and_refused_whatever_the_kind():
    given = answer(a_field("long_text", longest=10**9), {"": ("a" * (LONGEST + 1),)}, TODAY)
    assert given.fault == "too-long" and len(given.typed[""][0]) == LONGEST


def test_blank_is_what_no_eye_can_see():
    assert blank({}) and blank({"day": (" ",), "month": (), "year": ("\u200b",)}) and not blank({"": ("", "0")})


def test_a_form_is_read_by_names():
    form = {"f.x.day": ["2"], "f.x.month": ["3"], "f.x.year": ["1945"], "f.y": ["no"], "f.x.hour": ["1"], "f.x": ["?"]}
    assert typed_in(a_field("date"), form) == {"day": ("2",), "month": ("3",), "year": ("1945",)}


def test_every_tick_is_read():
    assert typed_in(a_field("choices"), {"f.x": ["a", "b"], "f.x.none": ["1"]}) == {"": ("a", "b"), "none": ("1",)}


def test_a_note_reads_nothing():
    assert typed_in(a_field("note"), {"f.x": ["a"]}) == {}


def test_the_row_that_says_none_is_the_same_as_the_box_that_says_none():
    form = {"f.x": [NONE_VALUE]}
    assert typed_in(a_field("yes_no", none=NONE), form) == {"none": ("1",)}
    assert answer(a_field("yes_no"), typed_in(a_field("yes_no"), form), TODAY).fault == "not-a-choice"


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
    given = answer(field, typed_in(field, form), TODAY)
    assert given.fault == "" or given.value is None
    assert not (given.none and given.value is not None)
    if required and given.settled and kind != "note":
        assert given.none or given.value is not None


def test_not_knowing_is_another_answer_than_having_none():
    field = a_field(none=NONE, unknown=True)
    unknown = answer(field, {"unknown": ("1",)}, TODAY)
    assert unknown == Answer({"unknown": ("1",)}, unknown=True) and unknown.settled and unknown.value is None
    assert answer(a_field(), {"unknown": ("1",)}, TODAY).fault == "text-missing", "only where it is offered"


def test_not_knowing_stands_beside_no_other_answer() -> None:
    for typed in [{"": ("Roux",), "unknown": ("1",)}, {"none": ("1",), "unknown": ("1",)}]:
        assert answer(a_field(none=NONE, unknown=True), typed, TODAY).fault == "none-or-answer"


def test_not_knowing_is_a_row_of_a_single_choice():
    field = a_field("choice", choices=("a", "b"), unknown=True)
    assert typed_in(field, {"f.x": [UNKNOWN_VALUE]}) == {"unknown": ("1",)}
    assert typed_in(a_field("choice", choices=("a", "b")), {"f.x": [UNKNOWN_VALUE]}) == {"": (UNKNOWN_VALUE,)}


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

"""Answering a page: step by step, all on one page or one question at a time, the same answers make the same case."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from kiosk.catalogue.define.catalogue import load_procedure
from kiosk.domain.answers import answering, journey
from kiosk.domain.answers.answering import WHOM, AnsweredPage, carry_over
from kiosk.domain.answers.case import TO_CONFIRM, Answer, Case
from kiosk.domain.answers.fields.registry import find_field_kind
from kiosk.domain.answers.journey import WHOLE, Page, Position, compute_journey, step_position
from kiosk.domain.language.words import Typed
from kiosk.domain.procedure.procedure import Example, Procedure
from tests.catalogue.samples import SHIPPED
from tests.domain.manners import ARABIC, LATER, NOW, Wanted, a_case, asked, post, same_case, walked
from tests.domain.samples import TODAY, a_field, a_procedure, a_step, when_is

PROCEDURES = tuple(load_procedure(path) for path in SHIPPED)
EXAMPLES = tuple((procedure, example) for procedure in PROCEDURES for example in procedure.examples)


def mutated(data: st.DataObject, example: Example, procedure: Procedure) -> dict[str, Typed]:
    """What an example answers, some of it left out, mistyped or otherwise chosen; boxes left empty are sent empty."""
    wanted: dict[str, Typed] = {}
    for field in procedure.fields():
        typed = example.answers.get(field.id, {})
        how = data.draw(st.sampled_from(["as it is"] * 6 + ["empty", "wrong", "chosen"]), label=field.id)
        if how == "empty" or find_field_kind(field.kind).repeats:
            wanted[field.id] = {} if how == "empty" else typed
        elif how == "wrong":
            wanted[field.id] = dict.fromkeys(typed or {"": ()}, ("§?",))
        elif how == "chosen" and field.choices:
            wanted[field.id] = {"": (data.draw(st.sampled_from([choice.value for choice in field.choices])),)}
        else:
            wanted[field.id] = typed
    return wanted


@given(data=st.data())
def test_every_manner_of_answering_makes_the_same_case(data: st.DataObject) -> None:
    procedure, example = data.draw(st.sampled_from(EXAMPLES), label="example")
    same_case(a_case(procedure), procedure, mutated(data, example, procedure))


def people(procedure: Procedure) -> set[str]:
    return {field.id for field in procedure.fields() if field.role and not field.role.startswith("contact.")}


def filled(example: Example, source: Procedure, procedure: Procedure) -> Case:
    """A new case, filled in from one that says what the example says."""
    fields = {field.id: field for field in source.fields()}
    by_name = {name: answering.judge_answer(fields[name], typed, TODAY) for name, typed in example.answers.items()}
    return a_case(procedure, carry_over(compute_journey(source, by_name, TODAY), by_name, procedure, TODAY))


@given(data=st.data())
def test_the_same_person_then_another_one_is_nobody_yet_in_every_manner(data: st.DataObject) -> None:
    """What was filled in about the first stays nowhere, and how to reach them does."""
    source, example = data.draw(st.sampled_from(EXAMPLES), label="source")
    procedure = data.draw(st.sampled_from(PROCEDURES), label="procedure")
    case = filled(example, source, procedure)
    whom = next((field for field in procedure.fields() if field.id == WHOM), None)
    if whom is None or WHOM not in case.answers:
        return
    others = [choice.value for choice in whom.choices if (choice.value,) != case.answers[WHOM].typed[""]]
    if not others:
        return
    end = same_case(case, procedure, {WHOM: {"": (data.draw(st.sampled_from(others)),)}})
    about = people(procedure) & case.answers.keys()
    assert all(not end.answers[name].typed for name in about if name in end.answers)
    for name in asked(end, procedure).keys() & (case.answers.keys() - about - {WHOM}):
        assert end.answers[name].value is not None or end.answers[name].none


def test_the_same_person_is_confirmed_page_by_page() -> None:
    for procedure in PROCEDURES:
        case = filled(procedure.examples[0], procedure, procedure)
        end = same_case(case, procedure, {})
        for name, answer in asked(end, procedure).items():
            if name in case.answers:
                assert answer is not None and answer.settled, name


NAME = a_field(id="name", role="person.birth_name")
PHONE = a_field(id="phone", role="contact.phone")
CHILD = a_procedure(
    a_step("all", a_field("choice", id=WHOM, choices=("myself", "my_child")), NAME, PHONE, a_field(id="town"))
)
MOTHER = {
    WHOM: Answer({"": ("myself",)}, fault=TO_CONFIRM),
    "name": Answer({"": ("Benali",)}, fault=TO_CONFIRM),
    "phone": Answer({"": ("0299000001",)}, fault=TO_CONFIRM),
}


def sent(case: Case, confirms: bool = True, **wanted: str) -> AnsweredPage:
    typed: Wanted = {name: {"": (value,)} for name, value in wanted.items()}
    return post(case, CHILD, walked(case, CHILD).stops, WHOLE, typed, confirms)


def test_another_person_named_on_the_same_page_keeps_the_name_that_was_typed_for_them() -> None:
    result = sent(a_case(CHILD, MOTHER), for_whom="my_child", name="Petit")
    assert result.case.values == {WHOM: "my_child", "name": "Petit", "phone": "0299000001"}


def test_the_name_of_the_first_person_is_asked_anew_and_nobody_is_blamed() -> None:
    result = sent(a_case(CHILD, MOTHER), for_whom="my_child", town="Rennes")
    assert "name" not in result.case.answers
    assert (result.faults, result.fresh, result.next) == ({}, {"name"}, WHOLE)


def test_a_page_that_only_asks_what_its_answers_open_confirms_nobody() -> None:
    """Its questions about a person still wait; whoever says then that it is for someone else leaves none of them."""
    refreshed = sent(a_case(CHILD, MOTHER), confirms=False, town="Rennes")
    assert refreshed.case.answers["name"] == MOTHER["name"]
    assert refreshed.case.values == {WHOM: "myself", "phone": "0299000001", "town": "Rennes"}
    assert sent(refreshed.case).case.values["name"] == "Benali", "« Continuer » confirms"
    assert "name" not in sent(refreshed.case, for_whom="my_child").case.answers


NOTE = a_field("note", id="note", when=when_is("more", "yes"))
WHY = a_field(id="why", when=when_is("more", "yes"))
MORE = a_procedure(a_step("one", a_field(id="more"), WHY, NOTE), a_step("two", a_field(id="last")))


def test_what_an_answer_opens_is_shown_before_it_is_missing_and_only_once() -> None:
    for here in [step_position("one"), WHOLE]:
        wanted = {"more": {"": ("yes",)}, "last": {"": ("x",)}}
        case, seen = a_case(MORE), []
        for _ in range(2):
            result = post(case, MORE, walked(case, MORE).stops, here, wanted)
            case = result.case
            seen.append((result.faults, result.fresh, result.next))
        assert seen == [({}, {"why", "note"}, here), ({"why": "text-missing"}, set(), here)]


def test_the_case_bears_the_moment_the_language_and_the_place_it_was_left_at() -> None:
    result = post(
        a_case(MORE), MORE, walked(a_case(MORE), MORE).stops[:1], step_position("one"), {"more": {"": ("no",)}}
    )
    kept = result.case
    assert (kept.changed_at, kept.language, kept.plain, kept.position) == (LATER, "ar", True, "two")
    assert result.next == step_position("two")


def test_one_question_answered_on_a_page_of_its_own_leaves_the_case_where_it_was() -> None:
    for kind in [Page.ITEM, Page.DOCUMENT]:
        case = replace(a_case(MORE), position="review")
        gives = {"more": Answer({"": ("no",)}, "no")}
        result = answering.add_answers(case, walked(case, MORE), Position(kind, "more", 1), gives, TODAY, LATER, ARABIC)
        assert (result.case.position, result.case.language, result.case.changed_at) == ("review", "ar", LATER)
        assert result.next == step_position("one")


def test_an_answer_that_belongs_to_no_page_any_more_is_kept_and_tells_nothing() -> None:
    case = a_case(MORE, {"more": Answer({"": ("no",)}, "no")})
    gives = {"why": Answer({}, fault="missing")}
    result = answering.add_answers(case, walked(case, MORE), Position(Page.ITEM, "why", 1), gives, TODAY, LATER, ARABIC)
    assert (result.faults, result.fresh, result.next) == ({}, set(), journey.LEFT)
    assert result.case.answers["why"].fault == "missing"


def test_an_answer_that_a_form_speaks_of_is_read_even_where_the_page_did_not_ask() -> None:
    case = a_case(MORE)
    stop = walked(case, MORE).stops[0]
    sent = {"f.more": ["yes"], "f.why": ["Parce que"]}
    gives = answering.read_page_answers(stop, sent, {}, (), answering.judge_answer, TODAY, "fr", True)
    assert {name: answer.value for name, answer in gives.items()} == {"more": "yes", "why": "Parce que"}


def test_a_copy_is_said_to_be_joined_only_where_one_is() -> None:
    paper = a_procedure(a_step("papers", a_field("document", id="proof")))
    stop = compute_journey(paper, {}, TODAY).stops[0]
    for attached, fault in (((), "nothing-joined"), (("proof",), "")):
        gives = answering.read_page_answers(
            stop, {"f.proof": ["joined"]}, {}, attached, answering.judge_answer, TODAY, "fr", True
        )
        assert gives["proof"].fault == fault


def test_today_is_the_day_that_is_handed_in() -> None:
    born = a_procedure(a_step("born", a_field("date", id="born", past=True)))
    case, wanted = a_case(born), {"f.born.day": ["25"], "f.born.month": ["11"], "f.born.year": ["2026"]}
    stop = walked(case, born).stops[0]
    faults = []
    for day in (TODAY, date(2026, 11, 26)):
        gives = answering.read_page_answers(stop, wanted, {}, (), answering.judge_answer, day, "fr", True)
        faults.append(
            dict(answering.add_answers(case, walked(case, born), step_position("born"), gives, day, NOW, ARABIC).faults)
        )
    assert faults == [{"born": "in-the-future"}, {}]

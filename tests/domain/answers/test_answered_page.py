"""Answering a page: step by step, all on one page or one question at a time, the same answers make the same case.
What goes from one case into the next of the same person, and what does not.
How far it still is: the number a person reads can only fall on the way forward, and never promises too little.
"""

from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from kiosk.catalogue.define.catalogue import load_procedure
from kiosk.domain.answers import answering, journey
from kiosk.domain.answers.answering import WHOM, AnsweredPage, carry_over
from kiosk.domain.answers.case import TO_CONFIRM, Answer, Case
from kiosk.domain.answers.fields.registry import find_field_kind
from kiosk.domain.answers.journey import (
    MOST_WAYS,
    WHOLE,
    Page,
    Position,
    compute_journey,
    evaluate_open_condition,
    most_steps,
    step_position,
    way_left,
)
from kiosk.domain.language.words import Typed
from kiosk.domain.procedure.procedure import Condition, Example, Field, Procedure
from tests.catalogue.samples import SHIPPED
from tests.domain.answers.test_journey import KINDS, procedures
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
def test_of_a_household_only_the_address_and_the_home_follow(data: st.DataObject) -> None:
    source, example = data.draw(st.sampled_from(EXAMPLES), label="source")
    procedure = data.draw(st.sampled_from(PROCEDURES), label="procedure")
    fields = {field.id: field for field in source.fields()}
    by_name = {name: answering.judge_answer(fields[name], typed, TODAY) for name, typed in example.answers.items()}
    carried = answering.carry_household_over(compute_journey(source, by_name, TODAY), by_name, procedure, TODAY)
    asked = {field.id: field for field in procedure.fields()}
    assert all(asked[name].role == "contact.address" or asked[name].household for name in carried)
    assert not [field for field in procedure.fields() if field.household and field.role]
    assert {answer.fault for answer in carried.values()} <= {TO_CONFIRM}


def test_the_rooms_of_a_home_are_those_of_whoever_lives_there() -> None:
    source = next(procedure for procedure in PROCEDURES if procedure.id == "hosting-certificate")
    fields = {field.id: field for field in source.fields()}
    given = {"surface": "54", "rooms": "3", "applicant_family_name": "Durand"}
    by_name = {
        name: answering.judge_answer(fields[name], {"": (typed,)}, TODAY)
        for name, typed in given.items()
        if name in fields
    }
    carried = answering.carry_household_over(compute_journey(source, by_name, TODAY), by_name, source, TODAY)
    assert {name: answer.typed for name, answer in carried.items()} == {"surface": {"": ("54",)}, "rooms": {"": ("3",)}}


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


BORN = a_field("date", id="born", role="person.birth_date", past=True)
HOME = a_field("address", id="home", role="contact.address")
EMAIL = a_field("email", id="email", role="contact.email", none="Je n’en ai pas", required=False)
LAWYER = a_field(id="lawyer", role="applicant.family_name")
COLOUR = a_field(id="colour")
ADDRESS = {"street": ("3 rue du Lavoir",), "postcode": ("35140",), "city": ("Saint-Aubin",)}
TYPED = {
    "name": {"": (" Benali ",)}, "born": {"day": ("3",), "month": ("février",), "year": ("1945",)}, "home": ADDRESS,
    "email": {"none": ("1",)}, "lawyer": {"": ("Durand",)}, "colour": {"": ("vert",)},
}  # fmt: skip


def whom(*values: str) -> Field:
    return a_field("choice", id=WHOM, choices=values)


def old(*fields: Field) -> Procedure:
    return a_procedure(a_step("all", *(fields or (NAME, BORN, HOME, EMAIL, LAWYER, COLOUR))))


def held(procedure: Procedure, **more: str) -> dict[str, Answer]:
    typed = TYPED | {name: {"": (value,)} for name, value in more.items()}
    return {field.id: answering.judge_answer(field, typed[field.id], TODAY) for field in procedure.fields()}


def into(new: Procedure, source: Procedure, **more: str) -> dict[str, Answer]:
    answers = held(source, **more)
    return answering.carry_over(compute_journey(source, answers, TODAY), answers, new, TODAY)


def test_the_same_roles_are_filled_as_typed_and_wait_to_be_confirmed() -> None:
    new = old(*(a_field(row.kind, id=f"my_{row.id}", role=row.role, none="Non") for row in (NAME, BORN, HOME, EMAIL)))
    result = into(new, old())
    assert result.keys() == {"my_name", "my_born", "my_home", "my_email"}
    assert {value.fault for value in result.values()} == {TO_CONFIRM}
    assert not any(value.settled for value in result.values())
    assert result["my_born"].typed == TYPED["born"]
    assert result["my_email"].typed == {"none": ("1",)}
    assert compute_journey(new, result, TODAY).first_open() is not None, "and nothing is submitted before"


def test_what_has_no_role_stays_where_it_was() -> None:
    assert into(old(a_field(id="colour"), a_field(id="name")), old()) == {}


def test_what_the_new_question_would_refuse_is_asked_anew() -> None:
    strict = a_field(id="name", role="person.birth_name", letters="latin")
    assert into(old(strict), old(), name="Бенали") == {}
    no_none = a_field("email", id="email", role="contact.email")
    assert into(old(no_none), old()) == {}, "« je n’en ai pas » is no answer where it is not offered"
    other_kind = a_field("long_text", id="home", role="contact.address")
    assert into(old(other_kind), old()) == {}


def test_what_was_wrong_or_blank_is_not_carried() -> None:
    source = old(NAME, EMAIL)
    answers = {"name": Answer({"": ("?",)}, fault="bad-character"), "email": Answer({})}
    assert answering.carry_over(compute_journey(source, answers, TODAY), answers, source, TODAY) == {}


def test_an_answer_that_its_own_case_made_irrelevant_is_not_carried() -> None:
    source = a_procedure(a_step("all", COLOUR))
    answers = held(old())
    assert answering.carry_over(compute_journey(source, answers, TODAY), answers, old(), TODAY) == {}


def test_for_whom_it_is_goes_along() -> None:
    source, new = old(whom("myself", "helped"), NAME, LAWYER), old(whom("helped", "my_child"), NAME, LAWYER)
    result = into(new, source, for_whom="helped")
    assert result.keys() == {WHOM, "name", "lawyer"}
    assert result[WHOM].typed == {"": ("helped",)}


def test_where_it_cannot_be_for_the_same_one_only_how_to_reach_them_is_carried() -> None:
    source, new = old(whom("myself"), NAME, HOME), old(whom("my_child"), NAME, HOME)
    assert into(new, source, for_whom="myself").keys() == {"home"}
    assert into(old(NAME, HOME), old(whom("my_child"), NAME, HOME), for_whom="my_child").keys() == {"home"}
    # oneself, where nothing asked
    assert into(old(whom("myself", "my_child"), NAME), old(NAME)).keys() == {WHOM, "name"}


def test_once_it_is_for_someone_else_nothing_carried_about_people_stays() -> None:
    procedure = old(whom("myself", "my_child"), NAME, HOME)
    before = into(procedure, procedure, for_whom="myself")
    same = answering.add_given(procedure, before, {WHOM: Answer({"": ("myself",)}, "myself")})
    assert same.keys() == {WHOM, "name", "home"}
    other = answering.add_given(procedure, before, {WHOM: Answer({"": ("my_child",)}, "my_child")})
    assert other.keys() == {WHOM, "home"}
    mine = {**before, "name": Answer({"": ("Benali",)}, "Benali")}
    kept = answering.add_given(procedure, mine, {WHOM: Answer({"": ("my_child",)}, "my_child")})
    assert "name" in kept, "what somebody has confirmed here is theirs to change"


def test_once_it_is_for_someone_else_what_the_page_sends_back_as_it_was_filled_in_goes_too() -> None:
    procedure = old(whom("myself", "my_child"), NAME, BORN, HOME)
    before = into(procedure, procedure, for_whom="myself")
    child = {WHOM: Answer({"": ("my_child",)}, "my_child"), "name": Answer({"": ("Petit",)}, "Petit")}
    shown = {"born": Answer({**TYPED["born"], "hour": ("",)}, "1945-02-03"), "home": Answer(ADDRESS, ADDRESS)}
    kept = answering.add_given(procedure, before, child | shown)
    assert kept == child | {"home": shown["home"]}


def test_what_is_carried_about_people_goes_also_after_the_first_one_was_confirmed() -> None:
    procedure = old(whom("myself", "my_child"), NAME, HOME)
    before = into(procedure, procedure, for_whom="myself") | {WHOM: Answer({"": ("myself",)}, "myself")}
    other = answering.add_given(procedure, before, {WHOM: Answer({"": ("my_child",)}, "my_child")})
    assert other.keys() == {WHOM, "home"}


def test_a_form_that_confirms_nothing_leaves_what_is_carried_about_people_as_it_is() -> None:
    procedure = old(whom("myself", "my_child"), NAME, LAWYER)
    before = into(procedure, procedure, for_whom="myself")
    same = {"name": Answer(before["name"].typed, "Benali"), "lawyer": Answer({"": ("Martin",)}, "Martin")}
    kept = answering.add_given(procedure, before, same, confirms=False)
    assert (kept["name"], kept["lawyer"]) == (before["name"], same["lawyer"])
    assert answering.add_given(procedure, before, same)["name"] == same["name"]


def test_only_what_waits_counts_as_carried() -> None:
    assert Answer({"": ("x",)}, fault=TO_CONFIRM).is_carried
    assert not Answer({"": ("x",)}, "x").is_carried


FORK = a_procedure(
    a_step("whom", a_field("choice", "whom", choices=("me", "child"))),
    a_step("child", a_field("text", "school"), when=when_is("whom", "child")),
    a_step("guardian", a_field("text", "guardian"), when=when_is("whom", "child")),
    a_step("me", a_field("text", "work"), when=when_is("whom", "me")),
    a_step("name", a_field("text", "name")),
)


def test_steps_that_exclude_each_other_are_not_counted_together():
    assert most_steps(FORK, {}, "whom", TODAY) == 4, "the way of a child is the longest"
    assert most_steps(FORK, {"whom": "me"}, "me", TODAY) == 2
    assert most_steps(FORK, {"whom": "child"}, "child", TODAY) == 3


def test_the_last_step_is_one_and_the_minutes_never_nothing():
    left = way_left(FORK, {"whom": "me", "work": "potier"}, "name", TODAY)
    assert (left.steps, left.most) == (1, 4) and left.minutes >= 1


def test_a_question_passed_without_an_answer_settles_what_hangs_on_it():
    assert most_steps(FORK, {}, "child", TODAY) == 2, "nobody said for whom: no other step hangs on it any more"


def test_a_condition_is_open_until_its_answers_settle_it() -> None:
    for known, means in [({}, None), ({"a": True}, None), ({"a": False}, False), ({"a": True, "b": None}, True)]:
        condition = Condition("all", parts=(when_is("a", True), Condition("not", parts=(when_is("b", True),))))
        assert evaluate_open_condition(condition, known, TODAY) is means
        assert evaluate_open_condition(Condition("not", parts=(condition,)), known, TODAY) is (
            None if means is None else not means
        )


def test_what_is_remembered_holds_no_answer():
    for name in ("Zoé", "Léo"):
        assert most_steps(FORK, {"whom": "me", "work": f"potier {name}"}, "me", TODAY) == 2
    kept = vars(journey)["_ways"][id(FORK)].most
    assert kept and "potier" not in repr(kept)
    assert all(result in (True, False, None) for _, outcome in kept for result in outcome)


def test_it_is_worked_out_anew_on_another_day():
    old = Condition("before", "birth", {"years_ago": 18})
    procedure = a_procedure(
        a_step("birth", a_field("date", "birth")),
        a_step("name", a_field("text", "name")),
        a_step("grown", a_field("text", "work"), when=old),
    )
    born = {"birth": "2008-11-27"}
    assert [most_steps(procedure, born, "name", day) for day in (date(2026, 11, 26), date(2026, 11, 27))] == [1, 2]


def test_more_open_questions_than_can_be_tried_give_an_upper_limit():
    asked = [a_field("yes_no", f"q{n}") for n in range(9)]
    steps = [a_step(f"s{n}", a_field("text", f"t{n}"), when=when_is(f"q{n}", n % 2 == 0)) for n in range(9)]
    assert 3 ** len(asked) > MOST_WAYS
    assert most_steps(a_procedure(a_step("all", *asked), *steps), {}, "all", TODAY) == 10


def forward(procedure, answer):
    """Walk from the first page to the last, answering each by `answer`: what was left on each page."""
    answers, lefts = {}, []
    stop = (
        compute_journey(procedure, answers, TODAY).stops[0]
        if compute_journey(procedure, answers, TODAY).stops
        else None
    )
    while stop is not None:
        if stop.end is None:  # a page that ends the walk shows no progress
            lefts.append(way_left(procedure, compute_journey(procedure, answers, TODAY).values, stop.id, TODAY))
        for field in stop.step.fields:
            answers[field.id] = answer(field)
        journey = compute_journey(procedure, answers, TODAY)
        stop = journey.after(stop.id) if journey.stop(stop.id) else None
    return lefts


def falls(lefts):
    for before, after in pairwise(lefts):
        assert after.steps < before.steps and after.minutes <= before.minutes
    for place, left in enumerate(lefts):
        assert left.steps >= len(lefts) - place, "there are never more to come than was said"
        assert left.steps <= left.most


@given(procedures(), st.data())
def test_it_can_only_fall(procedure, data):
    falls(
        forward(
            procedure,
            lambda field: data.draw(
                st.one_of(st.builds(lambda value: Answer(value=value), KINDS[field.kind]), st.just(Answer(none=True)))
            ),
        )
    )


def pressed(end):
    """Answers by the first or the last of what is offered, with nothing where something is typed."""

    def answer(field):
        if field.choices:
            value = field.choices[end].value
            return Answer(value=[value] if field.kind == "choices" else value)
        return Answer(value=end == 0) if field.kind == "yes_no" else Answer(none=True)

    return answer


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
@pytest.mark.parametrize("end", [0, -1])
def test_it_falls_in_every_procedure_that_ships(path, end):
    lefts = forward(load_procedure(path), pressed(end))
    assert lefts
    falls(lefts)

"""How far it still is: the number a person reads can only fall on the way forward, and never promises too little."""

from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.catalogue.define.catalogue import load_procedure
from kiosk.domain.answers import journey
from kiosk.domain.answers.case import Answer
from kiosk.domain.answers.journey import MOST_WAYS, compute_journey, evaluate_open_condition, most_steps, way_left
from kiosk.domain.procedure.procedure import Condition
from tests.catalogue.samples import SHIPPED
from tests.domain.answers.test_journey import KINDS, procedures
from tests.domain.samples import TODAY, a_field, a_procedure, a_step, when_is

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

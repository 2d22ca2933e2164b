"""The way through a procedure."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.domain.answers.case import Answer
from kiosk.domain.answers.journey import compute_journey
from kiosk.domain.procedure.procedure import Condition
from tests.domain.samples import TODAY, a_field, a_procedure, a_step, when_is

CHILD = when_is("whom", "child")
SCHOOL = when_is("school", True)
CARD = a_procedure(
    a_step("whom", a_field("choice", "whom", choices=("me", "child"))),
    a_step("child", a_field("yes_no", "school"), a_field("text", "teacher", when=SCHOOL), when=CHILD),
    a_step("canteen", a_field("text", "menu", when=SCHOOL)),
    a_step("name", a_field("text", "name"), a_field("note", "why")),
)


def said(**values):
    return {field: Answer({"": (str(value),)}, value=value) for field, value in values.items()}


def ids(journey):
    return [(stop.id, tuple(field.id for field in stop.fields), stop.settled) for stop in journey.stops]


def test_an_untouched_procedure_shows_what_needs_no_answer():
    journey = compute_journey(CARD, {}, TODAY)
    assert ids(journey) == [("whom", ("whom",), False), ("name", ("name", "why"), False)]
    assert journey.first_open().id == "whom" and journey.values == {}


def test_an_answer_opens_what_it_concerns_on_its_page_and_later():
    journey = compute_journey(CARD, said(whom="child", school=True), TODAY)
    assert ids(journey) == [
        ("whom", ("whom",), True), ("child", ("school", "teacher"), False), ("canteen", ("menu",), False),
        ("name", ("name", "why"), False),
    ]  # fmt: skip
    assert journey.first_open().id == "child"


def test_a_question_is_found_and_counted_on_this_persons_way():
    journey = compute_journey(CARD, said(whom="me"), TODAY)
    stop, field = journey.asked("name")
    assert (stop.id, field.id) == ("name", "name")
    assert journey.asked("teacher") is None and journey.asked("nothing") is None
    assert journey.count("whom") == (1, 2) and journey.count("name") == (2, 2)


def test_what_a_changed_answer_makes_irrelevant_counts_as_never_given():
    answers = said(whom="child", school=True, teacher="Mme Petit", menu="sans porc", name="Roux")
    assert set(compute_journey(CARD, answers, TODAY).values) == set(answers)
    changed = {**answers, **said(whom="me")}
    journey = compute_journey(CARD, changed, TODAY)
    assert journey.values == {"whom": "me", "name": "Roux"}
    assert journey.first_open() is None


def test_an_answer_that_is_wanted_again_is_still_there():
    answers = {**said(whom="child", school=False), "teacher": Answer({"": ("Mme Petit",)}, value="Mme Petit")}
    assert "teacher" not in compute_journey(CARD, answers, TODAY).values
    assert compute_journey(CARD, {**answers, **said(school=True)}, TODAY).values["teacher"] == "Mme Petit"


def test_a_faulty_answer_opens_nothing_and_leaves_its_page_open():
    journey = compute_journey(CARD, {"whom": Answer({"": ("child",)}, value="child", fault="not-a-choice")}, TODAY)
    assert journey.stop("child") is None and journey.first_open().id == "whom"


def test_having_none_or_nothing_to_answer_settles_a_page():
    procedure = a_procedure(a_step("s", a_field(id="a", none="Aucun"), a_field(id="b", required=False)))
    assert compute_journey(procedure, {"a": Answer(none=True), "b": Answer()}, TODAY).first_open() is None
    assert compute_journey(procedure, {"a": Answer(none=True)}, TODAY).first_open().id == "s"
    procedure = a_procedure(a_step("read", a_field("note", "n")), a_step("ask", a_field(id="a")))
    journey = compute_journey(procedure, {}, TODAY)
    assert [stop.id for stop in journey.stops] == ["read", "ask"] and journey.first_open().id == "ask"


def test_what_does_not_concern_the_person_is_not_on_the_way():
    assert compute_journey(CARD, said(whom="child", school=False), TODAY).stop("canteen") is None
    with pytest.raises(ValueError, match="not in"):
        compute_journey(CARD, {}, TODAY).after("child")


KINDS = {"yes_no": st.booleans(), "number": st.integers(0, 3), "text": st.sampled_from("ab")}


@st.composite
def procedures(draw):
    """Procedures whose conditions ask about any earlier question, on the same page too."""
    steps, earlier = [], []

    def maybe_when():
        if not earlier or draw(st.booleans()):
            return None
        field, kind = draw(st.sampled_from(earlier))
        asked = Condition("is", field=field, operand=draw(KINDS[kind]))
        return draw(st.sampled_from([asked, Condition("not", parts=(asked,))]))

    for s in range(draw(st.integers(1, 4))):
        when, fields = maybe_when(), []
        for f in range(draw(st.integers(1, 3))):
            kind = draw(st.sampled_from(sorted(KINDS)))
            fields.append(a_field(kind, f"f{s}{f}", when=maybe_when(), required=draw(st.booleans())))
            earlier.append((fields[-1].id, kind))
        steps.append(a_step(f"s{s}", *fields, when=when))
    return a_procedure(*steps)


def an_answer(kind):
    values = KINDS[kind]
    return st.one_of(
        st.builds(lambda v: Answer(value=v), values),
        st.builds(lambda v: Answer(value=v, fault="stale"), values),
        st.just(Answer(fault="missing")),
        st.just(Answer(none=True)),
    )


@given(procedures(), st.data())
def test_a_hidden_answer_is_never_a_value_and_never_opens_a_question(procedure, data):
    answers = {field.id: data.draw(an_answer(field.kind)) for field in procedure.fields() if data.draw(st.booleans())}
    journey = compute_journey(procedure, answers, TODAY)
    shown = [field for stop in journey.stops for field in stop.fields]
    assert set(journey.values) <= {field.id for field in shown}
    for stop in journey.stops:
        assert stop.step.when is None or stop.step.when.holds(journey.values, TODAY)
    for field in shown:
        assert field.when is None or field.when.holds(journey.values, TODAY)
    # Answers that are hidden might as well never have been given.
    assert (
        compute_journey(procedure, {field.id: answers[field.id] for field in shown if field.id in answers}, TODAY)
        == journey
    )


@given(procedures(), st.data())
def test_the_neighbours_of_every_stop_agree(procedure, data):
    answers = {field.id: data.draw(an_answer(field.kind)) for field in procedure.fields() if data.draw(st.booleans())}
    journey = compute_journey(procedure, answers, TODAY)
    if not journey.stops:
        assert journey.first_open() is None
        return
    way, stop = [journey.stops[0]], journey.stops[0]
    while (after := journey.after(stop.id)) is not None:
        assert journey.before(after.id) == stop and journey.stop(after.id) == after
        way.append(stop := after)
    assert tuple(way) == journey.stops and journey.before(way[0].id) is None
    open_ones = [stop for stop in way if not stop.settled]
    assert journey.first_open() == (open_ones[0] if open_ones else None)


@given(procedures(), st.data())
def test_answering_what_is_open_comes_to_an_end(procedure, data):
    answers, visited = {}, []
    while (stop := compute_journey(procedure, answers, TODAY).first_open()) is not None:
        visited.append(stop)
        assert len(visited) <= len(list(procedure.fields())), "the same page is asked for ever"
        for field in stop.fields:
            answers.setdefault(field.id, Answer(value=data.draw(KINDS[field.kind])))
    assert all(stop.settled for stop in compute_journey(procedure, answers, TODAY).stops)


ELSEWHERE = Condition("not", parts=(when_is("town", "ours"),))
STOPPED = a_procedure(
    a_step("born", a_field("commune", "town"), a_field("stop", "not_here", when=ELSEWHERE)),
    a_step("name", a_field("text", "name")),
)


def test_a_stop_is_a_page_after_its_question_and_nothing_is_asked_after_it():
    journey = compute_journey(STOPPED, said(town={"ours": False}), TODAY)
    assert ids(journey) == [("born", ("town",), True), ("end.not_here", ("not_here",), False)]
    assert journey.ended is journey.first_open() is journey.stops[-1]
    assert journey.before("end.not_here").id == "born"


def test_a_stop_waits_for_the_answer_that_it_depends_on():
    for unanswered in ({}, {"town": Answer({}, fault="missing")}, {"town": Answer({}, unknown=True)}):
        assert compute_journey(STOPPED, unanswered, TODAY).ids == ("born", "name")
    assert compute_journey(STOPPED, {"town": Answer({}, none=True)}, TODAY).ended, "having none is an answer"
    assert compute_journey(STOPPED, said(town={"ours": True}), TODAY).ended is None


def test_whoever_files_anyway_goes_on():
    journey = compute_journey(STOPPED, said(town={"ours": False}, not_here="anyway"), TODAY)
    assert journey.ids == ("born", "end.not_here", "name") and journey.ended is None
    assert journey.first_open().id == "name" and journey.values["not_here"] == "anyway"


def test_the_first_of_two_stops_ends_the_walk():
    two = a_procedure(a_step("why", a_field("stop", "one"), a_field("stop", "two")), a_step("name", a_field()))
    assert compute_journey(two, {}, TODAY).ids == ("end.one",)
    assert compute_journey(two, said(one="anyway"), TODAY).ids == ("end.one", "end.two")


def test_what_is_not_known_is_told_apart():
    step = a_step("name", a_field("text", "name", none="Aucun", unknown=True))
    assert compute_journey(a_procedure(step), {"name": Answer({}, unknown=True)}, TODAY).unknown == {"name"}
    assert compute_journey(a_procedure(step), {"name": Answer({}, none=True)}, TODAY).unknown == frozenset()


BORN = when_is("town", "Lyon")
TOWN = a_procedure(
    a_step("born", a_field("text", "town")),
    a_step("keeper", a_field("text", "keeper"), when=Condition("not", parts=(BORN,))),
    a_step("name", a_field("text", "name"), a_field("note", "why", when=Condition("not", parts=(BORN,)))),
)


NOT_YET = ({}, Answer(fault="missing"), Answer({"": ("",)}, fault="missing"))
NOT_LYON = (Answer(unknown=True), Answer({"": ("Brest",)}, "Brest"), Answer({"": ("?",)}, fault="unreadable"))
BORN_AT = (
    [(born, False) for born in NOT_YET] + [(born, True) for born in NOT_LYON] + [(said(town="Lyon")["town"], False)]
)


def test_no_question_is_shown_that_the_next_answer_takes_away() -> None:
    for born, keeper_asked in BORN_AT:
        journey = compute_journey(TOWN, {"town": born} if born else {}, TODAY)
        assert ("keeper" in journey.ids, journey.asked("why") is not None) == (keeper_asked, keeper_asked)

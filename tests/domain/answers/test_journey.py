"""The way through a procedure.
Where one goes next in a case, and which papers are still to bring.
"""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from kiosk.domain.answers import journey, where_to_go
from kiosk.domain.answers.attachment import NOTHING_JOINED
from kiosk.domain.answers.case import Answer
from kiosk.domain.answers.journey import LEFT, REVIEW, WHOLE, Journey, Page, Position, compute_journey, step_position
from kiosk.domain.answers.where_to_go import Destination, find_destination
from kiosk.domain.language.spelling import Text
from kiosk.domain.procedure.procedure import Condition, Procedure, ProcedureDocument
from tests.domain.samples import TODAY, Codes, a_field, a_procedure, a_step, when_is

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


NOW = date(2026, 11, 24)
MOVED: Procedure = a_procedure(
    a_step("whom", a_field(id="whom")),
    a_step("child", a_field(id="child"), when=when_is("whom", "child")),
    a_step("papers", a_field("document", id="proof"), a_field(id="more")),
)


def said_position(**values: str) -> Journey:
    return compute_journey(MOVED, {name: Answer({"": (value,)}, value) for name, value in values.items()}, NOW)


ALL = said_position(whom="me", proof="seen", more="no")


def test_a_case_goes_on_where_it_was_left_or_at_what_is_open() -> None:
    for kept, there in [("whom", step_position("whom")), ("review", REVIEW), ("whole", WHOLE)]:
        assert journey.find_resume_position(said_position(), kept) == there
        assert there.kept == kept


def test_a_step_that_concerns_nobody_gives_way_to_the_first_open_one_or_the_review() -> None:
    assert journey.find_resume_position(said_position(whom="me"), "child") == step_position("papers")
    assert journey.find_resume_position(ALL, "child") == REVIEW
    assert journey.find_resume_position(ALL, "never-was") == REVIEW


def test_no_case_is_left_on_a_page_that_only_answers_one_question() -> None:
    assert {Position(page, "x").kept for page in Page if page not in (Page.STEP, Page.WHOLE, Page.REVIEW)} == {""}


def test_after_a_step_comes_the_next_one_and_then_the_review() -> None:
    assert journey.find_next_page(said_position(whom="me"), step_position("whom"), {}, ()) == step_position("papers")
    assert journey.find_next_page(said_position(whom="child"), step_position("whom"), {}, ()) == step_position("child")
    assert journey.find_next_page(said_position(), step_position("papers"), {}, ()) == REVIEW


def test_a_step_that_its_own_answer_made_irrelevant_leads_to_what_is_still_open() -> None:
    assert journey.find_next_page(said_position(whom="me"), step_position("child"), {}, ()) == step_position("papers")
    assert journey.find_next_page(ALL, step_position("child"), {}, ()) == REVIEW


def test_what_is_wrong_or_new_keeps_one_on_the_page() -> None:
    for here in (step_position("whom"), step_position("whom", Page.REVIEW), WHOLE, Position(Page.ITEM, "whom", 2)):
        assert journey.find_next_page(ALL, here, {"whom": "missing"}, ()) == here
        assert journey.find_next_page(ALL, here, {}, {"whom"}) == here


def test_an_answer_changed_from_the_review_leads_back_there_or_to_what_it_opened() -> None:
    assert journey.find_next_page(ALL, step_position("whom", Page.REVIEW), {}, ()) == REVIEW
    opened = said_position(whom="child", proof="seen", more="no")
    assert journey.find_next_page(opened, step_position("papers", Page.REVIEW), {}, ()) == step_position("child")


def test_the_page_of_all_questions_is_left_when_nothing_is_open() -> None:
    assert journey.find_next_page(said_position(whom="me"), WHOLE, {}, ()) == WHOLE
    assert journey.find_next_page(ALL, WHOLE, {}, ()) == REVIEW


def test_copies_that_are_all_that_is_missing_are_joined_next() -> None:
    missing = {"proof": NOTHING_JOINED}
    for origin in (Page.STEP, Page.REVIEW):
        going = journey.find_next_page(ALL, step_position("papers", origin), missing, ())
        assert going == Position(Page.DOCUMENT, "proof", origin=origin)
        assert journey.find_next_page(ALL, going, {}, ()) == step_position("papers", origin)
    more = {**missing, "more": "missing"}
    assert journey.find_next_page(ALL, step_position("papers"), more, ()) == step_position("papers")


def test_one_of_a_group_leads_back_to_where_it_was_opened_from() -> None:
    for page in (Page.ITEM, Page.REMOVAL):
        assert journey.find_asking_page(ALL, Position(page, "more", 1)) == step_position("papers")
        assert journey.find_asking_page(ALL, Position(page, "more", 1, Page.REVIEW)) == step_position(
            "papers", Page.REVIEW
        )
        assert journey.find_asking_page(ALL, Position(page, "more", 1, Page.WHOLE)) == Position(Page.WHOLE, "more")
        assert journey.find_asking_page(ALL, Position(page, "child", 1)) == LEFT, "it is asked no longer"


def test_the_way_back_is_the_page_before_or_the_review_it_was_opened_from() -> None:
    assert journey.find_page_before(ALL, step_position("papers")) == step_position("whom")
    assert journey.find_page_before(ALL, step_position("papers", Page.REVIEW)) == REVIEW
    assert journey.find_page_before(ALL, step_position("whom")) is None


def test_after_the_copies_one_goes_on_where_their_page_asks_nothing_else() -> None:
    here = Position(Page.DOCUMENT, "proof")
    assert journey.find_page_after_copies(said_position(whom="me", proof="joined"), here) == step_position("papers"), (
        "« more » is open"
    )
    assert journey.find_page_after_copies(said_position(whom="me", proof="joined", more="no"), here) == REVIEW
    assert journey.find_page_after_copies(
        said_position(whom="me", proof="joined", more="no"), replace(here, origin=Page.WHOLE)
    ) == replace(WHOLE, id="proof")
    changing = replace(here, origin=Page.REVIEW)
    assert journey.find_page_after_copies(said_position(proof="joined", more="no"), changing) == step_position("whom")
    assert journey.find_page_after_copies(said_position(), replace(here, id="gone")) == LEFT


def paper(id: str, **more: object) -> ProcedureDocument:
    return ProcedureDocument(id, Text(id), Text("Pourquoi"), **more)  # type: ignore[arg-type]


PROCEDURE = a_procedure(
    a_step("who", a_field("choice", id="child", choices=("yes", "no"))),
    a_step("papers", a_field("document", id="shown", document="identity")),
    documents=(
        paper("identity"), paper("family", when=when_is("child", "yes")), paper("none", when=when_is("child", "no")),
    ),
)  # fmt: skip


def step_ids(papers: where_to_go.Papers) -> tuple[list[str], list[str]]:
    wanted, perhaps = papers
    return [row.id for row in wanted], [perhap.id for perhap in perhaps]


def after(**values: str) -> tuple[list[str], list[str]]:
    answers = {name: Answer({"": (value,)}, value) for name, value in values.items()}
    return step_ids(where_to_go.list_journey_papers(compute_journey(PROCEDURE, answers, TODAY), TODAY))


def test_what_is_wanted_is_told_before_and_settled_by_answers() -> None:
    assert step_ids(where_to_go.list_first_papers(PROCEDURE)) == (["identity"], ["family", "none"])
    assert after() == (["identity"], ["family", "none"])
    assert after(child="yes") == (["identity", "family"], [])
    assert after(child="no") == (["identity", "none"], [])
    assert after(child="no", shown="seen") == (["none"], [])
    assert after(child="no", shown="joined") == (["none"], [])
    assert after(child="no", shown="to_bring") == (["identity", "none"], [])


def test_at_the_end_nothing_is_left_possible() -> None:
    """A condition that asks about a question nobody was asked is decided by what was."""
    unasked = a_procedure(
        a_step("who", a_field("choice", id="child", choices=("yes", "no"))),
        documents=(paper("visa", when=when_is("country", "elsewhere")),),
    )
    answers = {"child": Answer({"": ("no",)}, "no")}
    assert step_ids(where_to_go.list_journey_papers(compute_journey(unasked, answers, TODAY), TODAY)) == ([], [])
    assert step_ids(where_to_go.list_journey_papers(compute_journey(unasked, {}, TODAY), TODAY)) == ([], ["visa"])


def test_no_paper_is_wanted_where_a_stop_has_ended_the_walk() -> None:
    stopped = a_procedure(
        a_step("who", a_field("choice", id="child", choices=("yes", "no"))),
        a_step("stop", a_field("stop", id="too_young", when=when_is("child", "yes"))),
        documents=PROCEDURE.documents,
    )
    answers = {"child": Answer({"": ("yes",)}, "yes")}
    assert step_ids(where_to_go.list_journey_papers(compute_journey(stopped, answers, TODAY), TODAY)) == ([], [])
    anyway = {**answers, "too_young": Answer({"": ("anyway",)}, "anyway")}
    assert step_ids(where_to_go.list_journey_papers(compute_journey(stopped, anyway, TODAY), TODAY)) == (
        ["identity", "family"],
        [],
    )


HOME_TOWN = a_field("commune", "town")


def test_the_place_is_what_the_file_says() -> None:
    stop = a_field(
        "stop", where=Text("Au service central"), address="11 rue de la Maison Blanche", phone="01 41 86 42 47"
    )
    place = find_destination(stop, a_procedure(a_step("one", stop)), {}, Codes())
    assert place == Destination("Au service central", "", "11 rue de la Maison Blanche", "01 41 86 42 47")


def test_the_town_hall_is_named_once_the_commune_is_answered() -> None:
    stop = a_field("stop", where=Text("À la mairie de naissance"), town="town")
    procedure = a_procedure(a_step("one", HOME_TOWN, stop))
    assert find_destination(stop, procedure, {}, Codes()).town == ""
    answered = {"town": {"name": "Lyon", "insee": "69123"}}
    assert find_destination(stop, procedure, answered, Codes()).town == "Lyon (69)"

"""Where one goes next in a case, and which papers are still to bring."""

from datetime import date

from msgspec.structs import replace

from kiosk.domain.answers import journey, where_to_go
from kiosk.domain.answers.attachment import NOTHING_JOINED
from kiosk.domain.answers.case import Answer
from kiosk.domain.answers.journey import LEFT, REVIEW, WHOLE, Journey, Page, Position, compute_journey, step_position
from kiosk.domain.answers.where_to_go import Destination, find_destination
from kiosk.domain.language.spelling import Text
from kiosk.domain.procedure.procedure import Procedure, ProcedureDocument
from tests.domain.samples import TODAY, Codes, a_field, a_procedure, a_step, when_is

NOW = date(2026, 11, 24)
MOVED: Procedure = a_procedure(
    a_step("whom", a_field(id="whom")),
    a_step("child", a_field(id="child"), when=when_is("whom", "child")),
    a_step("papers", a_field("document", id="proof"), a_field(id="more")),
)


def said(**values: str) -> Journey:
    return compute_journey(MOVED, {name: Answer({"": (value,)}, value) for name, value in values.items()}, NOW)


ALL = said(whom="me", proof="seen", more="no")


def test_a_case_goes_on_where_it_was_left_or_at_what_is_open() -> None:
    for kept, there in [("whom", step_position("whom")), ("review", REVIEW), ("whole", WHOLE)]:
        assert journey.find_resume_position(said(), kept) == there
        assert there.kept == kept


def test_a_step_that_concerns_nobody_gives_way_to_the_first_open_one_or_the_review() -> None:
    assert journey.find_resume_position(said(whom="me"), "child") == step_position("papers")
    assert journey.find_resume_position(ALL, "child") == REVIEW
    assert journey.find_resume_position(ALL, "never-was") == REVIEW


def test_no_case_is_left_on_a_page_that_only_answers_one_question() -> None:
    assert {Position(page, "x").kept for page in Page if page not in (Page.STEP, Page.WHOLE, Page.REVIEW)} == {""}


def test_after_a_step_comes_the_next_one_and_then_the_review() -> None:
    assert journey.find_next_page(said(whom="me"), step_position("whom"), {}, ()) == step_position("papers")
    assert journey.find_next_page(said(whom="child"), step_position("whom"), {}, ()) == step_position("child")
    assert journey.find_next_page(said(), step_position("papers"), {}, ()) == REVIEW


def test_a_step_that_its_own_answer_made_irrelevant_leads_to_what_is_still_open() -> None:
    assert journey.find_next_page(said(whom="me"), step_position("child"), {}, ()) == step_position("papers")
    assert journey.find_next_page(ALL, step_position("child"), {}, ()) == REVIEW


def test_what_is_wrong_or_new_keeps_one_on_the_page() -> None:
    for here in (step_position("whom"), step_position("whom", Page.REVIEW), WHOLE, Position(Page.ITEM, "whom", 2)):
        assert journey.find_next_page(ALL, here, {"whom": "missing"}, ()) == here
        assert journey.find_next_page(ALL, here, {}, {"whom"}) == here


def test_an_answer_changed_from_the_review_leads_back_there_or_to_what_it_opened() -> None:
    assert journey.find_next_page(ALL, step_position("whom", Page.REVIEW), {}, ()) == REVIEW
    opened = said(whom="child", proof="seen", more="no")
    assert journey.find_next_page(opened, step_position("papers", Page.REVIEW), {}, ()) == step_position("child")


def test_the_page_of_all_questions_is_left_when_nothing_is_open() -> None:
    assert journey.find_next_page(said(whom="me"), WHOLE, {}, ()) == WHOLE
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
    assert journey.find_page_after_copies(said(whom="me", proof="joined"), here) == step_position("papers"), (
        "« more » is open"
    )
    assert journey.find_page_after_copies(said(whom="me", proof="joined", more="no"), here) == REVIEW
    assert journey.find_page_after_copies(
        said(whom="me", proof="joined", more="no"), replace(here, origin=Page.WHOLE)
    ) == replace(WHOLE, id="proof")
    changing = replace(here, origin=Page.REVIEW)
    assert journey.find_page_after_copies(said(proof="joined", more="no"), changing) == step_position("whom")
    assert journey.find_page_after_copies(said(), replace(here, id="gone")) == LEFT


def paper(id: str, **more: object) -> ProcedureDocument:
    return ProcedureDocument(id, Text(id), Text("Pourquoi"), **more)  # type: ignore[arg-type]


PROCEDURE = a_procedure(
    a_step("who", a_field("choice", id="child", choices=("yes", "no"))),
    a_step("papers", a_field("document", id="shown", document="identity")),
    documents=(
        paper("identity"), paper("family", when=when_is("child", "yes")), paper("none", when=when_is("child", "no")),
    ),
)  # fmt: skip


def ids(papers: where_to_go.Papers) -> tuple[list[str], list[str]]:
    wanted, perhaps = papers
    return [row.id for row in wanted], [perhap.id for perhap in perhaps]


def after(**values: str) -> tuple[list[str], list[str]]:
    answers = {name: Answer({"": (value,)}, value) for name, value in values.items()}
    return ids(where_to_go.list_journey_papers(compute_journey(PROCEDURE, answers, TODAY), TODAY))


def test_what_is_wanted_is_told_before_and_settled_by_answers() -> None:
    assert ids(where_to_go.list_first_papers(PROCEDURE)) == (["identity"], ["family", "none"])
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
    assert ids(where_to_go.list_journey_papers(compute_journey(unasked, answers, TODAY), TODAY)) == ([], [])
    assert ids(where_to_go.list_journey_papers(compute_journey(unasked, {}, TODAY), TODAY)) == ([], ["visa"])


def test_no_paper_is_wanted_where_a_stop_has_ended_the_walk() -> None:
    stopped = a_procedure(
        a_step("who", a_field("choice", id="child", choices=("yes", "no"))),
        a_step("stop", a_field("stop", id="too_young", when=when_is("child", "yes"))),
        documents=PROCEDURE.documents,
    )
    answers = {"child": Answer({"": ("yes",)}, "yes")}
    assert ids(where_to_go.list_journey_papers(compute_journey(stopped, answers, TODAY), TODAY)) == ([], [])
    anyway = {**answers, "too_young": Answer({"": ("anyway",)}, "anyway")}
    assert ids(where_to_go.list_journey_papers(compute_journey(stopped, anyway, TODAY), TODAY)) == (
        ["identity", "family"],
        [],
    )


TOWN = a_field("commune", "town")


def test_the_place_is_what_the_file_says() -> None:
    stop = a_field(
        "stop", where=Text("Au service central"), address="11 rue de la Maison Blanche", phone="01 41 86 42 47"
    )
    place = find_destination(stop, a_procedure(a_step("one", stop)), {}, Codes())
    assert place == Destination("Au service central", "", "11 rue de la Maison Blanche", "01 41 86 42 47")


def test_the_town_hall_is_named_once_the_commune_is_answered() -> None:
    stop = a_field("stop", where=Text("À la mairie de naissance"), town="town")
    procedure = a_procedure(a_step("one", TOWN, stop))
    assert find_destination(stop, procedure, {}, Codes()).town == ""
    answered = {"town": {"name": "Lyon", "insee": "69123"}}
    assert find_destination(stop, procedure, answered, Codes()).town == "Lyon (69)"

"""Where one goes next in a case: one rule for every page of it."""

from datetime import date

from msgspec.structs import replace

from kiosk.domain.answers import position
from kiosk.domain.answers.attachment import NOTHING_JOINED
from kiosk.domain.answers.case import Answer
from kiosk.domain.answers.journey import Journey, walk
from kiosk.domain.answers.position import LEFT, REVIEW, WHOLE, Page, Position, step
from kiosk.domain.procedure.procedure import Procedure
from tests.domain.samples import a_field, a_procedure, a_step, when_is

TODAY = date(2026, 11, 24)
PROCEDURE: Procedure = a_procedure(
    a_step("whom", a_field(id="whom")),
    a_step("child", a_field(id="child"), when=when_is("whom", "child")),
    a_step("papers", a_field("document", id="proof"), a_field(id="more")),
)


def said(**values: str) -> Journey:
    return walk(PROCEDURE, {name: Answer({"": (value,)}, value) for name, value in values.items()}, TODAY)


ALL = said(whom="me", proof="seen", more="no")


def test_a_case_goes_on_where_it_was_left() -> None:
    for kept, there in [("whom", step("whom")), ("review", REVIEW), ("whole", WHOLE)]:
        assert position.left_at(said(), kept) == there
        assert there.kept == kept


def test_a_step_that_concerns_nobody_gives_way_to_the_first_open_one_or_the_review() -> None:
    assert position.left_at(said(whom="me"), "child") == step("papers")
    assert position.left_at(ALL, "child") == REVIEW
    assert position.left_at(ALL, "never-was") == REVIEW


def test_no_case_is_left_on_a_page_that_only_answers_one_question() -> None:
    assert {Position(page, "x").kept for page in Page if page not in (Page.STEP, Page.WHOLE, Page.REVIEW)} == {""}


def test_after_a_step_comes_the_next_one_and_then_the_review() -> None:
    assert position.following(said(whom="me"), step("whom"), {}, ()) == step("papers")
    assert position.following(said(whom="child"), step("whom"), {}, ()) == step("child")
    assert position.following(said(), step("papers"), {}, ()) == REVIEW


def test_a_step_that_its_own_answer_made_irrelevant_leads_to_what_is_still_open() -> None:
    assert position.following(said(whom="me"), step("child"), {}, ()) == step("papers")
    assert position.following(ALL, step("child"), {}, ()) == REVIEW


def test_what_is_wrong_or_new_keeps_one_on_the_page() -> None:
    for here in (step("whom"), step("whom", Page.REVIEW), WHOLE, Position(Page.ITEM, "whom", 2)):
        assert position.following(ALL, here, {"whom": "missing"}, ()) == here
        assert position.following(ALL, here, {}, {"whom"}) == here


def test_an_answer_changed_from_the_review_leads_back_there_or_to_what_it_opened() -> None:
    assert position.following(ALL, step("whom", Page.REVIEW), {}, ()) == REVIEW
    opened = said(whom="child", proof="seen", more="no")
    assert position.following(opened, step("papers", Page.REVIEW), {}, ()) == step("child")


def test_the_page_of_all_questions_is_left_when_nothing_is_open() -> None:
    assert position.following(said(whom="me"), WHOLE, {}, ()) == WHOLE
    assert position.following(ALL, WHOLE, {}, ()) == REVIEW


def test_copies_that_are_all_that_is_missing_are_joined_next() -> None:
    missing = {"proof": NOTHING_JOINED}
    for origin in (Page.STEP, Page.REVIEW):
        going = position.following(ALL, step("papers", origin), missing, ())
        assert going == Position(Page.DOCUMENT, "proof", origin=origin)
        assert position.following(ALL, going, {}, ()) == step("papers", origin)
    more = {**missing, "more": "missing"}
    assert position.following(ALL, step("papers"), more, ()) == step("papers")


def test_one_of_a_group_leads_back_to_where_it_was_opened_from() -> None:
    for page in (Page.ITEM, Page.REMOVAL):
        assert position.asking(ALL, Position(page, "more", 1)) == step("papers")
        assert position.asking(ALL, Position(page, "more", 1, Page.REVIEW)) == step("papers", Page.REVIEW)
        assert position.asking(ALL, Position(page, "more", 1, Page.WHOLE)) == Position(Page.WHOLE, "more")
        assert position.asking(ALL, Position(page, "child", 1)) == LEFT, "it is asked no longer"


def test_the_way_back_is_the_page_before_or_the_review_it_was_opened_from() -> None:
    assert position.before(ALL, step("papers")) == step("whom")
    assert position.before(ALL, step("papers", Page.REVIEW)) == REVIEW
    assert position.before(ALL, step("whom")) is None


def test_after_the_copies_one_goes_on_where_their_page_asks_nothing_else() -> None:
    here = Position(Page.DOCUMENT, "proof")
    assert position.after_copies(said(whom="me", proof="joined"), here) == step("papers"), "« more » is open"
    assert position.after_copies(said(whom="me", proof="joined", more="no"), here) == REVIEW
    assert position.after_copies(
        said(whom="me", proof="joined", more="no"), replace(here, origin=Page.WHOLE)
    ) == replace(WHOLE, id="proof")
    changing = replace(here, origin=Page.REVIEW)
    assert position.after_copies(said(proof="joined", more="no"), changing) == step("whom")
    assert position.after_copies(said(), replace(here, id="gone")) == LEFT

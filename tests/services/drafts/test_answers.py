"""Begin a case and answer it, step by step, one of a group, or all on one page."""

import dataclasses
from datetime import timedelta

import pytest
from msgspec.structs import replace

from kiosk.domain.answers.case import Answer
from kiosk.domain.answers.journey import REVIEW, Page, Position, step_position
from kiosk.domain.keys.ring import NOBODY, Ring
from kiosk.domain.language.words import Preferences
from kiosk.error_codes import Refusal
from kiosk.errors import Refused
from kiosk.services.access.open_case import open_case, open_case_in
from kiosk.services.box.box import Actor, Box, open_box
from kiosk.services.drafts import drafts, group_items, submit_case
from kiosk.settings import Settings
from tests.gallery.site import steps_taken
from tests.gallery.site.cast import Watch
from tests.gallery.site.gestures import BY_TOUCH, answered, form, helped
from tests.gallery.site.household import FORMS, LINA, at_household
from tests.services.conftest import count

FRENCH = Preferences()
FORM_ID = "f" * 32


def test_a_case_begins_at_its_first_step_for_the_mediator_who_began_it(box: Box, nadia: Actor) -> None:
    case = drafts.begin_draft(box, "birth-certificate", Preferences("en", True), nadia)
    assert open_case(box, case.id, nadia).case == case
    assert (case.position, case.language, case.plain, case.mediator_id) == ("for-whom", "en", True, nadia.mediator_id)
    assert open_case(box, case.id, nadia).editable


def test_a_page_from_the_browsers_memory_begins_a_new_case_once_the_old_one_is_over(box: Box, nadia: Actor) -> None:
    drafts.begin_draft(box, "birth-certificate", FRENCH, nadia, FORM_ID)
    drafts.discard_draft(box, FORM_ID, nadia)
    again = drafts.begin_draft(box, "birth-certificate", FRENCH, nadia, FORM_ID)
    assert again.id != FORM_ID
    assert open_case(box, again.id, nadia).case.answers == {}


def test_a_box_that_nobody_has_set_up_takes_no_case(settings: Settings) -> None:
    """There is no key that would open it again."""
    bare = open_box(settings)
    with pytest.raises(Refused, match=Refusal.NOT_SET_UP):
        drafts.begin_draft(bare, "birth-certificate", FRENCH, Actor())
    assert count(bare, "cases") == 0
    bare.store.close()


def test_no_case_begins_while_nobody_has_chosen_the_code(box: Box, nadia: Actor) -> None:
    unset = dataclasses.replace(box, site=replace(box.site, code=""))
    with pytest.raises(Refused, match="no-site-code"):
        drafts.begin_draft(unset, "birth-certificate", Preferences(), nadia)


def test_a_note_that_an_answer_opens_is_read_once_before_the_next_step(box: Box, nadia: Actor) -> None:
    case = drafts.begin_draft(box, "street-problem", FRENCH, nadia)
    danger, calm = form({"f.danger": "yes"}), form({"f.danger": "no"})
    positions = [
        drafts.answer_step(box, case.id, "danger", given, FRENCH, nadia).opened.case.position
        for given in (danger, danger, calm, danger)
    ]
    assert positions == ["danger", "problem", "problem", "danger"]


def test_a_case_survives_the_box(box: Box, nadia: Actor) -> None:
    case_id = answered(box, actor=nadia)
    before = open_case(box, case_id, nadia)
    box.store.close()
    again = open_box(box.settings, box.clock)
    assert open_case(again, case_id, nadia) == before
    again.store.close()


def test_what_cannot_be_opened_is_refused(box: Box, nadia: Actor) -> None:
    case = drafts.begin_draft(box, "birth-certificate", FRENCH, nadia)
    for gesture, code in (
        (lambda: drafts.begin_draft(box, "nothing", FRENCH, nadia), "no-such-procedure"),
        (lambda: open_case(box, "x" * 32, nadia), "no-such-case"),
        (lambda: drafts.answer_step(box, "x" * 32, "copy", {}, FRENCH, nadia), "no-such-case"),
        (lambda: drafts.answer_step(box, case.id, "applicant-of-mars", {}, FRENCH, nadia), "no-such-step"),
        (lambda: drafts.answer_step(box, case.id, "tie", {}, FRENCH, nadia), "no-such-step"),
        (lambda: submit_case.submit_case(box, "x" * 32, nadia, BY_TOUCH), "no-such-case"),
    ):
        with pytest.raises(Refused, match=code):
            gesture()


def test_a_mediator_of_another_service_cannot_tell_a_case_from_none(box: Box, nadia: Actor) -> None:
    case_id = answered(box, actor=nadia)
    for other in (
        dataclasses.replace(nadia, ring=Ring({"ccas": bytes(32)})),
        dataclasses.replace(nadia, ring=NOBODY),
        Actor(),
    ):
        for gesture in (
            lambda who: open_case(box, case_id, who),
            lambda who: drafts.answer_step(box, case_id, "person", form({"f.birth_name": "X"}), FRENCH, who),
            lambda who: submit_case.submit_case(box, case_id, who, BY_TOUCH),
            lambda who: drafts.discard_draft(box, case_id, who),
        ):
            with pytest.raises(Refused, match=Refusal.NO_SUCH_CASE):
                gesture(other)
    assert open_case(box, case_id, nadia).case.values["birth_name"] == "Benali"


PAPERS = "papers"


def test_a_citizen_alone_cannot_certify_an_original_and_a_mediator_who_takes_the_draft_up_can(
    box: Box, nadia: Actor
) -> None:
    """Review of the screens, B3: a false official statement; a form sent by hand is refused as well."""
    alone = Actor("terminal", session="s" * 64, session_key=bytes(range(32)), terminal=True)
    case = drafts.begin_draft(box, "birth-certificate", FRENCH, alone)
    for place, answers in {**steps_taken.BIRTH_CERTIFICATE, PAPERS: {"f.identity_shown": "with_me"}}.items():
        drafts.answer_step(box, case.id, place, form(answers), FRENCH, alone)
    seen = form({"f.identity_shown": "seen"})
    refused = drafts.answer_step(box, case.id, PAPERS, seen, FRENCH, alone)
    assert refused.faults == {"identity_shown": "only-a-mediator"}
    assert "identity_shown" not in open_case(box, case.id, alone).case.values
    drafts.answer_step(box, case.id, PAPERS, form({"f.identity_shown": "with_me"}), FRENCH, alone)
    with_both = dataclasses.replace(nadia, session=alone.session, session_key=alone.session_key)
    taken = drafts.answer_step(box, case.id, PAPERS, seen, FRENCH, with_both)
    assert (taken.faults, taken.opened.case.answers["identity_shown"].by) == ({}, "Nadia Roux")
    given_back = drafts.answer_step(box, case.id, PAPERS, seen, FRENCH, alone)
    assert given_back.faults == {}, "what a mediator saw stays seen"


def test_an_answer_keeps_the_language_it_is_written_in(box: Box) -> None:
    actor = helped(box)
    messages = {"f.problem": ["light"], "f.description": ["المصباح لا يعمل"]}
    case = drafts.begin_draft(box, "street-problem", Preferences("ar"), actor)
    drafts.answer_step(box, case.id, "problem", messages, Preferences("ar"), actor)
    assert open_case(box, case.id, actor).case.answers["description"].language == "ar"


def test_what_a_page_gave_is_saved_with_its_moment_and_its_language(box: Box, nadia: Actor, watch: Watch) -> None:
    case_id = answered(box, actor=nadia)
    watch.wait(timedelta(minutes=5))
    today = box.watch.today()
    given, english = {"copies": Answer({"": ("x",)}, fault="not-a-number")}, Preferences("en", True)
    with box.store.write() as db:
        opened = drafts.check_case_editable(open_case_in(box, db, case_id, nadia))
        result = drafts.save_page_answers(db, opened, step_position("copy", Page.REVIEW), given, today, english)
    kept = open_case(box, case_id, nadia)
    assert kept == result.opened
    assert (kept.case.language, kept.case.plain, kept.case.changed_at) == ("en", True, today.now)
    assert (result.faults, result.next) == ({"copies": "not-a-number"}, step_position("copy", Page.REVIEW))
    assert (result.opened.case.position, result.next == REVIEW) == ("copy", False)


def people(box: Box, case_id: str, actor: Actor) -> list[dict[str, str]] | None:
    opened = open_case(box, case_id, actor)
    return opened.case.answers["people"].value if "people" in opened.case.answers else None


def test_one_is_kept_and_sent_twice_is_one(town: tuple[Box, Actor]) -> None:
    box, nadia = town
    case_id = at_household(box, nadia)
    for _ in range(2):
        listed = group_items.answer_group_item(box, case_id, "people", 1, LINA, Preferences(), nadia)
        assert not listed.faults
    assert people(box, case_id, nadia) == [{"name": "Lina", "birth": "2015"}]


def test_taken_away_twice_takes_nobody_else(town: tuple[Box, Actor]) -> None:
    box, nadia = town
    case_id = at_household(box, nadia)
    group_items.answer_group_item(box, case_id, "people", 1, LINA, Preferences(), nadia)
    group_items.answer_group_item(
        box, case_id, "people", 2, {"f.name": ["Paul"], "f.birth.year": ["1945"]}, Preferences(), nadia
    )
    for _ in range(2):
        group_items.remove_group_item(box, case_id, "people", 1, Preferences(), nadia)
    assert people(box, case_id, nadia) == [{"name": "Paul", "birth": "1945"}]
    assert group_items.find_group_item(box, case_id, "people", 2, nadia).place == 1


def test_there_is_room_for_no_more_than_the_file_says(town: tuple[Box, Actor]) -> None:
    box, nadia = town
    case_id = at_household(box, nadia)
    for number in (1, 2):
        group_items.answer_group_item(box, case_id, "people", number, LINA, Preferences(), nadia)
    with pytest.raises(Refused, match="too-many-items"):
        group_items.answer_group_item(box, case_id, "people", 3, LINA, Preferences(), nadia)
    assert group_items.answer_group_item(box, case_id, "people", 2, LINA, Preferences(), nadia).full


def test_adding_somebody_takes_back_that_there_is_nobody(town: tuple[Box, Actor]) -> None:
    box, nadia = town
    case_id = at_household(box, nadia)
    drafts.answer_step(box, case_id, "people", {"f.people.none": ["1"]}, Preferences(), nadia)
    group_items.answer_group_item(box, case_id, "people", 1, LINA, Preferences(), nadia)
    assert people(box, case_id, nadia) == [{"name": "Lina", "birth": "2015"}]


def test_going_on_from_the_list_changes_nobody_in_it(town: tuple[Box, Actor]) -> None:
    box, nadia = town
    case_id = at_household(box, nadia)
    group_items.answer_group_item(box, case_id, "people", 1, LINA, Preferences(), nadia)
    answered = drafts.answer_step(box, case_id, "people", {}, Preferences(), nadia)
    assert (answered.faults, answered.opened.case.position) == ({}, "more")
    assert people(box, case_id, nadia) == [{"name": "Lina", "birth": "2015"}]


def test_everything_on_one_page_is_the_same_case(town: tuple[Box, Actor]) -> None:
    box, nadia = town
    case_id = at_household(box, nadia)
    first = drafts.answer_step(box, case_id, "", FORMS["wrong"], Preferences(), nadia)
    assert (first.next == REVIEW, first.faults) == (False, {"people": "missing", "day": "not-a-date"})
    group_items.answer_group_item(box, case_id, "people", 1, LINA, Preferences(), nadia)
    opens = drafts.answer_step(box, case_id, "", FORMS["opens"], Preferences(), nadia)
    assert (opens.next == REVIEW, opens.faults, opens.opened.case.position) == (False, {}, "whole")
    done = drafts.answer_step(box, case_id, "", FORMS["right"], Preferences(), nadia)
    assert (done.next == REVIEW, done.opened.case.position) == (True, "whole")
    assert done.opened.case.values == {
        "people": [{"name": "Lina", "birth": "2015"}], "day": "2020-01-02", "more": True, "why": "Parce que",
    }  # fmt: skip


def test_a_question_that_an_answer_of_a_group_opens_is_shown_before_it_is_missing(
    town: tuple[Box, Actor],
) -> None:
    box, nadia = town
    case_id = at_household(box, nadia)
    student = {**LINA, "f.student": ["yes"]}
    seen = [group_items.answer_group_item(box, case_id, "people", 1, student, Preferences(), nadia) for _ in range(2)]
    assert [(listed.faults, listed.fresh) for listed in seen] == [({}, {"school"}), ({"school": "text-missing"}, set())]
    here = Position(Page.ITEM, "people", 1)
    assert [listed.next(Page.STEP, more=False) for listed in seen] == [here, here]


def test_after_one_of_a_group_comes_the_list_or_another_one_where_there_is_room(town: tuple[Box, Actor]) -> None:
    box, nadia = town
    case_id = at_household(box, nadia)
    one, two = (
        group_items.answer_group_item(box, case_id, "people", number, LINA, Preferences(), nadia) for number in (1, 2)
    )
    assert one.next(Page.STEP, more=False) == step_position("people")
    assert one.next(Page.WHOLE, more=False) == Position(Page.WHOLE, "people")
    assert one.next(Page.REVIEW, more=True) == Position(Page.ITEM, "people", 2, Page.REVIEW)
    assert two.next(Page.STEP, more=True) == step_position("people")


def test_a_case_that_is_submitted_is_answered_no_more(town: tuple[Box, Actor]) -> None:
    box, nadia = town
    case_id = at_household(box, nadia)
    group_items.answer_group_item(box, case_id, "people", 1, LINA, Preferences(), nadia)
    for given in (FORMS["opens"], FORMS["right"]):
        drafts.answer_step(box, case_id, "", given, Preferences(), nadia)
    submit_case.submit_case(box, case_id, nadia, BY_TOUCH)
    with pytest.raises(Refused, match="already-submitted"):
        drafts.answer_step(box, case_id, "", FORMS["right"], Preferences(), nadia)


def test_a_note_that_an_answer_opens_is_read_before_the_review(box: Box, nadia: Actor) -> None:
    """On one page as on many: « appelez le 112 » is not passed over, and is shown once."""
    procedure = box.catalogue.get("street-problem")
    assert procedure is not None
    typed = {name: parts for example in procedure.examples for name, parts in example.answers.items()}
    form = {
        f"f.{name}.{part}" if part else f"f.{name}": list(values)
        for name, parts in typed.items()
        for part, values in parts.items()
    }
    case_id = drafts.begin_draft(box, procedure.id, Preferences(), nadia).id

    def sent(danger: str) -> drafts.AnsweredStep:
        return drafts.answer_step(box, case_id, "", {**form, "f.danger": [danger]}, Preferences(), nadia)

    assert any(sent("no").next == REVIEW for _ in range(5)), "everything but the danger is settled"
    opened = sent("yes")
    notes = {field.id for stop in opened.opened.journey.stops for field in stop.fields if field.kind == "note"}
    assert notes and opened.next != REVIEW and not opened.faults
    assert sent("yes").next == REVIEW

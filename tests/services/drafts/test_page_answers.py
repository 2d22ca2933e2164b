"""Every page of a draft keeps its answers in the same way."""

from datetime import timedelta

import pytest

from kiosk.domain.answers.case import Answer
from kiosk.domain.answers.position import WHOLE, Page, Position, step
from kiosk.domain.language.preferences import Preferences
from kiosk.errors import Refused
from kiosk.services.access.open_case import open_case, open_in
from kiosk.services.box.box import Actor, Box
from kiosk.services.drafts import page_answers
from kiosk.store.cases import cases
from tests.gallery.site.cast import Watch
from tests.gallery.site.gestures import answered, submitted


def test_what_a_page_gave_is_saved_with_its_moment_and_its_language(box: Box, nadia: Actor, watch: Watch) -> None:
    case_id = answered(box, actor=nadia)
    watch.wait(timedelta(minutes=5))
    today = box.watch.today()
    given, english = {"copies": Answer({"": ("x",)}, fault="not-a-number")}, Preferences("en", True)
    with box.store.write() as db:
        opened = page_answers.editable(open_in(box, db, case_id, nadia))
        result = page_answers.keep(db, opened, step("copy", Page.REVIEW), given, today, english)
    kept = open_case(box, case_id, nadia)
    assert kept == result.opened
    assert (kept.case.language, kept.case.plain, kept.case.changed_at) == ("en", True, today.now)
    assert (result.faults, result.next) == ({"copies": "not-a-number"}, step("copy", Page.REVIEW))
    assert (result.next_position, result.complete) == ("copy", False)


def test_whose_case_it_is_is_noted_for_the_search(box: Box, nadia: Actor) -> None:
    case_id = answered(box, actor=nadia)
    with box.store.write() as db:
        opened = page_answers.editable(open_in(box, db, case_id, nadia))
        given = {"birth_name": Answer({"": ("Petit",)}, "Petit")}
        page_answers.keep(db, opened, Position(Page.ITEM, "birth_name", 1), given, box.watch.today(), Preferences())
    [row] = cases.named(box.store.read(), "", nadia.ring.services)
    assert cases.names(row.names, case_id, opened.key)["person.birth_name"] == "Petit"


def test_a_case_with_nothing_open_is_complete(box: Box, nadia: Actor) -> None:
    case_id = answered(box, actor=nadia)
    with box.store.write() as db:
        opened = page_answers.editable(open_in(box, db, case_id, nadia))
        result = page_answers.keep(db, opened, WHOLE, {}, box.watch.today(), Preferences())
    assert (result.complete, result.next_position) == (True, WHOLE.kept)


def test_a_submitted_case_is_answered_no_more(box: Box, nadia: Actor) -> None:
    case_id = submitted(box, actor=nadia).case_id
    with pytest.raises(Refused, match="already-submitted"):
        page_answers.editable(open_case(box, case_id, nadia))

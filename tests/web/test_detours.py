"""Addresses of the pages of a case, and what a form brings."""

import pytest
from flask import Flask

from kiosk.domain.answers.journey import SUBMITTED, Page, Position
from kiosk.error_codes import Refusal
from kiosk.errors import Refused
from kiosk.web import detours
from kiosk.web.detours import id_in
from tests.gallery.site import steps_taken
from tests.gallery.site.cast import PIN
from tests.gallery.site.page import Browser
from tests.loaded import loaded_by


def test_a_page_of_questions_leads_where_a_button_or_a_link_of_it_says_and_nowhere_else(app: Flask) -> None:
    with app.test_request_context():
        for form, leads in (
            *(({"then": where}, where) for where in ("park", "code", "checklist", "about", "whole")),
            ({"item": "people.2"}, "items/people/2"),
            ({"item": "people.2.remove", "change": "1"}, "items/people/2/remove?change=1"),
            ({"item": "people.2", "whole": "1"}, "items/people/2?whole=1"),
        ):
            asked = detours.detour_in(form)
            assert asked and detours.case_page_address("c", asked) == f"/cases/c/{leads}"
        assert all(detours.case_page_address("c", Position(page, "x", 1)).startswith("/cases/c") for page in Page)
    for other in ({}, *({"then": where} for where in ("//example.org", "review", "steps")), {"item": "people"}):
        assert detours.detour_in(other) is None, other


def test_the_page_of_all_questions_is_shown_at_the_group_that_was_left(app: Flask) -> None:
    with app.test_request_context():
        assert detours.case_page_address("c", Position(Page.WHOLE, "people")) == "/cases/c/whole#f-people-group"


@pytest.mark.parametrize("origin", [Page.STEP, Page.REVIEW, Page.WHOLE])
def test_where_a_page_was_opened_from_is_read_as_it_was_written(origin: Page) -> None:
    assert detours.origin_in(detours.origin_parameters(origin)) is origin


def test_only_what_was_refused_for_these_reasons_leads_elsewhere(app: Flask) -> None:
    with app.test_request_context():
        assert (
            detours.redirect_refused(
                Refused(Refusal.ALREADY_SUBMITTED), "c", SUBMITTED, Refusal.ALREADY_SUBMITTED
            ).status_code
            == 303
        )
    with pytest.raises(Refused, match="no-such-step"):
        detours.redirect_refused(Refused(Refusal.NO_SUCH_STEP), "c", SUBMITTED, Refusal.ALREADY_SUBMITTED)


def test_the_whole_page_is_left_the_same_way(desk: Browser) -> None:
    form = desk.get("/procedures/birth-certificate").form("begin").with_values({"on": "whole"})
    page = desk.send(form)
    assert "js/case/keep.js" in loaded_by(page)
    asked = desk.send(page.form("answer").with_values({"f.birth_name": "Petit", "then": "park"}))
    assert asked.path == f"/cases/{steps_taken.case_of(page)}/park"
    assert "Petit" in desk.get(asked.link("Continuer le dossier")).source


def test_what_a_person_pointed_at_is_named_in_the_order_of_the_questions(desk: Browser) -> None:
    page = steps_taken.to_review(desk)
    turned = desk.send(page.form("send"))
    points = desk.get(turned.link("Il y a une erreur"))
    given = (
        steps_taken.covered(desk, points)
        .form("back")
        .with_values({"wrong": ["given_names", "birth_name", "unheard-of"], "pin": PIN})
    )
    assert desk.send(given).path.endswith("/steps/person?change=1&wrong=birth_name&wrong=given_names")


def test_only_an_id_is_taken_for_one() -> None:
    good = "0123456789abcdef" * 2
    assert id_in({"case": good}, "case") == good
    for other in ("", good.upper(), good + "0", good + "\n", "../" + good):
        assert id_in({"case": other}, "case") == ""
    assert id_in({}, "case") == ""

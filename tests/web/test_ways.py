"""A link in the middle of a page of questions takes along what is typed there."""

import pytest
from flask import Flask

from kiosk.web.ways import on_the_way
from tests import walk
from tests.page import Browser


@pytest.mark.parametrize(("then", "leads"), [("park", "/cases/c/park"), ("", ""), ("//example.org", "")])
def test_a_page_leads_to_places_of_its_own_only(app: Flask, then: str, leads: str) -> None:
    with app.test_request_context():
        assert on_the_way({"then": then}, "c") == leads


def test_the_whole_page_is_left_the_same_way(desk: Browser) -> None:
    form = desk.get("/procedures/birth-certificate").form("begin").with_values({"on": "whole"})
    page = desk.send(form)
    assert any("js/keep.js" in str(each.get("src")) for each in page.all("script"))
    asked = desk.send(page.form("answer").with_values({"f.birth_name": "Petit", "then": "park"}))
    assert asked.path == f"/cases/{walk.case_of(page)}/park"
    assert "Petit" in desk.get(asked.link("Continuer le dossier")).source

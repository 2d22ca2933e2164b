"""The declaration: what is met and what is not, whom to tell, and who helps when nobody answers."""

import pytest

from kiosk.catalogue.check.rgaa_audit import audit
from tests.gallery.site.page import Browser, Page


@pytest.fixture
def declaration(browser: Browser) -> Page:
    return browser.get("/accessibility")


def test_it_says_the_rate_that_the_audit_computes_and_what_that_is_called(declaration: Page) -> None:
    assert f"{audit().per_cent} % des critères du RGAA 4.1.2" in declaration.main
    assert {"full": "totalement conforme", "partial": "partiellement conforme", "none": "non conforme"}[
        audit().state
    ] in declaration.one(".notice").text_content()


def test_what_is_not_known_is_said_to_count_as_not_met(declaration: Page) -> None:
    assert "compté comme non respecté tout ce que nous n’avons pas encore vérifié" in declaration.main
    assert "Aucun lecteur d’écran n’a encore été essayé." in declaration.main


def test_all_106_criteria_are_there_each_with_how_we_know(declaration: Page) -> None:
    assert len(declaration.all("details li")) == 106
    for theme in audit().themes:
        for criterion in theme.criteria:
            assert " ".join(criterion.how.split()) in declaration.main, criterion.number


def test_whatever_is_not_met_stands_above_them(declaration: Page) -> None:
    text = " ".join(declaration.words("section:nth-of-type(1) li"))
    assert all(" ".join(criterion.how.split()) in text for criterion in audit().of("not-met"))


def test_it_says_whom_to_tell_and_who_helps_when_nobody_answers(declaration: Page) -> None:
    for words in ("02 99 00 00 00", "Défenseur des droits", "09 69 39 00 00", "Libre réponse 71120"):
        assert words in declaration.main


def test_the_audit_is_french_on_every_page(browser: Browser) -> None:
    browser.send(browser.get("/").form_to("/language", "en"))
    page = browser.get("/accessibility")
    assert page.heading == "Accessibility"
    assert {element.get("lang") for element in page.all("details li p:nth-child(2)")} == {"fr"}


def test_it_is_found_from_where_people_look(browser: Browser) -> None:
    for path in ["/", "/call", "/comfort"]:
        page = browser.get(path).one('a[href^="/accessibility"]').get("href")
        assert browser.get(browser.get(page).link("Retour")).path.partition("?")[0] == path

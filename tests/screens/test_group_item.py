"""Who lives here: each person on a page of their own, by buttons alone, with or without a script."""

import pytest

from kiosk.app import create_app
from tests.gallery.site import steps_taken
from tests.gallery.site.household import with_household
from tests.gallery.site.page import Browser, Page


@pytest.fixture
def counter(settings, watch):  # type: ignore[no-untyped-def]
    with with_household(settings, watch) as (box, _):
        browser = Browser(create_app(box.settings, box=box).test_client())
        steps_taken.sign_in(browser)
        yield browser


def press(browser: Browser, page: Page, words: str) -> Page:
    [button] = [element for element in page.all("button[name=item]") if words in element.text_content()][:1]
    form = page.form("answer")
    return browser.send(form.with_values({"item": button.get("value")}))


def added(browser: Browser, page: Page, name: str, year: str, **more: str) -> Page:
    form = press(browser, page, "Ajouter une personne").form("answer")
    return browser.send(form.with_values({"f.name": name, "f.birth.year": year, **more}))


def test_people_are_added_changed_and_taken_away(counter: Browser) -> None:
    page = steps_taken.begin(counter, "household")
    assert page.heading == "Qui vit avec vous ?"
    page = added(counter, page, "Lina", "2015")
    assert page.heading == "Qui vit avec vous ?" and "Prénom : Lina ; Date de naissance : 2015" in page.main
    result = press(counter, page, "Modifier")
    assert result.heading == "Personne 1"
    page = counter.send(result.form("answer").with_values({"f.name": "Lila"}))
    assert "Lila" in page.main and "Lina" not in page.main
    asked = press(counter, page, "Retirer")
    assert asked.heading == "Retirer de la liste ?" and "Lila" in asked.main
    page = counter.send(asked.form("remove"))
    assert "Lila" not in page.main and page.heading == "Qui vit avec vous ?"


def test_one_after_the_other_without_the_list_between(counter: Browser) -> None:
    page = added(counter, steps_taken.begin(counter, "household"), "Lina", "2015", more="1")
    assert page.heading == "Personne 2"
    page = counter.send(page.form("answer").with_values({"f.name": "Paul", "f.birth.year": "1945"}))
    assert "Lina" in page.main and "Paul" in page.main and "La liste est complète." in page.main


def test_what_is_wrong_is_said_beside_its_question_and_kept(counter: Browser) -> None:
    page = added(counter, steps_taken.begin(counter, "household"), "Lina", "demain")
    assert page.status == 422 and page.one("[name='f.birth.year']").get("value") == "demain"
    page = counter.get(page.link("Retour"))
    assert "Il manque une réponse." in page.main
    page = counter.send(page.form("answer"))
    assert page.status == 422 and "Ouvrez la ligne marquée" in page.main


def test_a_question_that_an_answer_opens_is_asked_before_going_back(counter: Browser) -> None:
    page = added(counter, steps_taken.begin(counter, "household"), "Lina", "2015", **{"f.student": "yes"})
    assert page.heading == "Personne 1" and "École" in page.main
    page = counter.send(page.form("answer").with_values({"f.school": "Collège"}))
    assert "École : Collège" in page.main


def test_nobody_is_an_answer_and_the_recap_shows_each(counter: Browser) -> None:
    page = steps_taken.begin(counter, "household")
    page = counter.send(page.form("answer").with_values({"f.people.none": "1"}))
    assert page.heading == "Depuis quand ?"
    values = {"f.day.day": "02012020", "f.more": "no"}
    page = counter.send(page.form("answer").with_values(values))
    assert page.path.endswith("/review") and "Je vis seul" in page.main


def test_a_group_that_is_not_there_leads_back(counter: Browser) -> None:
    case_id = steps_taken.case_of(steps_taken.begin(counter, "household"))
    assert counter.get(f"/cases/{case_id}/items/nobody/1").heading == "Qui vit avec vous ?"
    assert counter.get(f"/cases/{case_id}/items/people/4/remove").heading == "Qui vit avec vous ?"

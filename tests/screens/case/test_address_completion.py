"""Communes complete an address: by a list below the box, and without a script by rows to press."""

from kiosk.services.box.box import Actor
from tests.gallery.site import steps_taken
from tests.gallery.site.page import Browser, Page
from tests.loaded import loaded_by

STREET = {"f.home_address.street": "3 rue du Lavoir", "f.housed": "no"}


def asked(browser: Browser, **question: str) -> list[dict[str, str]]:
    """What the script of the page is told."""
    answer = browser.client.get("/communes", query_string=question)
    assert answer.status_code == 200 and answer.headers["Cache-Control"] == "no-store"
    return answer.get_json()


def at_home(browser: Browser) -> Page:
    """The step that asks where someone lives."""
    case = steps_taken.case_of(steps_taken.begin(browser, "identity-document"))
    return browser.get(f"/cases/{case}/steps/home")


def lives(browser: Browser, page: Page, postcode: str, city: str) -> Page:
    return steps_taken.answer(
        browser, page, {**STREET, "f.home_address.postcode": postcode, "f.home_address.city": city}
    )


def rows(page: Page) -> list[str]:
    return [row.get("value") for row in page.all('button[name="f.home_address.place"]')]


def press(browser: Browser, page: Page, row: str) -> Page:
    return browser.send(page.form("answer").with_values({"f.home_address.place": row}))


def kept(browser: Browser, page: Page) -> tuple[str, str]:
    """Code and town as the step shows them when someone comes back to it."""
    step = browser.get(f"/cases/{steps_taken.case_of(page)}/steps/home")
    return tuple(step.one(f'[name="f.home_address.{part}"]').get("value") for part in ("postcode", "city"))


def test_anyone_may_ask_without_signing_in(browser: Browser) -> None:
    result = asked(browser, q="l hay")[0]
    assert result["label"] == "L'Haÿ-les-Roses · 94240"
    assert (result["city"], result["postcode"], result["area"]) == ("L'Haÿ-les-Roses", "94240", "Val-de-Marne")


def test_a_terminal_asks_before_anyone_has_begun(browser: Browser, nadia: Actor) -> None:
    terminal = steps_taken.hand_over(browser)
    assert asked(terminal, q="35140")[0]["city"] == "Saint-Aubin-du-Cormier"


def test_the_department_of_the_town_hall_comes_first(browser: Browser) -> None:
    assert asked(browser, q="saint aub")[0]["label"].startswith("Saint-Aubin-d'Aubigné")


def test_a_commune_of_many_codes_is_chosen_first_and_its_code_after(browser: Browser) -> None:
    paris = asked(browser, q="paris")[0]
    assert paris["postcode"] == ""
    assert len({row["postcode"] for row in asked(browser, of=paris["insee"])}) == 21


def test_nothing_and_nonsense_find_nothing(browser: Browser) -> None:
    for question in ({}, {"q": ""}, {"q": "%"}, {"q": "x" * 5000}, {"of": "'"}, {"q": "zz", "postcode": "x"}):
        assert asked(browser, **question) == []


def test_the_file_itself_is_served_to_nobody(browser: Browser) -> None:
    assert browser.client.get("/static/vendor/communes.sqlite").status_code == 404


def test_a_code_alone_fills_the_town_and_a_town_the_code(desk: Browser) -> None:
    page = lives(desk, at_home(desk), "94240", "")
    assert (steps_taken.step_of(page), kept(desk, page)) == ("contact", ("94240", "L'Haÿ-les-Roses"))
    page = lives(desk, at_home(desk), "", "l hay les roses")
    assert (steps_taken.step_of(page), kept(desk, page)) == ("contact", ("94240", "l hay les roses"))


def test_a_code_of_several_communes_offers_them(desk: Browser) -> None:
    page = lives(desk, at_home(desk), "35140", "")
    assert page.status == 422 and "Est-ce l’une de ces communes" in page.main
    assert "35140 Saint-Aubin-du-Cormier" in rows(page) and "~keep" not in rows(page)
    page = press(desk, page, "35140 Saint-Aubin-du-Cormier")
    assert (steps_taken.step_of(page), kept(desk, page)) == ("contact", ("35140", "Saint-Aubin-du-Cormier"))


def test_homonyms_are_offered_each_with_its_department(desk: Browser) -> None:
    page = lives(desk, at_home(desk), "", "Saint-Denis")
    assert {"93200 Saint-Denis", "97400 Saint-Denis", "11310 Saint-Denis"} <= set(rows(page))
    assert any("Seine-Saint-Denis" in words for words in page.words("button.choice"))


def test_a_hamlet_is_kept_with_one_press_and_not_asked_again(desk: Browser) -> None:
    page = lives(desk, at_home(desk), "35140", "Le Hamel")
    assert page.status == 422
    page = press(desk, page, "~keep")
    assert (steps_taken.step_of(page), kept(desk, page)) == ("contact", ("35140", "Le Hamel"))
    again = desk.get(f"/cases/{steps_taken.case_of(page)}/steps/home")
    assert steps_taken.step_of(desk.send(again.form("answer"))) == "contact"


def test_the_summary_leads_to_the_first_row(desk: Browser) -> None:
    page = lives(desk, at_home(desk), "35140", "Le Hamel")
    assert page.one(".notice.danger a").get("href") == "#f-home_address"
    assert page.one("#f-home_address").tag == "button"


def test_to_correct_the_town_instead_is_as_good(desk: Browser) -> None:
    page = lives(desk, at_home(desk), "35140", "Le Hamel")
    assert steps_taken.step_of(lives(desk, page, "35140", "gosne")) == "contact"


def test_what_no_list_has_goes_through(desk: Browser) -> None:
    for postcode, city in (("00100", "Armées"), ("35042", "Rennes Cedex"), ("98000", "Monaco")):
        assert steps_taken.step_of(lives(desk, at_home(desk), postcode, city)) == "contact"


def test_boxes_say_to_the_script_that_they_are_completed(desk: Browser) -> None:
    page = at_home(desk)
    assert [box.get("name") for box in page.all("[data-communes]")] == [
        "f.home_address.postcode", "f.home_address.city",
    ]  # fmt: skip
    assert "js/case/communes.js" in loaded_by(page)


def test_on_one_page_with_everything_a_row_is_pressed_as_well(desk: Browser) -> None:
    begin = desk.get("/procedures/identity-document").form("begin").with_values({"on": "whole"})
    form = desk.send(begin).form("answer").with_values({"f.home_address.postcode": "35140"})
    page = desk.send(form.with_values({**STREET, "f.home_address.city": "Le Hamel"}))
    assert page.status == 422 and "35140 Saint-Aubin-du-Cormier" in rows(page)
    page = press(desk, page, "35140 Saint-Aubin-du-Cormier")
    assert page.one('[name="f.home_address.city"]').get("value") == "Saint-Aubin-du-Cormier"
    assert not rows(page)

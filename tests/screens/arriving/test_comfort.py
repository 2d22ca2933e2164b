"""How large, in which colours and letters, how still and how slow."""

from itertools import chain

import pytest
from flask import Flask

from kiosk.domain.screen.station import CHOICES
from tests.gallery.site import steps_taken
from tests.gallery.site.page import Browser, Page

HERE = {name: choices for name, choices in CHOICES.items() if name not in ("keyboard", "keys", "shift", "screen")}
"""What is chosen on this page; keys have one of their own, and the screen is black only for who goes by ear alone."""


def press(browser: Browser, word: str, back: str = "/procedures") -> Page:
    """Press the button of a choice; the page is shown again."""
    page = browser.send(browser.get(f"/comfort?back={back}").form_to("/comfort", word))
    assert page.path.split("?")[0] == "/comfort"
    return page


def worn(page: Page) -> str:
    return page.one("html").get("data-comfort", "")


@pytest.mark.parametrize("word", list(chain(*HERE.values())))
def test_each_press_acts_at_once_and_the_button_says_so(browser: Browser, word: str) -> None:
    usual = word in {choices[0] for choices in HERE.values()}
    page = press(browser, word)
    assert worn(page) == ("" if usual else word)
    (button,) = page.all(f"main button[value='{word}']")
    assert button.get("aria-pressed") == "true"
    assert button.get("data-comfort") == word, "it wears what it offers"
    assert page.path.endswith(f"#{button.get('id')}"), "the page is shown where the person was"
    pressed = page.all("main button[aria-pressed='true']")
    assert [button.get("name") for button in pressed] == list(HERE), "one of each is chosen"


def test_choices_add_up_follow_to_every_page_and_one_press_takes_all_back(browser: Browser) -> None:
    for word in ("largest", "low-glare", "dyslexic", "still", "slow"):
        press(browser, word)
    for path in ("/", "/procedures", "/procedures/birth-certificate", "/call", "/language", "/nowhere"):
        assert worn(browser.get(path)) == "largest low-glare dyslexic still slow", path
    assert worn(browser.send(browser.get("/comfort").form("comfort").with_values({"usual": "1"}))) == ""
    assert worn(browser.get("/")) == ""


def test_it_is_one_press_away_and_leads_back_to_the_same_question(desk: Browser) -> None:
    page = steps_taken.fill(desk, steps_taken.begin(desk), until="birth")
    comfort = steps_taken.helped(desk, page, "comfort")
    larger = desk.send(comfort.form_to("/comfort", "larger"))
    back = desk.get(larger.link("Valider"))
    assert back.path == page.path and worn(back) == "larger"


def test_the_way_there_is_on_every_page(desk: Browser) -> None:
    for path in ["/desk", "/desk/find", "/desk/team", "/sign-in", "/", "/procedures", "/nowhere"]:
        assert desk.get(path).link("Confort").startswith("/comfort?back=")


def test_a_screen_that_is_turned_to_a_citizen_has_it_too(desk: Browser) -> None:
    turned = desk.send(steps_taken.to_review(desk).form("send"))
    page = press(desk, "white-on-black", turned.link("Confort").partition("back=")[2])
    again = desk.get(page.link("Valider"))
    assert again.path == turned.path and worn(again) == "white-on-black"


def test_the_next_person_begins_anew(terminal: Browser) -> None:
    press(terminal, "largest")
    case = steps_taken.case_of(steps_taken.begin(terminal))
    assert worn(terminal.get(f"/cases/{case}/steps/for-whom")) == "largest"
    terminal.send(terminal.get(f"/cases/{case}/code").form_to("/next"))
    assert worn(terminal.get("/")) == ""


def test_what_one_person_chose_is_nothing_to_another_screen(browser: Browser, app: Flask) -> None:
    press(browser, "largest")
    assert worn(Browser(app.test_client()).get("/")) == ""


def test_words_that_nobody_offers_change_nothing(browser: Browser) -> None:
    press(browser, "larger")
    form = browser.get("/comfort").form_to("/comfort", "large").with_values({"size": "huge", "colours": "<script>"})
    assert worn(browser.send(form)) == "larger"


def test_the_page_of_keys_is_one_press_away_and_comes_back(browser: Browser) -> None:
    keys = browser.get(browser.get("/comfort?back=/procedures").link("Clavier et touches"))
    assert keys.heading == "Clavier et touches"
    assert browser.get(keys.link("Retour")).link("Valider") == "/procedures"

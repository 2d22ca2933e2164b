"""Which keyboard the screen offers, and two switches: chosen once, kept as long as the session."""

from flask import Flask

from tests.gallery.site import steps_taken
from tests.gallery.site.page import Browser, Page


def choose(browser: Browser, value: str, path: str = "/keyboard") -> Page:
    return browser.send(browser.get(path).form_to("/keyboard", value))


def comfort(page: Page) -> str:
    return str(page.one("html").get("data-comfort") or "")


def pressed(page: Page) -> list[str]:
    return page.words("main button[aria-pressed=true]")


def test_letters_in_order_and_two_buttons_are_kept_with_the_session(browser: Browser) -> None:
    assert pressed(browser.get("/keyboard")) == ["A Z E R T Y", "Toutes les touches"]
    choose(browser, "abc")
    assert comfort(choose(browser, "switches")) == "abc switches"
    assert pressed(browser.get("/keyboard")) == ["A B C D E F", "Deux boutons"]
    choose(browser, "azerty")
    assert comfort(browser.get("/procedures")) == "switches"


def test_the_way_back_is_the_page_one_came_from(browser: Browser) -> None:
    page = choose(browser, "abc", "/keyboard?back=/procedures")
    assert page.link("Retour") == "/procedures"


def test_what_nobody_offers_is_refused(browser: Browser) -> None:
    form = browser.get("/keyboard").form_to("/keyboard", "abc")
    page = browser.send(form.with_values({"keyboard": "dvorak"}))
    assert page.status == 409 and comfort(page) == ""


def test_the_script_of_the_keyboard_is_told_the_token_of_the_forms_from_then_on(browser: Browser) -> None:
    """The first choice gives the session a new id; the page that is open sends its forms all the same."""
    form = browser.get("/keyboard").form_to("/keyboard", "abc")
    answer = browser.client.post("/keyboard", data=form, headers={"X-Keyboard": "1"})
    assert answer.status_code == 204
    assert browser.send(form).status == 403, "the token of the old id"
    assert comfort(browser.send(form.with_values({"token": answer.headers["X-Form-Token"]}))) == "abc"


def test_the_next_person_begins_anew(terminal: Browser) -> None:
    steps_taken.begin(terminal)
    choose(terminal, "abc")
    page = steps_taken.alone(terminal)
    assert comfort(page) == "abc"
    assert comfort(terminal.send(page.form_to("/next"))) == ""


def test_a_keyboard_on_the_screen_stands_ready_wherever_a_finger_may_write(desk: Browser, app: Flask) -> None:
    """Hidden, at a terminal, a desk and a sign-in: a desk may be touched too. A finger alone opens it."""
    terminal = steps_taken.hand_over(Browser(app.test_client()))
    for page in (terminal.get("/"), desk.get("/desk"), Browser(app.test_client()).get("/sign-in")):
        assert page.one("#keyboard").get("hidden") is not None


def test_keys_and_switches_are_for_citizens_and_a_desk_has_its_own(desk: Browser, app: Flask) -> None:
    browser = Browser(app.test_client())
    assert browser.get("/").all("#hands-help") and not browser.get("/").all("#keys-help")
    assert desk.get("/desk").all("#keys-help") and not desk.get("/desk").all("#hands-help")
    turned = desk.send(steps_taken.to_review(desk).form("send"))
    assert turned.path.endswith("/confirm") and turned.all("#hands-help")


def test_every_key_that_is_told_has_its_words(terminal: Browser) -> None:
    page = terminal.get("/")
    by_key = {
        element.get("data-key"): (element.text_content().strip() or element.get("title"))
        for element in page.all("[data-key]")
    }
    assert all(by_key.values()) and len(by_key) > 12
    assert all(element.text_content().strip() for element in page.all("[data-sign]"))

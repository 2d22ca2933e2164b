"""The star of a procedure, pressed and not."""

from tests.gallery.site.page import Browser, Page

PLACE = "/procedures/identity-document"


def star(page: Page) -> tuple[str, str]:
    """What it says, and what it says to a voice."""
    button = page.one("form[action$='identity-document/favourite'] button")
    return " ".join(button.text_content().split()).split(",")[0], button.get("aria-pressed")


def press(desk: Browser, page: Page) -> Page:
    value = page.one("form[action$='identity-document/favourite'] button").get("value")
    return desk.send(page.form_to("identity-document/favourite", value))


def test_a_star_is_pressed_and_let_go_at_the_introduction(desk: Browser) -> None:
    page = desk.get(PLACE)
    assert star(page) == ("Favori : non", "false")
    page = press(desk, page)
    assert (page.path, star(page)) == (PLACE, ("Favori : oui", "true"))
    assert star(press(desk, page)) == ("Favori : non", "false")


def test_it_is_pressed_in_the_catalogue_too_and_comes_first_there(desk: Browser) -> None:
    page = press(desk, desk.get("/procedures"))
    assert page.path == "/procedures"
    assert page.all("main .card")[0].get("value") == "identity-document"
    assert star(page) == ("Favori : oui", "true")


def test_a_favourite_stands_on_the_desk_and_begins_a_case(desk: Browser) -> None:
    assert not desk.get("/desk").all(".favourites button")
    press(desk, desk.get(PLACE))
    home = desk.get("/desk")
    assert [element.get("value") for element in home.all(".favourites button")] == ["identity-document"]
    assert desk.send(home.form("begin").with_values({"procedure": "identity-document"})).path.endswith("/whole")


def test_a_colleague_has_none_of_it(desk: Browser, omars_desk: Browser) -> None:
    press(desk, desk.get(PLACE))
    assert not omars_desk.get("/desk").all(".favourites button")


def test_a_citizen_sees_no_star(browser: Browser) -> None:
    assert not browser.get(PLACE).all("form.favourite")
    assert not browser.get("/procedures").all("form.favourite")


def test_it_leads_nowhere_else(desk: Browser) -> None:
    form = desk.get(PLACE).form_to("/favourite", "add").with_values({"back": "https://example.org/"})
    assert desk.send(form).path == PLACE

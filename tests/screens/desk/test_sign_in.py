"""A mediator takes the desk, or leaves it."""

from datetime import timedelta
from io import BytesIO

import pytest
from flask import Flask

from kiosk.app import create_app
from kiosk.domain.keys.ring import DESK
from kiosk.services.box.box import Actor, Box, open_box
from kiosk.services.people import first_day
from kiosk.services.people import sign_in as staff
from kiosk.settings import Settings
from kiosk.web.request_state import state_of
from tests.conftest import PASSPHRASE, PIN, Watch
from tests.gallery.site.page import Browser
from tests.gallery.site.steps_taken import sign_in

OUTSIDE = ("//evil.example", "https://evil.example", "/\\evil.example", "/\t/evil.example", "evil.example", "\\\\evil")


def test_a_case_asks_who_you_are_and_then_leads_where_you_were_going(browser: Browser, nadia: Actor) -> None:
    asked = browser.get("/desk/find?reference=SA")
    assert asked.path == "/sign-in?next=/desk/find?reference%3DSA"
    form = asked.form("sign-in").with_values({"login": "nadia", "passphrase": PASSPHRASE, "pin": PIN})
    assert browser.send(form).path == "/desk/find?reference=SA"


@pytest.mark.usefixtures("nadia")
def test_a_wrong_passphrase_says_so_and_keeps_the_login(browser: Browser) -> None:
    page = sign_in(browser, "nadia", "le marché du dimanche", going="/sign-in?next=/desk/box")
    assert page.status == 422
    assert "L’entrée est refusée." in page.main
    assert page.one("#login").get("value") == "nadia"
    assert page.one("#passphrase").get("value", "") == ""
    assert page.one('input[name="next"]').get("value") == "/desk/box"
    assert page.one(".notice.danger a").get("href") == "#passphrase"


@pytest.mark.usefixtures("nadia")
def test_a_badge_scanned_into_the_first_field_does_not_come_back_in_clear(browser: Browser) -> None:
    badge = "BCDEFGHIJKLNPRST" * 2
    page = browser.send(browser.get("/sign-in").form("sign-in").with_values({"login": badge.lower()}))
    assert page.status == 422
    assert page.one("#login").get("value", "") == ""


def test_an_unknown_login_is_told_exactly_what_a_wrong_passphrase_is(browser: Browser, nadia: Actor) -> None:
    known, unknown = sign_in(browser, "nadia", "x" * 20), sign_in(browser, "zoe", "x" * 20)
    assert known.main == unknown.main


@pytest.mark.usefixtures("nadia")
def test_after_five_wrong_tries_even_the_right_passphrase_waits_for_a_colleague(browser: Browser) -> None:
    for _ in range(5):
        page = sign_in(browser, "nadia", "le marché du dimanche")
    assert "Cinq essais faux" in page.main
    page = sign_in(browser)
    assert page.status == 422
    assert "Cinq essais faux" in page.main


@pytest.mark.usefixtures("nadia")
def test_signing_in_never_leads_out_of_here(app: Flask) -> None:
    for outside in OUTSIDE:
        browser = Browser(app.test_client())
        page = browser.get("/sign-in", query_string={"next": outside})
        assert page.one('input[name="next"]').get("value", "") == ""
        typed = {"login": "nadia", "passphrase": PASSPHRASE, "pin": PIN, "next": outside}
        assert browser.send(page.form("sign-in").with_values(typed)).path == "/desk"


@pytest.mark.usefixtures("nadia")
def test_the_language_chosen_before_is_kept(browser: Browser) -> None:
    browser.send(browser.get("/").form_to("/language", "en"))
    sign_in(browser)
    assert browser.get("/procedures").one("html").get("lang") == "en"


def test_cookies_are_read_by_no_script_and_sent_by_no_other_site(browser: Browser, nadia: Actor) -> None:
    form = browser.get("/sign-in").form("sign-in").with_values({"login": "nadia", "passphrase": PASSPHRASE, "pin": PIN})
    response = browser.client.post(form.action, data=form)
    cookies = response.headers.getlist("Set-Cookie")
    assert len(cookies) == 2
    for cooky in cookies:
        value = cooky.partition(";")[0].partition("=")[2]
        assert "HttpOnly" in cooky and "SameSite=Strict" in cooky and 40 <= len(value) <= 60
        assert "nadia" not in value.lower()
    assert PASSPHRASE not in response.get_data(as_text=True)


@pytest.mark.parametrize("kind", ["badge", "key-file", "passphrase"])
def test_each_first_factor_opens_with_its_pin_and_not_without(
    browser: Browser, box: Box, nadia: Actor, kind: str
) -> None:
    made = first_day.add(box, "zoe", "Zoé Martin", kind)
    staff.grant(box, "zoe", DESK, nadia)
    typed = {"badge": f" {made.factor.lower()}\n", "passphrase": made.factor.upper()}.get(kind, "")
    form = browser.get("/sign-in").form("sign-in").with_values({"login": "zoe", "passphrase": typed})
    for pin, opens in (("000001", False), ("", False), (made.pin, True)):
        if kind == "key-file":
            form["login"], form["key-file"] = "", (BytesIO(made.factor.encode()), "zoe.key")
        page = browser.send(form.with_values({"pin": pin}))
        assert (page.path == "/desk") is opens, pin
        assert made.factor not in page.source


def test_who_holds_no_service_yet_is_told_whom_to_ask(browser: Browser, box: Box) -> None:
    made = first_day.add(box, "zoe", "Zoé Martin", "passphrase")
    page = sign_in(browser, "zoe", made.factor, made.pin)
    assert page.status == 422
    assert "Votre compte n’ouvre encore aucun service." in page.main
    assert not box.shifts.on_shift()


def test_a_badge_names_its_holder(browser: Browser, box: Box, nadia: Actor) -> None:
    made = first_day.add(box, "zoe", "Zoé Martin", "badge")
    staff.grant(box, "zoe", DESK, nadia)
    form = browser.get("/sign-in").form("sign-in")
    page = browser.send(form.with_values({"login": "", "passphrase": made.factor, "pin": made.pin}))
    assert page.heading == "Bonjour Zoé Martin"


def test_a_file_that_is_no_key_opens_nothing(browser: Browser, nadia: Actor) -> None:
    form = browser.get("/sign-in").form("sign-in")
    for content in (b"", b"PARVIS-KEY-1\n", b"\xff\xfe" * 500, b"PARVIS-KEY-1\n" + b"0" * 64):
        form["login"], form["pin"], form["key-file"] = "nadia", PIN, (BytesIO(content), "nadia.key")
        assert browser.send(form).status == 422


def test_words_are_forgiven_capitals_and_accents(browser: Browser, nadia: Actor) -> None:
    assert sign_in(browser, "NADIA", "Abeille marche SAMEDI  tulipe rivage lueur").path == "/desk"


def test_a_box_that_is_not_set_up_says_so_at_its_door(settings: Settings, watch: Watch) -> None:
    fresh = create_app(settings, watch)
    page = Browser(fresh.test_client()).get("/sign-in")
    assert "Ce poste n’est pas encore prêt" in page.main
    state_of(fresh).box.store.close()


@pytest.mark.usefixtures("nadia")
def test_wrong_tries_outlive_a_restart_and_a_clock_that_is_put_back(box: Box, watch: Watch) -> None:
    for days in (0, -400, 400):
        again = open_box(box.settings, watch)
        browser = Browser(create_app(again.settings, box=again).test_client())
        for _ in range(2):
            page = sign_in(browser, "nadia", "le marché du dimanche")
        watch.jump(timedelta(days=days))
        again.store.close()
    assert "Cinq essais faux" in page.main

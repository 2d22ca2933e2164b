"""The door and its second step: nothing opens before it, and it opens once."""

import re
from dataclasses import replace

import pytest
from flask import Flask

from hub.hub import Hub
from hub.people import second_factor
from hub.people.people import MOST_TRIES
from hub.people.sessions import COOKIE, HALF_LASTS
from hub.server import create_hub
from tests.gallery.site import phone
from tests.gallery.site.hub_browser import Browser
from tests.hub.conftest import PASSPHRASE, Watch, newcomer, person


@pytest.fixture
def paul(app: Flask, hub: Hub) -> Browser:
    person(hub, "paul", "Paul Morel")
    return Browser(app.test_client())


def test_a_stranger_is_led_to_the_door_and_afterwards_where_they_wanted_to_go(paul: Browser) -> None:
    paul.open("/dossiers/prepares")
    assert "Se connecter" in paul.text
    paul.fill("/connexion", login=" PAUL ", passphrase=PASSPHRASE).give_code("paul")
    assert "ceci n’est pas un dépôt" in paul.text


def test_the_door_leads_nowhere_else(app: Flask, paul: Browser) -> None:
    for address in ("//evil.example/x", "https://evil.example", "/\\evil.example", "javascript:x"):
        browser = Browser(app.test_client()).open(f"/connexion?next={address}")
        browser.fill("/connexion", login="paul", passphrase=PASSPHRASE)
        assert browser.give_code("paul").text.startswith("Dossiers")


def test_a_wrong_login_and_a_wrong_passphrase_hear_the_same(paul: Browser) -> None:
    for login, passphrase in [("paul", "faux"), ("personne", PASSPHRASE), ("", "")]:
        paul.open("/connexion").fill("/connexion", login=login, passphrase=passphrase)
        assert paul.status == 422
        assert "Identifiant ou phrase secrète incorrects" in paul.text
    paul.open("/connexion").fill("/connexion", login="paul", passphrase="presque la bonne")
    assert "presque" not in paul.page.text_content()
    assert paul.page.get_element_by_id("passphrase").get("value") == ""


def test_the_cookie_is_opaque_and_kept_from_scripts(paul: Browser) -> None:
    paul.sign_in("paul", PASSPHRASE)
    cookie = paul.client.get_cookie(COOKIE)
    assert cookie is not None and cookie.http_only and cookie.same_site == "Strict"
    assert len(cookie.value) == 43


def test_signing_out_ends_the_session_at_the_hub_too(paul: Browser) -> None:
    paul.sign_in("paul", PASSPHRASE)
    cookie = paul.client.get_cookie(COOKIE)
    assert cookie is not None
    paul.open("/compte")
    token = paul.page.xpath("//input[@name='token']/@value")[0]
    answer = paul.client.post("/deconnexion", data={"token": token})
    assert answer.headers["Clear-Site-Data"] == '"cache", "storage"'
    paul.client.set_cookie(COOKIE, cookie.value)
    assert "Se connecter" in paul.open("/dossiers").text


def test_signing_in_gives_a_new_cookie_and_ends_the_old_session(paul: Browser) -> None:
    first = paul.sign_in("paul", PASSPHRASE).client.get_cookie(COOKIE)
    second = paul.sign_in("paul", PASSPHRASE).client.get_cookie(COOKIE)
    assert first is not None and second is not None and first.value != second.value
    paul.client.set_cookie(COOKIE, first.value)
    assert "Se connecter" in paul.open("/dossiers").text


def test_cookies_are_for_https_only_where_the_hub_has_an_https_address(hub: Hub) -> None:
    person(hub, "paul", "Paul Morel")
    app = create_hub(replace(hub.settings, address="https://central.example"))
    client = app.test_client()
    page = client.get("/connexion", base_url="https://localhost")
    assert "; Secure" in page.headers["Set-Cookie"]
    assert page.headers["Set-Cookie"].startswith("__Host-")
    browser = Browser(client)
    client.environ_base["wsgi.url_scheme"] = "https"
    browser.sign_in("paul", PASSPHRASE)
    assert browser.text.startswith("Dossiers")
    assert client.get_cookie("__Host-" + COOKIE) is not None


def test_an_operator_is_led_to_the_sites_and_sees_no_contents(operator: Browser) -> None:
    assert operator.open("/").text.startswith("Lieux")
    for address in ["/dossiers", "/dossiers/prepares", "/dossiers/SA1042X"]:
        operator.open(address)
        assert operator.status == 403
        assert "Demandez à un instructeur" in operator.text


@pytest.fixture
def half_in(app: Flask, hub: Hub) -> Browser:
    person(hub, "paul", "Paul Morel")
    return Browser(app.test_client()).open("/connexion").fill("/connexion", login="paul", passphrase=PASSPHRASE)


@pytest.fixture
def new(app: Flask, hub: Hub) -> Browser:
    newcomer(hub, "ali", "Ali Rey")
    return Browser(app.test_client()).open("/connexion").fill("/connexion", login="ali", passphrase=PASSPHRASE)


PUBLIC = (
    "/connexion", "/f", "/f/dossier", "/healthz", "/readyz", "/metrics", "/r", "/R", "/connexion/fournisseur",
    "/connexion/fournisseur/retour", "/deconnexion/fournisseur",
)  # fmt: skip
"""Whoever holds a receipt may verify it; figures are this machine's, and a provider's pages are none without one."""


def test_between_the_two_steps_no_page_opens(app: Flask, half_in: Browser) -> None:
    for rule in app.url_map.iter_rules():
        if (
            "GET" not in (rule.methods or set())
            or rule.arguments
            or rule.endpoint.startswith(("second_factor", "api", "published_api", "file_api"))
        ):
            continue
        answer = half_in.client.get(rule.rule)
        led = answer.headers.get("Location", "")
        assert led.startswith("/connexion") or rule.rule in PUBLIC, rule.rule
    token = half_in.open("/connexion/code").page.xpath("//input[@name='token']/@value")[0]
    assert half_in.client.post("/compte/autres-sessions", data={"token": token}).status_code == 403
    assert half_in.client.get("/connexion/installation").headers["Location"] == "/connexion"


def test_both_steps_open_a_session_under_a_new_cookie(hub: Hub, half_in: Browser) -> None:
    half = half_in.client.get_cookie(COOKIE)
    half_in.give_code("paul")
    whole = half_in.client.get_cookie(COOKIE)
    assert half_in.text.startswith("Dossiers")
    assert half is not None and whole is not None and half.value != whole.value
    half_in.client.set_cookie(COOKIE, half.value)
    assert half_in.client.get("/connexion/code").headers["Location"] == "/connexion"


def test_a_wrong_code_is_said_and_the_fifth_locks(hub: Hub, half_in: Browser) -> None:
    for _ in range(MOST_TRIES):
        half_in.fill("/connexion/code", code="000000")
        assert half_in.status == 422 and "Ce code n’est pas le bon" in half_in.text
    assert half_in.fill("/connexion/code", code=phone.code(hub, "paul")).status == 422
    assert half_in.sign_in("paul", PASSPHRASE).status == 422


def test_a_code_seen_over_a_shoulder_opens_no_second_session(app: Flask, hub: Hub, half_in: Browser) -> None:
    code = phone.code(hub, "paul")
    half_in.fill("/connexion/code", code=code)
    thief = Browser(app.test_client()).open("/connexion").fill("/connexion", login="paul", passphrase=PASSPHRASE)
    assert thief.fill("/connexion/code", code=code).status == 422


def test_a_recovery_code_takes_the_place_of_the_telephone(hub: Hub, half_in: Browser) -> None:
    from hub.people.people import staff_by_login

    code = second_factor.renew_codes(hub, staff_by_login(hub.store, "paul"))[0]
    assert half_in.fill("/connexion/code", code=code).text.startswith("Dossiers")
    assert "Il en reste 9" in half_in.open("/compte").text


def test_ten_minutes_later_the_door_asks_again(half_in: Browser, watch: Watch) -> None:
    watch.ahead.append(HALF_LASTS)
    watch.ahead.append(HALF_LASTS / 60)
    assert half_in.fill("/connexion/code", code="000000").text.startswith("Se connecter")


def test_the_first_sign_in_shows_the_secret_once_and_then_the_ways_back(hub: Hub, new: Browser) -> None:
    assert "Votre téléphone comme seconde clé" in new.text
    assert new.page.xpath("//*[local-name()='svg' and @class='qr']")
    secret = new.page.xpath("//*[@class='secret']")[0].text_content()
    assert re.fullmatch(r"([A-Z2-7]{4} ){7}[A-Z2-7]{4}", secret)
    assert new.fill("/connexion/installation", code="000000").status == 422
    assert new.page.xpath("//*[@class='secret']")[0].text_content() == secret, "the same, for whoever mistyped"
    new.fill("/connexion/installation", code=phone.code_of(hub, secret))
    codes = [element.text_content() for element in new.page.xpath("//*[@class='secret']")]
    assert len(codes) == second_factor.CODE_COUNT and all(re.fullmatch(r"(\w{4}-){2}\w{4}", code) for code in codes)
    new.open(next(link for link in new.links() if link == "/"))
    assert new.text.startswith("Dossiers")
    assert new.client.get("/connexion/installation").headers["Location"] == "/connexion"


def test_two_browsers_set_up_one_factor(app: Flask, hub: Hub, new: Browser) -> None:
    late = Browser(app.test_client()).open("/connexion").fill("/connexion", login="ali", passphrase=PASSPHRASE)
    theirs = late.page.xpath("//*[@class='secret']")[0].text_content()
    new.give_code("ali")
    late.fill("/connexion/installation", code=phone.code_of(hub, theirs))
    assert late.text.startswith("Se connecter")


def test_the_way_leads_on_to_the_page_that_was_wanted(app: Flask, hub: Hub) -> None:
    newcomer(hub, "ali", "Ali Rey")
    browser = Browser(app.test_client()).open("/dossiers/prepares")
    browser.fill("/connexion", login="ali", passphrase=PASSPHRASE).give_code("ali")
    assert "/dossiers/prepares" in browser.links()

"""The door."""

from dataclasses import replace

import pytest
from flask import Flask

from hub.app import create_hub
from hub.hub import Hub
from hub.people.sessions import COOKIE
from tests.gallery.site.hub_browser import Browser
from tests.hub.conftest import PASSPHRASE, person


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


def test_the_passphrase_is_never_sent_back(paul: Browser) -> None:
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


def test_an_operator_is_led_to_the_sites(operator: Browser) -> None:
    assert operator.open("/").text.startswith("Lieux")


def test_an_operator_sees_no_contents(operator: Browser) -> None:
    for address in ["/dossiers", "/dossiers/prepares", "/dossiers/SA1042X"]:
        operator.open(address)
        assert operator.status == 403
        assert "Demandez à un instructeur" in operator.text

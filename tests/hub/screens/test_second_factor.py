"""The second step of the door: nothing opens before it, and it opens once."""

import re

import pytest
from flask import Flask

from hub.hub import Hub
from hub.people import second_factor
from hub.people.people import MOST_TRIES
from hub.people.sessions import COOKIE, HALF_LASTS
from tests.gallery.site import phone
from tests.gallery.site.hub_browser import Browser
from tests.hub.conftest import PASSPHRASE, Watch, newcomer, person


@pytest.fixture
def half_in(app: Flask, hub: Hub) -> Browser:
    """Paul's browser between the two steps."""
    person(hub, "paul", "Paul Morel")
    return Browser(app.test_client()).open("/connexion").fill("/connexion", login="paul", passphrase=PASSPHRASE)


@pytest.fixture
def new(app: Flask, hub: Hub) -> Browser:
    """Ali's browser, on his first day."""
    newcomer(hub, "ali", "Ali Rey")
    return Browser(app.test_client()).open("/connexion").fill("/connexion", login="ali", passphrase=PASSPHRASE)


PUBLIC = (
    "/connexion", "/f", "/healthz", "/readyz", "/metrics", "/r", "/R", "/connexion/fournisseur",
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
    from hub.people.people import by_login

    code = second_factor.renew_codes(hub, by_login(hub.store, "paul"))[0]
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

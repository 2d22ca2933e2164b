"""Signing in at a provider, beside the passphrase and the code."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import httpx
import pytest
from flask import Flask
from werkzeug.test import TestResponse

from hub.hub import EXTENSION, Hub
from hub.people import people
from hub.people.people import staff_by_login
from hub.people.staff_role import StaffRole
from hub.server import close_hub, create_hub
from hub.settings import HubSettings
from hub.trail import AuditAction
from hub.work import remove_staff
from tests.gallery.site import phone
from tests.gallery.site.hub_browser import Browser
from tests.gallery.site.oidc_provider import CLIENT, SECRET, Provider, oidc_provider
from tests.hub.conftest import PASSPHRASE, Watch, person, signed_in


@pytest.fixture
def provider() -> Iterator[Provider]:
    with oidc_provider() as running:
        yield running


@pytest.fixture
def settings(settings: HubSettings, provider: Provider, tmp_path: Path) -> HubSettings:
    """A hub whose provider checks the level that stands for both factors."""
    (tmp_path / "secret").write_text(SECRET + "\n")
    return replace(
        settings, address="http://localhost", oidc_issuer=provider.url, oidc_client_id=CLIENT, oidc_name="ProConnect",
        oidc_client_secret_file=str(tmp_path / "secret"), oidc_level="eidas2",
    )  # fmt: skip


def come_back(browser: Browser, goal: str = "") -> TestResponse:
    """Press the button, sign in there, come back: the hub's answer."""
    leaving = browser.client.get("/connexion/fournisseur", query_string={"next": goal} if goal else None)
    there = httpx.get(leaving.headers["Location"], trust_env=False).headers["Location"]
    assert "SameSite=Lax" in leaving.headers["Set-Cookie"] and "HttpOnly" in leaving.headers["Set-Cookie"]
    return browser.client.get(there.removeprefix("http://localhost"))


def bound(operator: Browser, stranger: Browser, hub: Hub, staff_id: str) -> None:
    """Paul shows Inès the code of his account, and she binds it."""
    code = stranger.look(come_back(stranger)).page.xpath("//*[@class='secret']")[0].text_content()
    fields = {"gesture": "relier", "binding": code.lower(), "passphrase": PASSPHRASE}
    operator.open(f"/equipe/{staff_id}").fill(f"/equipe/{staff_id}", **fields, code=phone.code(hub, "ines"))
    assert operator.status == 200, operator.text


@pytest.fixture
def paul_bound(app: Flask, hub: Hub, operator: Browser) -> Browser:
    """Paul's browser, not signed in; his account is bound."""
    paul = person(hub, "paul", "Paul Morel")
    browser = Browser(app.test_client())
    bound(operator, browser, hub, paul.id)
    return browser


def test_who_is_bound_comes_in_and_goes_where_they_wanted(paul_bound: Browser, hub: Hub) -> None:
    assert "Se connecter avec ProConnect" in paul_bound.open("/connexion").text
    answer = come_back(paul_bound, "/dossiers/prepares")
    assert answer.headers["Refresh"] == "0; url=/dossiers/prepares"
    assert "SameSite=Strict" in "".join(answer.headers.getlist("Set-Cookie"))
    assert "ceci n’est pas un dépôt" in paul_bound.look(answer).open("/dossiers/prepares").text


def test_a_stranger_is_nobody_until_an_operator_says_who(app: Flask, hub: Hub, provider: Provider) -> None:
    person(hub, "paul", "Paul Morel")
    stranger = Browser(app.test_client())
    stranger.look(come_back(stranger))
    assert stranger.status == 403 and "pas encore relié" in stranger.text
    assert stranger.open("/dossiers").text.startswith("Se connecter")


def test_only_an_operator_binds_and_never_themselves(
    app: Flask, hub: Hub, operator: Browser, instructor: Browser, watch: Watch
) -> None:
    lea = person(hub, "lea", "Léa Petit")
    assert "Relier" not in instructor.open(f"/equipe/{lea.id}").text
    fields = {"gesture": "relier", "passphrase": PASSPHRASE, "code": phone.code(hub, "paul")}
    assert instructor.fill(f"/equipe/{lea.id}", **fields, binding="x").status == 422
    stranger = Browser(app.test_client())
    code = stranger.look(come_back(stranger)).page.xpath("//*[@class='secret']")[0].text_content()
    watch.ahead.append(timedelta(hours=2))
    operator.sign_in("ines", PASSPHRASE).open(f"/equipe/{lea.id}")
    watch.ahead.append(timedelta(minutes=1))  # another code of the telephone
    fields |= {"code": phone.code(hub, "ines"), "binding": code}
    assert operator.fill(f"/equipe/{lea.id}", **fields).status == 422
    assert "trop vieux" in operator.text


def test_an_account_is_one_persons(app: Flask, hub: Hub, operator: Browser, paul_bound: Browser, watch: Watch) -> None:
    lea = person(hub, "lea", "Léa Petit")
    stranger = Browser(app.test_client())
    assert stranger.look(come_back(stranger)).status == 200, "the account is Paul's: no code is shown"
    operator.open(f"/equipe/{lea.id}")
    watch.ahead.append(timedelta(minutes=1))
    fields = {"gesture": "relier", "binding": "AAAAAAAAAAAA", "passphrase": PASSPHRASE, "code": phone.code(hub, "ines")}
    assert operator.fill(f"/equipe/{lea.id}", **fields).status == 422


def test_who_is_unbound_locked_or_gone_does_not_come_in(paul_bound: Browser, hub: Hub) -> None:
    paul = staff_by_login(hub.store, "paul")
    for _ in range(people.MOST_TRIES):
        people.judge_staff_try(hub, paul.id, AuditAction.WRONG_CODE)
    assert "bloqué" in paul_bound.look(come_back(paul_bound)).text
    people.end_lock(hub, paul.id)
    remove_staff(hub, "paul")
    assert "pas encore relié" in paul_bound.look(come_back(paul_bound)).text


def test_signing_out_here_signs_out_there(paul_bound: Browser, provider: Provider) -> None:
    paul_bound.look(come_back(paul_bound)).open("/dossiers").fill("/deconnexion")
    assert "déconnecté d’ici" in paul_bound.text
    answer = paul_bound.client.get("/deconnexion/fournisseur")
    assert answer.headers["Location"].startswith(f"{provider.url}/end?")
    back = httpx.get(answer.headers["Location"], trust_env=False).headers["Location"]
    assert back == "http://localhost/connexion" and len(provider.left) == 1
    assert paul_bound.open("/dossiers").text.startswith("Se connecter")


def test_a_way_back_is_used_once_by_the_browser_that_left(app: Flask, paul_bound: Browser, provider: Provider) -> None:
    leaving = paul_bound.client.get("/connexion/fournisseur")
    there = httpx.get(leaving.headers["Location"], trust_env=False).headers["Location"].removeprefix("http://localhost")
    thief = Browser(app.test_client())
    assert thief.look(thief.client.get(there)).status == 403, "another browser has no cookie of that attempt"
    assert paul_bound.client.get(there).status_code == 200
    assert paul_bound.look(paul_bound.client.get(there)).status == 403
    provider.lies = {"acr": "eidas1"}
    assert "pas reconnu" in paul_bound.look(come_back(paul_bound)).text


def test_without_a_level_the_telephones_code_is_asked_as_well(settings: HubSettings, watch: Watch) -> None:
    app = create_hub(replace(settings, oidc_level=""), watch)
    try:
        hub: Hub = app.extensions[EXTENSION]
        operator = signed_in(app, hub, person(hub, "ines", "Inès Caron", role=StaffRole.OPERATOR))
        paul, browser = person(hub, "paul", "Paul Morel"), Browser(app.test_client())
        bound(operator, browser, hub, paul.id)
        answer = come_back(browser)
        assert answer.headers["Refresh"] == "0; url=/connexion/code"
        assert browser.look(answer).open("/dossiers").text.startswith("Se connecter")
        assert browser.open("/connexion/code").give_code("paul").text.startswith("Dossiers")
    finally:
        close_hub(app)


def test_a_provider_that_is_away_leaves_the_passphrase(settings: HubSettings, watch: Watch) -> None:
    app = create_hub(replace(settings, oidc_issuer="http://127.0.0.1:9"), watch)
    browser = Browser(app.test_client())
    assert "ne répond pas" in browser.look(browser.client.get("/connexion/fournisseur")).text
    assert browser.open("/connexion").asks("/connexion")
    close_hub(app)

"""Helping a colleague: proven anew, never for oneself."""

from flask import Flask

from hub.hub import Hub
from hub.people.people import MOST_TRIES, Staff, staff_by_id, staff_by_login
from hub.people.second_factor import has_factor
from hub.people.sessions import open_session, staff_of_session
from tests.gallery.site import phone
from tests.gallery.site.hub_browser import Browser
from tests.hub.conftest import PASSPHRASE


def _help(browser: Browser, hub: Hub, colleague: Staff, gesture: str, **more: str) -> Browser:
    browser.open("/equipe").open(f"/equipe/{colleague.id}")
    proof = {"passphrase": PASSPHRASE, "code": phone.code(hub, "ines")}
    return browser.fill(f"/equipe/{colleague.id}", gesture=gesture, **{**proof, **more})


def test_a_person_is_locked_after_five_wrong_tries_until_a_colleague_unlocks_them(
    app: Flask, hub: Hub, lea: Staff, operator: Browser
) -> None:
    door = Browser(app.test_client())
    for _ in range(MOST_TRIES):
        door.sign_in("lea", "une autre phrase")
    assert door.sign_in("lea", PASSPHRASE).status == 422
    assert "Bloqué" in operator.open("/equipe").text
    _help(operator, hub, lea, "debloquer")
    assert "Bloqué" not in operator.text
    assert door.sign_in("lea", PASSPHRASE).text.startswith("Dossiers")


def test_a_lost_telephone_is_replaced_at_the_next_sign_in(app: Flask, hub: Hub, lea: Staff, operator: Browser) -> None:
    cookie = open_session(hub, lea)
    _help(operator, hub, lea, "second-facteur")
    assert not has_factor(hub, lea) and staff_of_session(hub, cookie) is None
    assert "Notez vos codes de secours" in Browser(app.test_client()).sign_in("lea", PASSPHRASE).text


def test_a_screen_that_was_left_open_is_signed_out(hub: Hub, lea: Staff, operator: Browser) -> None:
    cookie = open_session(hub, lea)
    _help(operator, hub, lea, "deconnecter")
    assert staff_of_session(hub, cookie) is None and has_factor(hub, lea)


def test_a_found_screen_helps_nobody(hub: Hub, lea: Staff, operator: Browser) -> None:
    for more, words in [
        ({"passphrase": "faux"}, "Ce n’est pas votre phrase secrète."),
        ({"code": "000000"}, "Ce code n’est pas le bon"),
        ({"gesture": "licencier"}, "Choisissez ce que vous voulez faire."),
        ({"gesture": ""}, "Choisissez ce que vous voulez faire."),
    ]:
        operator.open(f"/equipe/{lea.id}")
        token = operator.page.xpath("//input[@name='token']/@value")[0]
        form = {"gesture": "second-facteur", "passphrase": PASSPHRASE, "code": phone.code(hub, "ines"), **more}
        answer = operator.client.post(f"/equipe/{lea.id}", data={"token": token, **form})
        assert answer.status_code == 422
        assert words in operator.look(answer).text
        assert has_factor(hub, staff_by_id(hub.store, lea.id))


def test_nobody_does_it_for_themselves_or_a_stranger(operator: Browser, hub: Hub) -> None:
    ines = staff_by_login(hub.store, "ines")
    assert "C’est vous" in operator.open(f"/equipe/{ines.id}").text
    token = operator.page.xpath("//input[@name='token']/@value")[0]
    for gesture in ("debloquer", "second-facteur", "deconnecter"):
        proof = {"passphrase": PASSPHRASE, "code": phone.code(hub, "ines")}
        mine = operator.client.post(f"/equipe/{ines.id}", data={"token": token, "gesture": gesture, **proof})
        assert mine.status_code == 422 and "demandez à un collègue" in mine.text
    assert has_factor(hub, ines)
    assert operator.open("/equipe/nobody").status == 404
    assert operator.client.post("/equipe/nobody", data={"token": token}).status_code == 404

"""Letting a colleague in again."""

from flask import Flask

from kiosk.hub.hub import Hub
from kiosk.hub.people import WRONG_TRIES, Staff, everyone
from tests.hub.browser import Browser
from tests.hub.conftest import PASSPHRASE


def test_a_person_is_locked_after_five_wrong_tries_until_a_colleague_unlocks_them(
    app: Flask, lea: Staff, operator: Browser
) -> None:
    door = Browser(app.test_client())
    for _ in range(WRONG_TRIES):
        door.sign_in("lea", "une autre phrase")
    assert door.sign_in("lea", PASSPHRASE).status == 422
    operator.open("/equipe")
    assert "Bloqué" in operator.text
    operator.fill(f"/equipe/{lea.id}/debloquer")
    assert "Bloqué" not in operator.text
    assert door.sign_in("lea", PASSPHRASE).status == 200


def test_nobody_unlocks_themselves_or_a_stranger(operator: Browser, hub: Hub) -> None:
    [ines] = everyone(hub.store)
    token = operator.open("/equipe").page.xpath("//input[@name='csrf']/@value")[0]
    mine = operator.client.post(f"/equipe/{ines.id}/debloquer", data={"csrf": token})
    assert mine.status_code == 422 and "On ne se débloque pas soi-même" in mine.text
    strange = operator.client.post("/equipe/nobody/debloquer", data={"csrf": token})
    assert strange.status_code == 422 and "plus dans l’équipe" in strange.text

"""The state of the box: the line, what waits, what is well, who may come in."""

import pytest

from kiosk.connectors.hub import Hub
from kiosk.services.box import Box
from kiosk.services.sync import SyncLoop
from kiosk.store.people import Mediator
from tests import walk
from tests.page import Browser
from tests.screens.conftest import sign_in, transmit


def test_a_box_in_order_says_so(desk: Browser) -> None:
    page = desk.get("/desk/box")
    assert "Base de données : tout va bien." in page.main
    assert "Imprimante : tout va bien." in page.main
    assert "Pas de système central réglé." in page.main


def test_what_waits_is_listed_until_it_is_sent(linked_desk: Browser) -> None:
    reference = walk.reference_of(walk.submitted(linked_desk))
    page = linked_desk.get("/desk/box")
    assert page.words("#waiting tbody a") == ["SA 1001 G"]
    assert page.one("#waiting tbody a").get("href") == f"/desk/references/{reference}"
    assert "Pas encore essayé." in page.main
    page = transmit(linked_desk)
    assert "La ligne marche." in page.main
    assert "Tout est transmis." in page.main


def test_a_line_that_is_down_says_so_and_everything_is_kept(linked_desk: Browser, linked: Box) -> None:
    walk.submitted(linked_desk)
    cut = Hub("http://127.0.0.1:1", linked.settings.hub_token, linked.settings.hub_key, "SA")
    linked_desk.client.application.extensions["parvis_sync"] = SyncLoop(linked, cut)
    page = transmit(linked_desk)
    assert "Pas de réseau pour l’instant." in page.main
    assert "Tout est gardé ici." in page.main
    assert page.words("#waiting tbody a") == ["SA 1001 G"]


def test_a_printer_that_does_not_work_says_why(desk: Browser, box: Box) -> None:
    box.carrier.wrong = "folder-not-writable"  # type: ignore[attr-defined]
    assert "Imprimante : on ne peut pas y écrire." in desk.get("/desk/box").main


@pytest.mark.usefixtures("omar")
def test_a_locked_out_colleague_is_let_in(desk: Browser) -> None:
    other = Browser(desk.client.application.test_client())
    for _ in range(5):
        sign_in(other, "omar", "pas la bonne phrase")
    page = desk.get("/desk/box")
    assert "bloqué" in page.main
    desk.send(page.form_to("/let-in", "omar"))
    assert "bloqué" not in desk.get("/desk/box").main
    assert sign_in(other, "omar").path == "/desk"


def test_nobody_lets_themselves_in(desk: Browser, omar: Mediator) -> None:
    form = desk.get("/desk/box").form_to("/leave")
    form.action = "/desk/box/let-in"
    page = desk.send(form.with_values({"login": "nadia"}))
    assert page.status == 409
    assert "Un collègue doit le faire pour vous." in page.main
    page = desk.send(form.with_values({"login": "personne"}))
    assert "Personne n’a cet identifiant." in page.main
    assert omar.name in desk.get("/desk/box").main

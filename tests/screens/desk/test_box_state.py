"""The state of the box: the line, what waits, what is well, who may come in."""

from dataclasses import replace

from gallery.site import steps_taken
from gallery.site.page import Browser
from kiosk.services.box.box import Box
from kiosk.store.events import enrolment
from tests.screens.conftest import transmit


def test_a_box_in_order_says_so(desk: Browser) -> None:
    page = desk.get("/desk/box")
    assert "Base de données : tout va bien." in page.main
    assert "Imprimante : tout va bien." in page.main
    assert "Pas de système central réglé." in page.main


def test_what_waits_is_listed_until_it_is_sent(linked_desk: Browser) -> None:
    reference = steps_taken.reference_of(steps_taken.submitted(linked_desk))
    page = linked_desk.get("/desk/box")
    assert page.words("#waiting tbody a") == ["SA 1001 G"]
    assert page.one("#waiting tbody a").get("href") == f"/desk/references/{reference}"
    assert "Pas encore essayé." in page.main
    page = transmit(linked_desk)
    assert "La ligne marche." in page.main
    assert "Tout est transmis." in page.main


def test_a_line_that_is_down_says_so_and_everything_is_kept(linked_desk: Browser, linked: Box) -> None:
    steps_taken.submitted(linked_desk)
    there = linked.enrolment()
    assert there is not None
    with linked.store.write() as db:
        enrolment.add(db, replace(there, url="http://127.0.0.1:1"), linked.clock.now())
    page = transmit(linked_desk)
    assert "Pas de réseau pour l’instant." in page.main
    assert "Tout est gardé ici." in page.main
    assert page.words("#waiting tbody a") == ["SA 1001 G"]


def test_a_printer_that_does_not_work_says_why(desk: Browser, box: Box) -> None:
    box.carrier.wrong = "folder-not-writable"  # type: ignore[attr-defined]
    assert "Imprimante : on ne peut pas y écrire." in desk.get("/desk/box").main

"""The state of the box: the line, what waits, what is well, who may come in."""

from datetime import timedelta

from msgspec.structs import replace

from hub.sites import sites
from hub.store.schema import site, site_key
from kiosk.crypto import keys
from kiosk.services.box.box import Box
from kiosk.store.events import counters
from kiosk.store.upkeep import upkeep_notes
from kiosk.web.request.app_state import state_of
from tests.gallery.site import steps_taken
from tests.gallery.site.central import Central
from tests.gallery.site.page import Browser
from tests.screens.conftest import reject, transmit


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
    assert "La connexion fonctionne." in page.main
    assert "Tout est transmis." in page.main


def test_a_line_that_is_down_says_so_and_everything_is_kept(linked_desk: Browser, linked: Box) -> None:
    steps_taken.submitted(linked_desk)
    there = linked.enrolment()
    assert there is not None
    with linked.store.write() as db:
        counters.add(db, replace(there, url="http://127.0.0.1:1"), linked.clock.now())
    page = transmit(linked_desk)
    assert "Pas de réseau pour l’instant." in page.main
    assert "Tout est gardé ici." in page.main
    assert page.words("#waiting tbody a") == ["SA 1001 G"]


def test_the_next_try_is_told(linked_desk: Browser, linked: Box) -> None:
    loop = state_of(linked_desk.client.application).sync
    there = linked.enrolment()
    assert loop is not None
    assert there is not None
    with linked.store.write() as db:
        counters.add(db, replace(there, url="http://127.0.0.1:1"), linked.clock.now())
    loop._look()
    assert "Prochain essai :" in linked_desk.get("/desk/box").main
    with linked.store.write() as db:
        counters.add(db, there, linked.clock.now())
    loop._look()
    page = linked_desk.get("/desk/box")
    assert "La connexion fonctionne." in page.main and "Prochain essai" not in page.main


def test_a_date_that_differs_from_the_hubs_is_told_beside_the_line(
    linked_desk: Browser, linked: Box, central: Central
) -> None:
    transmit(linked_desk)
    assert "n’est pas celle du système central" not in linked_desk.get("/desk/box").main
    linked.watch.heard_now(linked.clock.now() + timedelta(days=400))
    page = linked_desk.get("/desk/box")
    assert "La date de ce poste n’est pas celle du système central." in page.main
    assert page.link("Régler la date")


def test_what_only_a_sign_in_sets_free_is_told(linked_desk: Browser, linked: Box) -> None:
    """The hub gave up the key that it was sealed to, and nobody of its service is here."""
    steps_taken.submitted(linked_desk)
    assert "se connectera" not in linked_desk.get("/desk/box").main
    with linked.store.write() as db:
        db.conn.execute("UPDATE events SET sealed_to = ''")
    page = linked_desk.get("/desk/box")
    assert "1 envoi partira quand une personne de son service se connectera." in page.main


def test_a_printer_that_does_not_work_says_why(desk: Browser, box: Box) -> None:
    box.carrier.wrong = "folder-not-writable"  # type: ignore[attr-defined]
    assert "Imprimante : on ne peut pas y écrire." in desk.get("/desk/box").main


def test_a_hub_that_refuses_this_box_is_told_on_every_page_that_speaks_of_sending(
    linked_desk: Browser, linked: Box, central: Central
) -> None:
    """The site was revoked, or its name given to another box: that is no matter of the network."""
    sites.revoke(central.hub.store, "SA", central.hub.clock)
    page = transmit(linked_desk)
    assert "Le système central refuse ce poste." in page.main and "kiosk enroll" in page.main
    assert "L’envoi reprend tout seul" not in page.main
    assert "Le système central refuse ce poste : tout est gardé ici" in page.text and "Pas de réseau" not in page.text
    receipt = steps_taken.submitted(linked_desk)
    assert "L’envoi est arrêté pour l’instant : la mairie s’en occupe." in receipt.main
    assert "se fera tout seul" not in receipt.main
    with central.hub.store.writing() as connection:
        connection.execute(site.update().values(token_hash=keys.token_hash(enrolled_token(linked)), revoked_at=None))
        connection.execute(site_key.update().values(revoked=False, revoked_at=None, until=None))
    page = transmit(linked_desk)
    assert "refuse ce poste" not in page.text


def test_a_refused_case_that_waits_for_the_desk_is_not_all_sent(linked_desk: Browser, linked: Box) -> None:
    steps_taken.submitted(linked_desk)
    transmit(linked_desk)
    page = linked_desk.get("/desk/box")
    assert "Tout est transmis" in page.text
    steps_taken.submitted(linked_desk)
    reject(linked, "bad-event")
    page = linked_desk.get("/desk/box")
    assert "Tout est transmis" not in page.text
    assert "1 envoi à corriger" in page.text and page.link("À corriger") == "/desk#work"


def enrolled_token(box: Box) -> str:
    there = box.enrolment()
    assert there is not None
    return there.token


def test_what_is_still_to_do_is_no_fault_and_says_what_does_it(desk: Browser) -> None:
    page = desk.get("/desk/box")
    assert "Sauvegarde : aucune n’a encore été faite." in page.main
    assert "kiosk backup --usb" in page.main


def test_a_backup_that_failed_is_said_where_the_day_begins(desk: Browser, box: Box) -> None:
    assert "La sauvegarde ne s’est pas faite" not in desk.get("/desk").main
    with box.store.write() as db:
        upkeep_notes.insert_backup_attempt(db, box.clock.now(), "usb", "no-stick")
    assert "La sauvegarde ne s’est pas faite" in desk.get("/desk").main
    assert "la clé USB n’était pas branchée" in desk.get("/desk/box").main


def test_a_box_that_no_hub_knows_yet_is_not_said_to_be_without_network(desk: Browser) -> None:
    page = desk.get("/desk")
    assert "Pas encore relié : tout est gardé ici" in page.text
    assert "Pas de réseau" not in page.text and "Tout est transmis" not in page.text


def test_a_line_is_not_called_down_before_it_was_tried(linked_desk: Browser) -> None:
    assert "Tout est transmis" in linked_desk.get("/desk").text

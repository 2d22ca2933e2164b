"""What whoever runs the hub sees of the sites."""

from datetime import date, timedelta

from gallery.site import phone
from gallery.site.hub_browser import Browser
from kiosk.hub.hub import Hub
from kiosk.hub.sites.site_codes import succeed
from kiosk.hub.sites.sites import add_site
from tests.hub.conftest import PASSPHRASE, Watch
from tests.hub.samples import Box, heartbeat


def test_each_site_says_what_it_still_holds(operator: Browser, box: Box, other_box: Box) -> None:
    box.send(heartbeat=heartbeat(1042, unsent=3, oldest_unsent_at="2026-11-24T13:05:00+00:00"))
    text = operator.open("/lieux").text
    assert "Mairie de Saint-Aubin" in text and "3 envois en attente" in text and "1042" in text
    assert "24 novembre 2026, 14:05" in text  # in Paris
    assert "Mairie de Bruz" in text and "Jamais entendu" in text


def test_a_site_that_is_silent_for_a_day_stands_out(operator: Browser, box: Box, watch: Watch) -> None:
    box.send()
    assert operator.open("/lieux").page.xpath("//td//*[contains(@class, 'success')]")
    watch.ahead.append(timedelta(hours=25))
    operator.sign_in("ines", "le marché du samedi").open("/lieux")
    assert operator.page.xpath("//td[@data-label='Entendu']//*[contains(@class, 'warning')]")


def test_each_site_says_whether_it_is_believed(operator: Browser, hub: Hub, box: Box) -> None:
    add_site(hub.store, "BZ", "Mairie de Bruz", hub.clock)
    text = operator.open("/lieux").text
    assert "Inscrit le" in text and "Attend son inscription" in text


def test_a_town_that_changed_shows_each_of_its_codes_and_from_when(operator: Browser, hub: Hub, box: Box) -> None:
    succeed(hub.store, "SA", "VN", date(2027, 1, 1))
    assert "VN dès le 1 janvier 2027" in operator.open("/lieux").text


def test_a_stolen_box_is_revoked_after_a_page_that_says_what_happens(hub: Hub, operator: Browser, box: Box) -> None:
    sent = box.submitted()
    box.send(sent)
    assert "/lieux/SA/revoquer" in operator.open("/lieux").links()
    text = operator.open("/lieux/SA/revoquer").text
    assert "Révoquer Mairie de Saint-Aubin ?" in text and "volée ou perdue" in text
    assert operator.fill("/revoquer", passphrase=PASSPHRASE, code="000000").status == 422
    text = operator.fill("/revoquer", passphrase=PASSPHRASE, code=phone.code(hub, "ines")).text
    assert "Révoqué le" in text and "Inscrit le" not in text
    assert "/lieux/SA/revoquer" not in operator.links()


def test_only_who_runs_the_hub_revokes(instructor: Browser, operator: Browser, box: Box) -> None:
    assert "/lieux/SA/revoquer" not in instructor.open("/lieux").links()
    assert instructor.open("/lieux/SA/revoquer").status == 403
    assert "pour les personnes qui font tourner le système" in instructor.text
    assert operator.open("/lieux/XX/revoquer").status == 404


def test_a_journal_that_does_not_follow_stands_out(operator: Browser, box: Box) -> None:
    box.send(heartbeat=heartbeat(journal=(5, "a" * 64)))
    assert "ne suit plus" not in operator.open("/lieux").text
    box.send(heartbeat=heartbeat(journal=(5, "b" * 64)))
    text = operator.open("/lieux").text
    assert "Journal changé" in text and "ne suit plus" in text
    box.send(heartbeat=heartbeat(journal=(4, "b" * 64)))
    assert "Journal revenu en arrière" in operator.open("/lieux").text

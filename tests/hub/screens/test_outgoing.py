"""What staff see of the systems that cases are passed on to, and the press that sends again."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from hub import publications
from hub.hub import Hub
from hub.monitoring import doctor
from hub.outbox import deliverer
from hub.outbox.outbox import list_destination_standings, try_now
from hub.settings import HubSettings
from hub.store.schema import audit
from tests.gallery.site.authority import Authority
from tests.gallery.site.hub_browser import Browser
from tests.hub.outbox.conftest import table
from tests.hub.samples import Box, Item, query_rows


@pytest.fixture
def settings(settings: HubSettings, tmp_path: Path) -> HubSettings:
    return replace(settings, connectors=(table("dept", tmp_path),))


@pytest.fixture
def refused(hub: Hub, box: Box) -> Item:
    sent = box.send_case()
    deliverer.lease_destination(hub.store, "dept", "a" * 32, hub.clock.now(), 60)
    deliverer.keep_refused(hub.store, [1], "not-taken")
    return sent


def test_a_destination_that_works_says_so(operator: Browser, tmp_path: Path) -> None:
    text = operator.open("/transmissions").text
    assert "Le Département" in text and str(tmp_path) in text and "Tout va bien" in text and "Jamais" in text
    assert "/transmissions" in operator.links()


def test_what_is_not_taken_stands_first_and_a_press_sends_it_again(
    hub: Hub, instructor: Browser, refused: Item
) -> None:
    text = instructor.open("/transmissions").text
    assert "Des envois attendent une décision" in text and refused["reference"] in text
    assert "1 envoi à regarder" in text and "n’accepte pas cet envoi" in text
    assert instructor.fill("/transmissions/dept/renvoyer", reference=refused["reference"]).status == 200
    assert "Des envois attendent" not in instructor.text and "1 envoi en attente" in instructor.text
    assert deliverer.is_due(hub.store, "dept", hub.clock.now())
    lines = list(query_rows(hub, select(audit.c.line)).scalars())
    assert any("sent-again" in line and refused["reference"] in line for line in lines)


def test_a_pause_says_why_and_until_when_and_ends_by_a_press(hub: Hub, operator: Browser, refused: Item) -> None:
    deliverer.keep_paused(hub.store, "dept", "receiver-away", hub.clock.now() + timedelta(hours=1))
    text = operator.open("/transmissions").text
    assert "Le destinataire ne répond pas" in text and "Prochain essai" in text
    operator.open("/transmissions")
    forms = operator.page.xpath("//form[contains(@action, 'renvoyer') and not(.//input[@name='reference'])]")
    assert len(forms) == 1
    token = operator.page.xpath("//input[@name='token']/@value")[0]
    assert operator.client.post("/transmissions/dept/renvoyer", data={"token": token}).status_code == 303
    [one] = list_destination_standings(hub)
    assert one.retry_at is None and one.attention == 0


def test_who_may_not_see_a_case_does_not_send_it(app: object, hub: Hub, operator: Browser, refused: Item) -> None:
    token = operator.open("/transmissions").page.xpath("//input[@name='token']/@value")[0]
    for name, reference in (("dept", "SA9999X"), ("nobody", "")):
        form = {"token": token, "reference": reference}
        assert operator.client.post(f"/transmissions/{name}/renvoyer", data=form).status_code == 404


def test_nobody_sees_it_who_is_not_signed_in(operator: Browser) -> None:
    operator.client.delete_cookie("parvis_hub")
    assert "/connexion" in operator.client.application.test_client().get("/transmissions").location


def test_a_hub_without_destinations_tells_who_sets_them_where(
    hub: Hub, operator: Browser, instructor: Browser, settings: HubSettings
) -> None:
    object.__setattr__(hub, "settings", replace(settings, connectors=()))
    assert "se règlent dans hub.toml" in operator.open("/transmissions").text
    theirs = instructor.open("/transmissions").text
    assert "Aucun destinataire" in theirs and "hub.toml" not in theirs and "kiosk" not in theirs


def test_what_is_published_and_which_sites_lack_it(hub: Hub, box: Box, other_box: Box, operator: Browser) -> None:
    assert "Rien n’est publié" in operator.open("/transmissions").text
    authority = Authority()
    publications.take_publication(hub, authority.bundle(1, {("sheet", "a.yaml"): b"one"}))
    publications.note_site_publication(hub, "SA", 2, "")
    publications.note_site_publication(hub, "BZ", 0, "no-root")
    text = operator.open("/transmissions").text
    assert "Mairie de Bruz" in text and "Ne connaît pas encore les signataires" in text
    assert "Mairie de Saint-Aubin (SA)" not in text
    publications.take_publication(hub, authority.bundle(1, {("sheet", "a.yaml"): b"two"}, "SA"))
    publications.note_site_publication(hub, "BZ", 2, "")
    assert "Mairie de Saint-Aubin (SA)" in operator.open("/transmissions").text, "a list of its own waits for it"
    publications.note_site_publication(hub, "SA", 3, "")
    assert "Tous les lieux sont à jour" in operator.open("/transmissions").text


def test_a_notice_in_doubt_is_let_be_by_a_press_and_each_is_shown(hub: Hub, instructor: Browser, box: Box) -> None:
    sms = {"name": "sms", "kind": "sms_gateway", "recipient": "l’opérateur"}
    sms |= {"url": "https://sms.example/messages", "body": "to={to}&text={text}"}
    object.__setattr__(hub, "settings", replace(hub.settings, connectors=(sms,)))
    sent = box.send_case(notices={"sms": "+33612345678"})
    deliverer.keep_in_doubt(hub.store, [1])
    assert {finding.code: finding.reason for finding in doctor.examine(hub)}["hub-notices"] == "notices-waiting"
    text = instructor.open("/transmissions").text
    assert "Incertain : le message est peut-être arrivé" in text and "Є новини" in text
    assert try_now(hub, "sms") == 0, "what is in doubt is sent again one by one"
    assert instructor.fill("/transmissions/sms/laisser", reference=sent["reference"]).status == 200
    assert "Incertain" not in instructor.text and not deliverer.is_due(hub.store, "sms", hub.clock.now())

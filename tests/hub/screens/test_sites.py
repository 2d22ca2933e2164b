"""What whoever runs the hub sees of the sites."""

from datetime import date, timedelta

from hub.hub import Hub
from hub.sites.sites import LET_IN_WITHIN, add_site, replace_site_code, revoke_site
from hub.trail import list_audit_lines
from tests.gallery.site import phone
from tests.gallery.site.hub_browser import Browser
from tests.hub.conftest import PASSPHRASE, Watch
from tests.hub.healths import health
from tests.hub.samples import Box, heartbeat


def rows(browser: Browser) -> dict[str, str]:
    lines = browser.page.xpath("//tbody/tr")
    return {line.findtext(".//th//bdi"): " ".join(line.text_content().split()) for line in lines}


def at(hub: Hub, ago: timedelta) -> str:
    return (hub.clock.now() - ago).isoformat()


def test_each_site_says_what_it_still_holds(operator: Browser, hub: Hub, box: Box, other_box: Box) -> None:
    waiting = at(hub, timedelta(hours=3))
    box.send(heartbeat=heartbeat(1042, 3, waiting, health=health(files=2, refused=1)))
    said = rows(operator.open("/lieux"))["Mairie de Saint-Aubin (SA)"]
    assert "3 envois depuis 3 heures" in said
    assert "2 fichiers" in said and "1 envoi refusé" in said and "À voir" in said
    assert "Jamais connecté" in rows(operator)["Mairie de Bruz (BZ)"]
    assert "1042" in operator.open("/lieux/SA").text


def test_a_site_silent_for_a_day_comes_first(operator: Browser, box: Box, other_box: Box, watch: Watch) -> None:
    box.send(heartbeat=heartbeat(health=health()))
    watch.ahead.append(timedelta(hours=25))
    other_box.send(heartbeat=heartbeat(health=health()))
    operator.sign_in("ines", PASSPHRASE).open("/lieux")
    first, second = rows(operator).items()
    assert first[0] == "Mairie de Saint-Aubin (SA)" and "Sans connexion" in first[1] and "il y a 1 jour" in first[1]
    assert second[0] == "Mairie de Bruz (BZ)" and "Tout va bien" in second[1]
    assert "Le poste de ce lieu ne se connecte plus" in operator.open("/lieux/SA").text
    assert list(rows(operator.open("/lieux?etat=well"))) == ["Mairie de Bruz (BZ)"]
    assert list(rows(operator.open("/lieux?mots=aubin"))) == ["Mairie de Saint-Aubin (SA)"]
    assert "Aucun lieu ne correspond" in operator.open("/lieux?mots=%25&etat=nowhere").text


def test_a_box_says_its_version_clock_disk_and_printers(operator: Browser, hub: Hub, box: Box) -> None:
    told = health(release="0.1.9", free_bytes=10**9, printers=2, printer_faults=["no-paper", "strange"])
    box.send(heartbeat=heartbeat(at=at(hub, timedelta(minutes=12)), health=told))
    said = rows(operator.open("/lieux"))["Mairie de Saint-Aubin (SA)"]
    for words in (
        "Version 0.1.9", "Horloge en retard de 12 minutes", "1 Go libres", "Plus de papier", "Imprimante à vérifier",
        "2 imprimantes",
    ):  # fmt: skip
        assert words in said, said
    assert "0.1.9 (1)" in operator.text
    assert "Horloge en retard" in operator.open("/lieux/SA").text


def test_each_site_says_whether_it_is_believed(operator: Browser, hub: Hub, box: Box) -> None:
    add_site(hub.store, "BZ", "Mairie de Bruz", hub.clock)
    assert "Attend son inscription" in rows(operator.open("/lieux"))["Mairie de Bruz (BZ)"]
    assert "Inscrit le" in operator.open("/lieux/SA").text
    assert operator.open("/lieux/XX").status == 404


def test_a_town_that_changed_shows_each_of_its_codes_and_from_when(operator: Browser, hub: Hub, box: Box) -> None:
    replace_site_code(hub.store, "SA", "VN", date(2027, 1, 1))
    assert "VN dès le 1er janvier 2027" in operator.open("/lieux/SA").text


def test_a_stolen_box_is_revoked_after_a_page_that_says_what_happens(hub: Hub, operator: Browser, box: Box) -> None:
    box.send_case()
    assert "/lieux/SA/revoquer" in operator.open("/lieux/SA").links()
    text = operator.open("/lieux/SA/revoquer").text
    assert "Révoquer Mairie de Saint-Aubin ?" in text and "volé ou perdu" in text
    assert operator.fill("/revoquer", passphrase=PASSPHRASE, code="000000").status == 422
    text = operator.fill("/revoquer", passphrase=PASSPHRASE, code=phone.code(hub, "ines")).text
    assert "Révoqué le" in text and "Inscrit le" not in text
    assert "/lieux/SA/revoquer" not in operator.links()


def test_a_site_revoked_by_mistake_is_let_in_again_from_its_page_for_ten_minutes(
    hub: Hub, operator: Browser, box: Box, watch: Watch
) -> None:
    revoke_site(hub.store, "SA", hub.clock)
    assert "/lieux/SA/reprendre" in operator.open("/lieux/SA").links()
    assert operator.open("/lieux/SA/reprendre").status == 200
    assert operator.fill("/reprendre", passphrase=PASSPHRASE, code="000000").status == 422
    text = operator.fill("/reprendre", passphrase=PASSPHRASE, code=phone.code(hub, "ines")).text
    assert "Inscrit le" in text and "Révoqué le" not in text and "/lieux/SA/reprendre" not in operator.links()
    assert box.outcomes(box.submitted()) == ["acknowledged"]
    assert list_audit_lines(hub.store)[0].action == "site-let-in"
    revoke_site(hub.store, "SA", hub.clock)
    operator.open("/lieux/SA/reprendre")
    watch.ahead.append(LET_IN_WITHIN + timedelta(seconds=1))
    late = operator.fill("/reprendre", passphrase=PASSPHRASE, code=phone.code(hub, "ines"))
    assert late.status == 422 and "plus de dix minutes" in late.text
    assert "/lieux/SA/reprendre" not in operator.open("/lieux/SA").links()


def test_only_who_runs_the_hub_revokes(instructor: Browser, operator: Browser, box: Box) -> None:
    assert "/lieux/SA/revoquer" not in instructor.open("/lieux/SA").links()
    for page in ("revoquer", "reprendre"):
        assert instructor.open(f"/lieux/SA/{page}").status == 403
    assert "pour les personnes qui font tourner le système" in instructor.text
    assert operator.open("/lieux/XX/revoquer").status == 404


def test_a_journal_that_does_not_follow_stands_out(operator: Browser, box: Box) -> None:
    box.send(heartbeat=heartbeat(journal=(5, "a" * 64)))
    assert "ne suit plus" not in operator.open("/lieux").text
    box.send(heartbeat=heartbeat(journal=(5, "b" * 64)))
    assert "ne suit plus" in operator.open("/lieux").text and "Journal à vérifier" in operator.text
    assert "Journal changé" in operator.open("/lieux/SA").text
    box.send(heartbeat=heartbeat(journal=(4, "b" * 64)))
    assert "Journal revenu en arrière" in operator.open("/lieux/SA").text

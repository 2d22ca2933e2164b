"""The list: by state, by reference, by name; prepared cases apart."""

import pytest
from flask import Flask

from gallery.site.central import in_a_month
from gallery.site.hub_browser import Browser
from kiosk.domain.events.reference import spoken
from kiosk.hub.cases.case_list import PAGE
from kiosk.hub.cases.scope import Scope
from kiosk.hub.decisions.decisions import decide
from kiosk.hub.hub import Hub
from kiosk.hub.people.people import Staff
from tests.hub.conftest import PASSPHRASE, person
from tests.hub.samples import Box, Item


def _of(box: Box, family: str, given: str = "Awa", **more: object) -> Item:
    name = {"family_name": family, "given_names": given}
    sent = box.submitted(applicant=name, person=name, **more)
    box.send(sent)
    return sent


def _listed(browser: Browser) -> list[str]:
    return [link.text_content().strip() for link in browser.page.xpath("//tbody//th/a")]


def test_an_empty_hub_says_so(instructor: Browser) -> None:
    assert "Aucun dossier pour l’instant" in instructor.open("/dossiers").text


def test_the_newest_case_comes_first(instructor: Browser, box: Box) -> None:
    sent = [_of(box, family) for family in ("Benali", "Le Goff", "Haddad")]
    assert _listed(instructor.open("/dossiers")) == [spoken(event["reference"]) for event in reversed(sent)]


def test_the_list_says_by_when_an_answer_is_due(instructor: Browser, box: Box) -> None:
    accepted = {"means": "accepted", "on": "2027-02-24", "after_months": 3}
    _of(box, "Benali")
    _of(box, "Le Goff", silence=accepted)
    _of(box, "Haddad", silence=accepted, documents=[])
    _of(box, "Petit", silence=None)
    page = instructor.open("/dossiers").page
    told = [cell.text_content().strip() for cell in page.xpath("//td[@data-label='Réponse avant le']")]
    assert told == [
        "–", "24 février 2027, sinon acceptée", "Pas encore de délai", "24 janvier 2027, sinon refusée",
    ]  # fmt: skip


def test_cases_are_listed_by_state(instructor: Browser, hub: Hub, box: Box, lea: Staff) -> None:
    one, two, three = (_of(box, family) for family in ("Benali", "Le Goff", "Haddad"))
    decide(hub, lea, two["reference"], "in_progress", "", 0)
    decide(hub, lea, two["reference"], "incomplete", "Il manque une pièce.", 1, in_a_month(hub))
    decide(hub, lea, three["reference"], "accepted", "", 0)
    for state, sent in (("received", one), ("incomplete", two), ("accepted", three)):
        assert _listed(instructor.open(f"/dossiers?state={state}")) == [spoken(sent["reference"])]
    assert _listed(instructor.open("/dossiers?state=in_progress")) == []
    tiles = [" ".join(tile.text_content().split()) for tile in instructor.page.xpath("//ul[@class='tiles']/li")]
    assert tiles[:3] == ["1 Reçus", "0 Pris en charge", "1 Pièces à compléter"]


@pytest.mark.parametrize("words", ["lefevre", "LEFÈVRE marie", "durand-le", "  marie   durand ", "Nguyen"])
def test_a_name_is_found_without_accents_capitals_or_order(instructor: Browser, box: Box, words: str) -> None:
    wanted = _of(box, "Durand-Lefèvre", "Marie-Hélène Nguyễn")
    _of(box, "Haddad")
    instructor.open("/dossiers").fill("/dossiers", words=words)
    assert _listed(instructor) == [spoken(wanted["reference"])]


@pytest.mark.parametrize("words", ["%", "_", "\\", "' OR 1=1 --"])
def test_no_sign_means_everything(instructor: Browser, box: Box, words: str) -> None:
    _of(box, "Haddad")
    instructor.open("/dossiers").fill("/dossiers", words=words)
    assert instructor.status == 200
    assert _listed(instructor) == []


def test_a_reference_is_found_however_it_is_typed(instructor: Browser, box: Box) -> None:
    wanted = _of(box, "Haddad")
    _of(box, "Benali")
    typed = spoken(wanted["reference"]).lower().replace(" ", "-")
    assert _listed(instructor.open("/dossiers").fill("/dossiers", words=typed)) == [spoken(wanted["reference"])]


def test_a_case_prepared_for_another_body_is_shown_apart(instructor: Browser, box: Box) -> None:
    deposited, prepared = box.submitted(), box.prepared()
    box.send(deposited, prepared)
    assert _listed(instructor.open("/dossiers")) == [spoken(deposited["reference"])]
    instructor.open("/dossiers/prepares")
    assert _listed(instructor) == [spoken(prepared["reference"])]
    assert "Préparé ici, décidé ailleurs : ceci n’est pas un dépôt" in instructor.text
    assert "Déposé le" not in instructor.text


def test_people_of_a_service_see_its_cases_only(app: Flask, hub: Hub, box: Box) -> None:
    person(hub, "ccas", "Ali Rey", scope=Scope(("ccas",)))
    mine = _of(box, "Haddad", service={"id": "ccas", "name": "CCAS"})
    theirs = _of(box, "Benali")
    ali = Browser(app.test_client()).sign_in("ccas", PASSPHRASE)
    assert _listed(ali.open("/dossiers")) == [spoken(mine["reference"])]
    assert ali.open(f"/dossiers/{theirs['reference']}").status == 404
    assert ali.open(f"/dossiers/{mine['reference']}").status == 200


def test_a_supplement_nobody_has_answered_is_marked(instructor: Browser, hub: Hub, box: Box, lea: Staff) -> None:
    sent = _of(box, "Haddad")
    decide(hub, lea, sent["reference"], "incomplete", "Il manque une pièce.", 0, in_a_month(hub))
    assert "Complément reçu" not in instructor.open("/dossiers").text
    box.send(box.supplement(sent["reference"], sent["stream"], 2))
    assert "Complément reçu" in instructor.open("/dossiers").text
    decide(hub, lea, sent["reference"], "in_progress", "", 1)
    assert "Complément reçu" not in instructor.open("/dossiers").text


def test_a_long_list_goes_on_over_pages_with_each_case_once(instructor: Browser, box: Box) -> None:
    sent = [box.submitted() for _ in range(2 * PAGE + 3)]
    for start in range(0, len(sent), 100):
        box.send(*sent[start : start + 100])
    seen, sizes = _listed(instructor.open("/dossiers")), [PAGE]
    while further := [link for link in instructor.links() if "after=" in link]:
        seen += _listed(instructor.open(further[0]))
        sizes.append(len(_listed(instructor)))
    assert sizes == [PAGE, PAGE, 3]
    assert seen == [spoken(event["reference"]) for event in reversed(sent)]


def _names(browser: Browser) -> list[str]:
    return [cell.text_content().strip() for cell in browser.page.xpath("//tbody//tr/td[1]")]


def test_erased_is_said_only_of_what_was_erased(instructor: Browser, box: Box) -> None:
    """Review of the field, D6: the list said « Effacé » of every report without a name, and of associations."""
    nobody = {"family_name": "", "given_names": ""}
    box.send(box.submitted(applicant=nobody, person=nobody))
    box.send(box.submitted(applicant=nobody, person=nobody, organisation="Les amis du lac"))
    helper = {"family_name": "Petit", "given_names": "Anne"}
    box.send(box.submitted(applicant=helper, person=nobody))
    assert _names(instructor.open("/dossiers")) == ["Anne Petit", "Les amis du lac", "Sans nom"]
    instructor.open("/dossiers").fill("/dossiers", words="amis lac")
    assert _names(instructor) == ["Les amis du lac"]

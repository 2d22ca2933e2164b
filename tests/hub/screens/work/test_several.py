"""Several cases at once, from the list to what came of each; without JavaScript."""

import dataclasses

from flask import Flask
from msgspec.structs import replace

from hub.decisions.decisions import DraftDecision, decide_case
from hub.hub import EXTENSION, Hub
from hub.people.people import Staff
from kiosk.domain.events.reference import format_reference
from tests.gallery.site.hub_browser import Browser
from tests.hub.conftest import several_sent
from tests.hub.samples import Box


def test_ticked_cases_are_taken_in_hand_after_a_question(instructor: Browser, box: Box, hub: Hub) -> None:
    mine = several_sent(box, 3)
    instructor.open("/dossiers?view=all")
    assert not instructor.asks("/dossiers/plusieurs"), "no boxes before they are asked for"
    (several,) = [link for link in instructor.links() if "several=none" in link]
    instructor.open(several).fill("/dossiers/plusieurs", case=mine[:2], to="in_progress")
    assert "Mettre 2 dossiers à l’étude ?" in instructor.text
    assert format_reference(mine[0]) in instructor.text and format_reference(mine[2]) not in instructor.text
    instructor.fill("/plusieurs/changer")
    assert "2 dossiers changés" in instructor.text
    assert "À l’étude" in instructor.open(f"/dossiers/{mine[0]}").text


def test_all_of_a_page_are_ticked_by_a_link_and_filters_stay(instructor: Browser, box: Box) -> None:
    mine = several_sent(box, 2)
    instructor.open("/dossiers?view=free&channel=counter&several=none")
    assert not instructor.page.xpath("//input[@name='case'][@checked]")
    (link,) = [link for link in instructor.links() if "several=all" in link]
    assert "view=free" in link and "channel=counter" in link
    instructor.open(link).fill("/dossiers/plusieurs", to="closed")
    assert instructor.text.count("il attend encore une décision : ouvrez-le") == 2
    instructor.open(link).fill("/dossiers/plusieurs", to="in_progress")
    assert "Mettre 2 dossiers à l’étude ?" in instructor.text
    instructor.fill("/plusieurs/changer")
    assert instructor.text.count("Copie d’un acte de naissance") == len(mine)


def test_what_was_sought_and_what_ended_can_be_chosen_too(instructor: Browser, hub: Hub, box: Box, paul: Staff) -> None:
    (one,) = several_sent(box, 1)
    decide_case(hub, paul, one, DraftDecision("accepted", "", 0))
    instructor.open("/dossiers").fill("/dossiers", words="Benali")
    (link,) = [link for link in instructor.links() if "several=none" in link]
    assert "Benali" not in link
    for address in (link, "/dossiers?state=accepted&several=all"):
        assert instructor.open(address).page.xpath(f"//input[@name='case'][@value='{one}']")
    instructor.fill("/dossiers/plusieurs", to="closed").fill("/plusieurs/changer")
    assert "1 dossier changé" in instructor.text


def test_prepared_cases_are_only_put_away(instructor: Browser, box: Box) -> None:
    box.send(box.prepared())
    instructor.open("/dossiers/prepares?several=all")
    assert "Mettre à l’étude" not in instructor.text
    instructor.fill("/dossiers/plusieurs", to="closed")
    assert "Classer 1 dossier ?" in instructor.text


def test_nothing_ticked_is_said_and_a_decision_that_needs_its_case_is_refused(instructor: Browser, box: Box) -> None:
    (one,) = several_sent(box, 1)
    instructor.open("/dossiers?several=none").fill("/dossiers/plusieurs", to="closed")
    assert instructor.status == 422 and "Cochez d’abord les dossiers" in instructor.text
    instructor.open("/dossiers?several=none").fill("/dossiers/plusieurs", case=[one], to="accepted")
    assert instructor.status == 422 and "se décide dans son dossier" in instructor.text


def test_one_that_changed_meanwhile_is_named_with_why(instructor: Browser, hub: Hub, box: Box, lea: Staff) -> None:
    other = several_sent(box, 2)[1]
    instructor.open("/dossiers?several=all").fill("/dossiers/plusieurs", to="in_progress")
    decide_case(hub, lea, other, DraftDecision("accepted", "Oui.", 0))
    instructor.fill("/plusieurs/changer")
    assert f"{format_reference(other)} – il a changé entre-temps" in instructor.text
    assert "1 dossier changé" in instructor.text


def test_operators_see_no_case_by_this_way(operator: Browser, box: Box) -> None:
    (one,) = several_sent(box, 1)
    operator.open("/compte")
    token = operator.page.xpath("//input[@type='hidden']")[0]
    data = {token.get("name"): token.get("value"), "case": one, "to": "closed"}
    for address in ("/dossiers/plusieurs", "/dossiers/plusieurs/changer", "/dossiers/plusieurs/annuler"):
        assert operator.client.post(address, data=data).status_code == 403


def test_they_can_all_be_taken_back(app: Flask, instructor: Browser, hub: Hub, box: Box) -> None:
    box.send(box.prepared(), box.prepared())
    app.extensions[EXTENSION] = replace(hub, settings=dataclasses.replace(hub.settings, take_back_minutes=10))
    instructor.open("/dossiers/prepares?several=all").fill("/dossiers/plusieurs", to="closed")
    instructor.fill("/plusieurs/changer")
    assert "Rien n’est encore envoyé" in instructor.text
    instructor.fill("/plusieurs/annuler")
    assert "Décisions annulées" in instructor.text
    instructor.open("/dossiers/prepares?several=all").fill("/dossiers/plusieurs", to="closed")
    assert "Classer 2 dossiers ?" in instructor.text

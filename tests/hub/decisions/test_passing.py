"""A request that another service or another town hall is competent for: who has it, who is told, and what it delays."""

import dataclasses
from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask
from msgspec.structs import replace

from hub.cases import case_history
from hub.cases.states import Scope
from hub.decisions.decisions import DraftDecision, decide_case
from hub.decisions.follow import read_whereabouts
from hub.decisions.passing import list_passed_cases
from hub.hub import EXTENSION, Hub
from hub.people.people import Staff
from hub.replies import Passing
from hub.trail import list_audit_lines
from kiosk.domain.events import case_line
from kiosk.domain.events.reference import format_reference
from kiosk.domain.events.silence_facts import CaseTurn, silence_day
from kiosk.errors import Refused
from tests.hub.conftest import Watch, person, signed_in, told
from tests.hub.files.sending import FILE, NAME, Sender, listing
from tests.hub.samples import SERVICE, Box, Item, case_of, leave_due

WHY = "La scolarité s’occupe de cette demande."


@pytest.fixture
def vera(hub: Hub, box: Box) -> Staff:
    """She works for civil status alone."""
    return person(hub, "vera", "Véra Lenoir", scope=Scope(services=(SERVICE["id"],)))


@pytest.fixture
def omar(hub: Hub, box: Box) -> Staff:
    """He works for the schools alone."""
    return person(hub, "omar", "Omar Diallo", scope=Scope(services=("scolarite",)))


def pass_on(hub: Hub, by: Staff, reference: str, seen: int = 0, **where: Any) -> None:
    passing = Passing(**{"service": "scolarite", "site": "SA"} | where)
    decide_case(hub, by, reference, DraftDecision("received", WHY, seen, passing=passing))


def test_the_new_service_has_the_whole_case_and_the_old_one_a_line_without_contents(
    app: Flask, hub: Hub, sent: Item, vera: Staff, omar: Staff
) -> None:
    reference = sent["reference"]
    pass_on(hub, vera, reference)
    hers, his = signed_in(app, hub, vera), signed_in(app, hub, omar)
    page = hers.open(f"/dossiers/{reference}")
    assert "Transmis à : Scolarite" in page.text and format_reference(reference) in page.text
    for secret in ("Benali", "BENALI", "Ma retraite", "06 12 34 56 78"):
        assert secret not in page.page.text_content()
    assert "Transmis à un autre service" in hers.open("/dossiers").text
    page = his.open(f"/dossiers/{reference}")
    assert "BENALI" in page.text and "Ma retraite" in page.text and WHY in page.text
    assert len(his.open("/dossiers").page.xpath("//ol[@data-worklist]/li")) == 1
    assert [line.action for line in list_audit_lines(hub.store)].count("passed-on") == 1
    with hub.store.reading() as connection:
        assert list_passed_cases(connection, omar.scope) == []


def test_a_file_goes_with_the_case_to_whoever_has_it_now(
    app: Flask, hub: Hub, box: Box, vera: Staff, omar: Staff
) -> None:
    event = listing(box)
    box.send(event)
    Sender(app.test_client(), hub, box, event).all()
    reference, address = event["reference"], f"/dossiers/{event['reference']}/pieces/{NAME}"
    assert signed_in(app, hub, vera).client.get(address).data == FILE
    pass_on(hub, vera, reference)
    assert signed_in(app, hub, vera).client.get(address).status_code == 404
    assert signed_in(app, hub, omar).client.get(address).data == FILE


def test_the_box_and_the_person_are_told_where_the_case_went(hub: Hub, sent: Item, vera: Staff, omar: Staff) -> None:
    pass_on(hub, vera, sent["reference"])
    [update] = told(hub)
    assert (update["state"], update["passed_to"], update["message"]) == ("received", "Scolarite", WHY)
    news = case_line.make_case_news(read_whereabouts(hub, sent["stream"], ""))
    assert news.service == "Scolarite" and news.line.passed and news.line.passed.passed_to == "Scolarite"
    assert news.line.current.stage == case_line.Stage.SENT and news.line.holder == case_line.Holder.SERVICE
    decide_case(hub, omar, sent["reference"], DraftDecision("in_progress", "", 1))
    assert told(hub)[-1]["accuse"]["service"] == "Scolarite", "CRPA L. 114-4"
    news = case_line.make_case_news(read_whereabouts(hub, sent["stream"], ""))
    assert news.line.current.stage == case_line.Stage.LOOKED_AT and news.line.passed


def test_it_can_be_taken_back_before_it_leaves(
    app: Flask, hub: Hub, sent: Item, vera: Staff, omar: Staff, watch: Watch
) -> None:
    slow = replace(hub, settings=dataclasses.replace(hub.settings, take_back_minutes=10))
    app.extensions[EXTENSION] = slow
    page = signed_in(app, slow, vera).open(f"/dossiers/{sent['reference']}?decision=received")
    page.fill(f"/dossiers/{sent['reference']}", service="scolarite", message=WHY)
    assert "Transmis à : Scolarite" in page.text and told(slow) == []
    page.fill("/reprendre")
    assert page.fields(f"/dossiers/{sent['reference']}")["service"] == "scolarite", "the form comes again"
    watch.ahead.append(timedelta(minutes=11))
    assert leave_due(slow) == 0 and told(slow) == []
    page.fill(f"/dossiers/{sent['reference']}")
    with pytest.raises(Refused):
        case_of(slow, sent["reference"], omar.scope)
    watch.ahead.append(timedelta(minutes=11))
    assert leave_due(slow) == 1
    assert case_of(slow, sent["reference"], omar.scope).decisions[-1].message == WHY


def test_a_town_hall_that_is_another_administration_gets_it_with_its_telephone(
    hub: Hub, sent: Item, other_box: Box, vera: Staff
) -> None:
    rose = person(hub, "rose", "Rose Le Gall", scope=Scope(sites=("BZ",)))
    pass_on(hub, vera, sent["reference"], service=SERVICE["id"], site="BZ", other_body=True)
    case = case_of(hub, sent["reference"], rose.scope)
    assert case.site == "BZ" and case.decisions[-1].passed_to == "Service de l’état civil – Mairie de Bruz"
    assert read_whereabouts(hub, sent["stream"], "").town_hall == "Mairie de Bruz"
    assert [update["passed_to"] for update in told(hub)] == ["Service de l’état civil – Mairie de Bruz"]
    silence = case_history.silence_day_of_case(hub, case)
    assert silence and silence.on == date(2027, 1, 24), "a refusal counts from the first receipt (CRPA L. 114-3)"


def test_silence_that_accepts_counts_from_the_competent_administration() -> None:
    body = {"legal_date": "2026-11-24", "documents": [], "silence": {"means": "accepted", "after_months": 2}}
    moved = date(2026, 12, 10)

    def on(silence: dict[str, Any], *, other: bool) -> date | None:
        turn = CaseTurn(Watch().now(), moved, "received", None, "Scolarité", other)
        found = silence_day({**body, "silence": silence}, [turn])
        return found.on if found else None

    assert on(body["silence"], other=False) == date(2027, 1, 24), "one commune is one administration"
    assert on(body["silence"], other=True) == date(2027, 2, 10)
    refuses = {"means": "refused", "after_months": 2}
    assert on(refuses, other=True) == on(refuses, other=False) == date(2027, 1, 24)


def test_what_goes_outside_is_closed_here_and_says_who_answers(hub: Hub, sent: Item, vera: Staff) -> None:
    pass_on(hub, vera, sent["reference"], service="", body="Préfecture d’Ille-et-Vilaine")
    case = case_of(hub, sent["reference"], vera.scope)
    line = case_history.line_of_case_file(hub, case)
    assert case.state == "closed" and line.outcome == case_line.PASSED_ON and line.promise is None
    assert line.next_action == case_line.NextAction.NOTHING, "nobody here has answered"
    assert told(hub)[0]["passed_to"] == "Préfecture d’Ille-et-Vilaine"


def test_nothing_is_passed_on_to_nobody_or_without_a_reason(hub: Hub, sent: Item, other_box: Box, vera: Staff) -> None:
    reference, wrong = sent["reference"], []
    person(hub, "omar", "Omar Diallo", scope=Scope(services=("scolarite",), sites=("SA",)))
    nowhere = {"service": "", "body": ""}
    for where in ({"service": SERVICE["id"]}, {"body": "Préfecture"}, {"site": "ZZ"}, nowhere, {"site": "BZ"}):
        with pytest.raises(Refused) as refused:
            pass_on(hub, vera, reference, **where)
        wrong.append(refused.value.code)
    assert wrong == ["passing-place"] * 4 + ["passing-nobody"]
    for draft in (
        DraftDecision("received", WHY, 0),
        DraftDecision("received", "", 0, passing=Passing(body="Préfecture")),
    ):
        with pytest.raises(Refused) as refused:
            decide_case(hub, vera, reference, draft)
        wrong.append(refused.value.code)
    assert wrong[-2:] == ["passing-place", "message-missing"]


def test_the_form_keeps_what_was_chosen_and_is_enough_to_pass_a_case_on(
    app: Flask, hub: Hub, sent: Item, vera: Staff, omar: Staff
) -> None:
    page = signed_in(app, hub, vera).open(f"/dossiers/{sent['reference']}?decision=received")
    page.fill(f"/dossiers/{sent['reference']}", service="", body="Préfecture", message="")
    assert page.status == 422 and page.fields(f"/dossiers/{sent['reference']}")["body"] == "Préfecture"
    page.fill(f"/dossiers/{sent['reference']}", service="scolarite", body="", message=WHY)
    assert page.status == 200 and "Transmis à : Scolarite" in page.text

"""A decision leaves once, some minutes after it was taken, or is taken back: never both, never twice."""

import dataclasses
import json
import time
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from msgspec.structs import replace
from sqlalchemy import event as engine_events
from sqlalchemy import select

from hub.cases.states import EVERYTHING, state_of
from hub.decisions import leaving
from hub.decisions.decisions import Asking, DraftDecision, decide_case, take_back_decision
from hub.decisions.leaving import LeavingLoop
from hub.hub import EXTENSION, Hub
from hub.intake.updates import fetch_updates
from hub.opening import begin_new_epoch
from hub.outbox.export import choose_cases, write_json_lines
from hub.people.people import Staff
from hub.retention import EXPIRED
from hub.store.schema import decision, taken_decision
from hub.trail import list_audit_lines
from kiosk.errors import Refused
from tests.gallery.site.central import in_a_month
from tests.gallery.site.hub_browser import Browser
from tests.hub.conftest import Watch
from tests.hub.samples import Box, Item, case_of, erase_case, leave_due
from tests.soon import soon

MINUTES = 10


@pytest.fixture
def slow(app: Flask, hub: Hub) -> Hub:
    """The hub, where a decision leaves after ten minutes."""
    made = replace(hub, settings=dataclasses.replace(hub.settings, take_back_minutes=MINUTES))
    app.extensions[EXTENSION] = made
    return made


def told(hub: Hub) -> list[dict[str, Any]]:
    """What the site is told."""
    return [json.loads(update.statement) for update in fetch_updates(hub, "SA", 0, 100)[1]]


def pass_minutes(watch: Watch, minutes: float = MINUTES) -> None:
    watch.ahead.append(timedelta(minutes=minutes))


def test_until_it_leaves_everybody_outside_sees_the_state_before(
    slow: Hub, sent: Item, paul: Staff, watch: Watch, client: Any, tmp_path: Any
) -> None:
    decide_case(slow, paul, sent["reference"], DraftDecision("accepted", "Passez la prendre.", 0))
    case = case_of(slow, sent["reference"])
    assert (case.state, case.decisions, leave_due(slow), told(slow)) == ("received", (), 0, [])
    with slow.store.reading() as connection, (tmp_path / "cases").open("w+") as file:
        assert state_of(connection, case.id) == "received"
        write_json_lines(slow, connection, file, choose_cases(EVERYTHING, "", None, None))
        file.seek(0)
        assert json.loads(file.readline())["state"] == "received"
    pass_minutes(watch)
    left_at = slow.clock.now()
    assert (leave_due(slow), leave_due(slow)) == (1, 0)
    (update,) = told(slow)
    case = case_of(slow, sent["reference"])
    assert (update["state"], update["message"], case.state, case.taken) == (
        "accepted",
        "Passez la prendre.",
        "accepted",
        None,
    )
    assert case.decisions[0].at >= left_at, "its date is when it leaves"


def test_taking_a_case_in_hand_decides_nothing_and_leaves_at_once(slow: Hub, sent: Item, paul: Staff) -> None:
    decide_case(slow, paul, sent["reference"], DraftDecision("in_progress", "", 0))
    assert [update["kind"] for update in told(slow)] == ["accuse"]


def test_a_colleague_takes_it_back_unheard(slow: Hub, sent: Item, paul: Staff, lea: Staff, watch: Watch) -> None:
    decide_case(slow, paul, sent["reference"], DraftDecision("refused", "Hors de la commune.", 0))
    taken = case_of(slow, sent["reference"]).taken
    assert taken is not None
    with pytest.raises(Refused, match="decided-meanwhile"):
        decide_case(slow, lea, sent["reference"], DraftDecision("accepted", "", 1))
    assert take_back_decision(slow, lea, sent["reference"], taken.id).message == "Hors de la commune."
    with pytest.raises(Refused, match="decision-left"):
        take_back_decision(slow, lea, sent["reference"], taken.id)
    pass_minutes(watch)
    assert (leave_due(slow), told(slow)) == (0, [])
    assert [line.action for line in list_audit_lines(slow.store)][:2] == ["taken-back", "decided"]


def test_what_has_left_is_not_taken_back(slow: Hub, sent: Item, paul: Staff, watch: Watch) -> None:
    decide_case(slow, paul, sent["reference"], DraftDecision("accepted", "", 0))
    taken = case_of(slow, sent["reference"]).taken
    pass_minutes(watch)
    leave_due(slow)
    assert taken is not None
    with pytest.raises(Refused, match="decision-left"):
        take_back_decision(slow, paul, sent["reference"], taken.id)
    assert len(told(slow)) == 1


def test_a_double_tap_takes_one_decision_with_its_papers(slow: Hub, sent: Item, paul: Staff, watch: Watch) -> None:
    asked = DraftDecision("incomplete", "", 0, in_a_month(slow), Asking(("identity",), "La page 3"))
    decide_case(slow, paul, sent["reference"], asked)
    decide_case(slow, paul, sent["reference"], asked)
    with pytest.raises(Refused, match="decided-meanwhile"):
        decide_case(slow, paul, sent["reference"], replace(asked, asks=Asking(("identity",))))
    pass_minutes(watch)
    assert leave_due(slow) == 1
    assert [paper["label"] for paper in told(slow)[0]["asked"]] == ["Pièce d’identité", "La page 3"]


@pytest.mark.parametrize("kind", ["supplement", "correction"])
def test_what_the_person_adds_gives_the_decision_back_to_its_service(
    slow: Hub, sent: Item, box: Box, paul: Staff, watch: Watch, kind: str
) -> None:
    decide_case(slow, paul, sent["reference"], DraftDecision("refused", "Rien n’est venu.", 0))
    box.send(getattr(box, kind)(sent["reference"], sent["stream"], 2))
    pass_minutes(watch)
    assert (leave_due(slow), told(slow)) == (0, [])
    taken = case_of(slow, sent["reference"]).taken
    assert taken is not None and taken.stopped == "arrived"
    assert list_audit_lines(slow.store)[0].action == "decision-stopped"
    decide_case(slow, paul, sent["reference"], DraftDecision("accepted", "", 1))
    pass_minutes(watch)
    assert (leave_due(slow), [update["state"] for update in told(slow)]) == (1, ["accepted"])


def test_a_person_who_withdraws_in_time_withdraws(slow: Hub, sent: Item, box: Box, paul: Staff, watch: Watch) -> None:
    decide_case(slow, paul, sent["reference"], DraftDecision("accepted", "", 0))
    assert box.outcomes(box.withdrawal(sent["reference"], sent["stream"], 2)) == ["acknowledged"]
    pass_minutes(watch)
    assert leave_due(slow) == 0
    assert [update["state"] for update in told(slow)] == ["withdrawn"]


def test_a_database_put_back_from_a_copy_lets_nothing_leave(slow: Hub, sent: Item, paul: Staff, watch: Watch) -> None:
    """After the copy was made the decision may have been taken back, or have left."""
    decide_case(slow, paul, sent["reference"], DraftDecision("accepted", "", 0))
    begin_new_epoch(slow.store, slow.clock)
    pass_minutes(watch)
    assert (leave_due(slow), told(slow)) == (0, [])
    taken = case_of(slow, sent["reference"]).taken
    assert taken is not None and taken.stopped == "restored"


def test_a_clock_that_goes_back_begins_the_minutes_again(slow: Hub, sent: Item, paul: Staff, watch: Watch) -> None:
    decide_case(slow, paul, sent["reference"], DraftDecision("accepted", "", 0))
    watch.ahead.append(timedelta(days=-400))
    assert leave_due(slow) == 0
    pass_minutes(watch, MINUTES - 1)
    assert leave_due(slow) == 0
    pass_minutes(watch, 1)
    assert (leave_due(slow), len(told(slow))) == (1, 1)


def test_an_erased_case_takes_its_decision_along(slow: Hub, sent: Item, paul: Staff, watch: Watch) -> None:
    decide_case(slow, paul, sent["reference"], DraftDecision("accepted", "Madame Benali", 0))
    erase_case(slow, case_of(slow, sent["reference"]).id, EXPIRED)
    pass_minutes(watch)
    assert (leave_due(slow), told(slow)) == (0, [])


class Killed(Exception):
    """The process ends here."""


def test_killed_at_any_statement_it_leaves_once(slow: Hub, sent: Item, paul: Staff, watch: Watch) -> None:
    decide_case(slow, paul, sent["reference"], DraftDecision("accepted", "", 0))
    pass_minutes(watch)
    budget = [0]

    def count(*_: Any) -> None:
        budget[0] -= 1
        if budget[0] < 0:
            raise Killed

    engine_events.listen(slow.store.engine, "before_cursor_execute", count)
    try:
        for statements in range(100):
            budget[0] = statements
            try:
                left = leave_due(slow)
                break
            except Killed:
                budget[0] = 1_000
                with slow.store.reading() as connection:
                    assert len(connection.execute(select(taken_decision)).all()) == 1
                    assert not connection.execute(select(decision)).all()
    finally:
        engine_events.remove(slow.store.engine, "before_cursor_execute", count)
    assert left == 1 and statements > 10 and len(told(slow)) == 1


def test_a_page_says_when_it_leaves_and_takes_it_back(slow: Hub, sent: Item, instructor: Browser) -> None:
    page = instructor.decide(sent["reference"], "refused", message="Hors de la commune.")
    assert "Décision enregistrée" in page.text and "Elle sera envoyée à" in page.text
    page.fill("/reprendre")
    assert "Décision annulée" in page.text
    assert page.page.get_element_by_id("message").text == "Hors de la commune."
    page.fill(sent["reference"], message="Hors du département.")
    assert "Hors du département." in page.text and "Elle sera envoyée à" in page.text


def test_a_page_says_why_a_decision_did_not_leave(slow: Hub, sent: Item, box: Box, instructor: Browser) -> None:
    instructor.decide(sent["reference"], "refused", message="Rien n’est venu.")
    taken = instructor.page.xpath("//input[@name='decision']/@value")[0]
    box.send(box.supplement(sent["reference"], sent["stream"], 2))
    page = instructor.choose(sent["reference"], "refused")
    assert "Votre décision n’a pas été envoyée" in page.text
    assert page.page.get_element_by_id("message").text == "Rien n’est venu."
    token = page.page.xpath("//input[@name='token']/@value")[0]
    late = {"token": token, "decision": "f" * 32}
    response = page.client.post(f"/dossiers/{sent['reference']}/reprendre", data=late)
    assert response.status_code == 422 and "Trop tard" in response.text and taken != late["decision"]


def test_it_looks_again_after_a_failure_until_it_is_stopped(
    hub: Hub, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    looked: list[Hub] = []

    def due_cases(of: Hub) -> Any:
        looked.append(of)
        if len(looked) == 1:
            raise OSError("the database is away")
        return ()

    monkeypatch.setattr(leaving, "due_cases", due_cases)
    loop = LeavingLoop(hub, 0.01)
    loop.start()
    soon(lambda: len(looked) > 2)
    loop.stop()
    seen = len(looked)
    time.sleep(0.05)
    assert seen > 2 and len(looked) == seen and "a decision has to wait" in caplog.text


def test_a_decision_that_cannot_leave_keeps_no_other_back(hub: Hub, monkeypatch: pytest.MonkeyPatch) -> None:
    left: list[str] = []

    def leave_if_due(_: Hub, case_id: str) -> None:
        if case_id == "broken":
            raise ValueError("its rows cannot be read")
        left.append(case_id)

    monkeypatch.setattr(leaving, "due_cases", lambda _: ["broken", "sound"])
    monkeypatch.setattr(leaving, "leave_if_due", leave_if_due)
    loop = LeavingLoop(hub, 0.01)
    loop.start()
    soon(lambda: left)
    loop.stop()
    assert left and set(left) == {"sound"}

"""What staff decide, and what the sites are told of it."""

import json
import threading
from datetime import timedelta
from typing import Any

import pytest

from hub.decisions.decisions import decide
from hub.hub import Hub
from hub.intake.updates import after
from hub.people.people import Staff
from kiosk.domain.time import months
from kiosk.errors import Refused
from tests.gallery.site.central import in_a_month
from tests.hub.samples import SERVICE, Box


def _updates(hub: Hub, code: str) -> list[dict[str, Any]]:
    return [json.loads(update.statement) for update in after(hub, code, 0, 100)[1]]


def test_taking_a_case_in_hand_tells_the_site_with_the_statutory_mentions(hub: Hub, box: Box, paul: Staff) -> None:
    sent = box.submitted()
    box.send(sent)
    decide(hub, paul, sent["reference"], "in_progress", "", 0)
    [update] = _updates(hub, "SA")
    letter = update.pop("letter")
    assert (letter["to"], letter["author"]) == ("Awa Benali", "Paul Morel"), "CRPA L. 212-1"
    assert update.pop("at").endswith("+00:00") and len(update.pop("id")) == 32
    assert update == {
        "version": 2,
        "site": "SA",
        "cursor": 1,
        "reference": sent["reference"],
        "kind": "accuse",
        "state": "in_progress",
        "message": "",
        "by": SERVICE["name"],
        "accuse": {
            "received_on": "2026-11-24",
            "service": SERVICE["name"],
            "address": SERVICE["address"],
            "phone": SERVICE["phone"],
            "email": SERVICE["email"],
            "remedies": "Vous pouvez saisir le procureur de la République.",
        },
        "silence": {
            "means": "refused",
            "after_months": 2,
            "on": "2027-01-24",
            "papers_by": None,
            "lacks": True,
            "about": "",
        },
    }


def test_one_case_gets_one_accuse(hub: Hub, box: Box, paul: Staff) -> None:
    sent = box.submitted()
    box.send(sent)
    for seen, (state, message) in enumerate([("incomplete", "Il manque…"), ("in_progress", ""), ("incomplete", "…")]):
        decide(hub, paul, sent["reference"], state, message, seen, in_a_month(hub))
    decide(hub, paul, sent["reference"], "in_progress", "", 3)
    assert [update["kind"] for update in _updates(hub, "SA")] == ["state", "accuse", "state", "state"]


def test_a_document_that_is_simply_delivered_gets_no_accuse(hub: Hub, box: Box, paul: Staff) -> None:
    """CRPA R. 112-4, 2°."""
    sent = box.submitted(silence=None, remedies=None)
    box.send(sent)
    decide(hub, paul, sent["reference"], "in_progress", "", 0)
    (update,) = _updates(hub, "SA")
    assert (update["kind"], update["state"]) == ("state", "in_progress")
    assert not {"accuse", "silence"} & set(update)


def test_papers_are_asked_for_by_a_day_which_moves_that_of_silence(hub: Hub, box: Box, paul: Staff) -> None:
    today = hub.day(hub.clock.now())
    silence = {"means": "refused", "on": months.after(today, 2).isoformat(), "after_months": 2}
    sent = box.submitted(legal_date=today.isoformat(), silence=silence)
    box.send(sent)
    with pytest.raises(Refused, match="papers-day-missing"):
        decide(hub, paul, sent["reference"], "incomplete", "Il manque une pièce.", 0)
    decide(hub, paul, sent["reference"], "incomplete", "Il manque une pièce.", 0, in_a_month(hub))
    (update,) = _updates(hub, "SA")
    assert update["papers_by"] == update["silence"]["papers_by"] == in_a_month(hub)
    assert update["silence"]["on"] == (months.after(today, 2) + timedelta(days=30)).isoformat()
    decide(hub, paul, sent["reference"], "in_progress", "", 1)
    told = _updates(hub, "SA")[1]["silence"]
    assert (told["on"], told["papers_by"]) == (silence["on"], None), "they came at once, by post"


def test_an_acceptance_by_silence_has_no_day_while_a_paper_is_missing(hub: Hub, box: Box, paul: Staff) -> None:
    silence = {"means": "accepted", "on": "2027-02-24", "after_months": 3}
    sent = box.submitted(silence=silence)
    box.send(sent)
    decide(hub, paul, sent["reference"], "in_progress", "", 0)
    told = _updates(hub, "SA")[0]["silence"]
    assert (told["means"], told["on"]) == ("accepted", None)


def test_a_prepared_case_never_gets_an_accuse(hub: Hub, box: Box, paul: Staff) -> None:
    sent = box.prepared()
    box.send(sent)
    for state in ("in_progress", "accepted", "refused", "incomplete"):
        with pytest.raises(Refused, match="no-such-change"):
            decide(hub, paul, sent["reference"], state, "…", 0)
    decide(hub, paul, sent["reference"], "closed", "", 0)
    assert [update["kind"] for update in _updates(hub, "SA")] == ["state"]


def test_a_supplement_and_a_decision_at_once_leave_no_supplement_on_a_decided_case(
    hub: Hub, box: Box, paul: Staff
) -> None:
    for _ in range(10):
        sent = box.submitted()
        box.send(sent)
        added = box.supplement(sent["reference"], sent["stream"], 2)
        gate = threading.Barrier(2, timeout=60)

        def close(reference: str = sent["reference"], gate: threading.Barrier = gate) -> None:
            gate.wait()
            decide(hub, paul, reference, "accepted", "", 0)

        closing = threading.Thread(target=close)
        closing.start()
        gate.wait()
        outcome = box.outcomes(added)
        closing.join(60)
        assert outcome in (["acknowledged"], ["rejected: closed-case"])
        assert box.outcomes(added) in (["duplicate"], ["rejected: closed-case"])


def test_a_double_tap_is_one_decision(hub: Hub, box: Box, paul: Staff) -> None:
    sent = box.submitted()
    box.send(sent)
    for _ in range(3):
        decide(hub, paul, sent["reference"], "incomplete", "Il manque une pièce.", 0, in_a_month(hub))
    assert len(_updates(hub, "SA")) == 1

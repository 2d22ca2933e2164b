"""The form of a decision, as an address names it and as it was typed."""

from dataclasses import replace
from datetime import UTC, datetime

from werkzeug.datastructures import MultiDict

from kiosk.domain.replies.asked_paper import AskedPaper
from kiosk.hub.decisions.asking import Asking
from kiosk.hub.replies.taken_decision import TakenDecision
from kiosk.hub.web.decision_form import EMPTY, DecisionForm, again, chosen, typed

AT = datetime(2026, 11, 24, tzinfo=UTC)
ASKED = (AskedPaper("a" * 32, "identity", "Pièce d’identité"), AskedPaper("b" * 32, "", "La page 3"))
TAKEN = TakenDecision("d" * 32, "e" * 32, "incomplete", "…", ASKED, "2026-12-31", "", "Paul", AT, AT, "", "arrived")


def test_what_is_typed_is_read_and_a_strange_number_is_none() -> None:
    form = MultiDict([("to", "incomplete"), ("asked", "identity"), ("asked", "home"), ("others", "x"), ("seen", "2")])
    assert typed(form) == DecisionForm("incomplete", asks=Asking(("identity", "home"), "x"), seen=2)
    assert typed(MultiDict({"seen": "-1"})) == EMPTY


def test_a_decision_that_is_not_offered_is_not_chosen() -> None:
    assert chosen({"decision": "refused"}, ("closed",), None, "2026-12-24") == EMPTY
    assert chosen({"decision": "closed"}, ("closed",), None, "2026-12-24") == DecisionForm(
        "closed", papers_by="2026-12-24"
    )


def test_one_that_was_stopped_is_proposed_again_with_its_words() -> None:
    kept = DecisionForm("incomplete", "…", "2026-12-31", Asking(("identity",), "La page 3"))
    assert again(TAKEN) == kept
    offered = ("incomplete", "accepted")
    assert chosen({"decision": "incomplete"}, offered, TAKEN, "2026-12-24") == kept
    assert chosen({"decision": "accepted"}, offered, replace(TAKEN), "").message == ""

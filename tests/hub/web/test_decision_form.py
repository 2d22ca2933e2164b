"""The form of a decision, as an address names it and as it was typed."""

from datetime import UTC, datetime

from msgspec.structs import replace
from werkzeug.datastructures import MultiDict

from hub.decisions.asking import Asking
from hub.replies.taken_decision import TakenDecision
from hub.web.decision_form import EMPTY, DecisionForm, again, chosen, typed
from kiosk.domain.replies.asked_paper import AskedPaper
from kiosk.http import form_tokens
from tests.gallery.site.hub_browser import Browser
from tests.hub.samples import Box

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


STRANGE = (
    {"to": ""},
    {"to": "received"},
    {"to": "pigeon", "carries": "signed-letter"},
    {"seen": ""},
    {"seen": "-1"},
    {"seen": "9" * 5_000},
    {"message": "", "to": "refused"},
    {"message": "x" * 6_000},
    {"message": "{à compléter}"},
    {"papers_by": "", "to": "incomplete", "others": "Une page"},
    {"papers_by": "2027-02-30", "to": "incomplete", "others": "Une page"},
    {"to": "incomplete", "asked": "no-such-paper"},
    {"to": "incomplete", "others": "x" * 300},
    {"used": "no-such-template:1:" + "0" * 64, "given_names": ""},
    {"quality": ""},
    {"family_name": "x" * 150},
    {"carries": "pigeon"},
    {"carries": "scan"},
    {"carries": "signed-letter"},
    {"carries": "signed-file"},
)


def test_a_form_with_a_field_missing_or_strange_is_shown_again_with_a_sentence(instructor: Browser, box: Box) -> None:
    box.send(made := box.submitted())
    action = f"/dossiers/{made['reference']}"
    whole = instructor.choose(made["reference"], "accepted").fields(action)
    whole |= {"given_names": "Claire", "family_name": "Morel", "quality": "Adjointe au maire"}
    missing = [{name: kept for name, kept in whole.items() if name != lost} for lost in ("to", "seen", "family_name")]
    elsewhere = {"note": "Elle rappelle lundi.", "to": "accepted", form_tokens.FIELD: whole[form_tokens.FIELD]}
    for sent in (*(whole | strange for strange in STRANGE), *missing, elsewhere):
        answer = instructor.client.post(action, data=sent)
        assert answer.status_code == 422, sent
        assert instructor.look(answer).page.xpath("//*[@id='faults-list']//a/text()"), sent

"""What people ask of their contents, and what an instructor answers."""

import json
from datetime import date
from typing import Any

import pytest

from hub.cases.case_list import CaseQuery, find_cases
from hub.cases.cases import read_case
from hub.cases.states import EVERYTHING, Scope
from hub.decisions.decisions import Asking, DraftDecision, decide_case
from hub.decisions.rights import DataRequest, answer_request, copy_of_case, open_requests
from hub.hub import Hub
from hub.intake.updates import fetch_updates
from hub.people.people import Staff
from hub.retention import read_erased_case
from kiosk.errors import Refused
from tests.gallery.site.central import in_a_month
from tests.hub.described import shape_faults
from tests.hub.samples import Box, Item


def asked(box: Box, kind: str, sent: Item, sequence: int = 2, **changes: Any) -> Item:
    """A request about a case of this box, sent."""
    made = box.asked(kind, sent["reference"], sent["stream"], sequence, **changes)
    assert box.outcomes(made) == ["acknowledged"]
    return made


def submitted(box: Box) -> Item:
    return box.send_case()


def told(hub: Hub, code: str = "SA") -> list[dict[str, Any]]:
    contents = [json.loads(update.statement) for update in fetch_updates(hub, code, 0, 100)[1]]
    assert not [fault for update in contents for fault in shape_faults("Update", update)]
    return contents


def waiting(hub: Hub, scope: Scope = EVERYTHING) -> list[DataRequest]:
    with hub.store.reading() as connection:
        return open_requests(connection, hub, scope)


def test_requests_wait_the_oldest_first_with_a_month_to_answer(hub: Hub, box: Box) -> None:
    one, two = submitted(box), submitted(box)
    asked(box, "access", one, legal_date="2027-01-31")
    asked(box, "erasure", two, legal_date="2026-12-02")  # its box was cut off: it comes late
    requests = waiting(hub)
    assert [(row.reference, row.kind) for row in requests] == [
        (two["reference"], "erasure"),
        (one["reference"], "access"),
    ]
    assert [request.due_on for request in requests] == [date(2027, 1, 2), date(2027, 2, 28)]
    assert waiting(hub, Scope(sites=("BZ",))) == []


def test_an_erasure_ends_the_contents_and_every_site_is_told(hub: Hub, box: Box, other_box: Box, paul: Staff) -> None:
    sent = submitted(box)
    decide_case(hub, paul, sent["reference"], DraftDecision("accepted", "Passez la prendre.", 0))
    request = other_box.asked("erasure", sent["reference"])
    other_box.send(request)
    answer_request(hub, paul, sent["reference"], request["id"], "erased", "")
    for code, place in (("SA", box), ("BZ", other_box)):
        update = told(hub, code)[-1]
        kept = {name: update[name] for name in ("kind", "state", "message", "request", "outcome")}
        assert kept == {
            "kind": "rights", "state": "accepted", "message": "", "request": request["id"], "outcome": "erased",
        }  # fmt: skip
        assert place.outcomes(place.supplement(sent["reference"])) == ["rejected: closed-case"]
    with hub.store.reading() as connection:
        with pytest.raises(Refused, match="unknown-case"):
            read_case(connection, hub.ring, sent["reference"])
        left = read_erased_case(connection, sent["reference"], EVERYTHING)
        assert (left.state, left.why, [state for state, _ in left.happened]) == ("accepted", "asked", ["accepted"])
        assert left.events[0][2] == sent["sha256"]
        assert find_cases(connection, hub.ring, CaseQuery()).rows[0].asked == 0
        with pytest.raises(Refused, match="unknown-case"):
            read_erased_case(connection, sent["reference"], Scope(sites=("CE",)))
    assert box.outcomes(sent) == ["duplicate"], "what was acknowledged stays acknowledged"
    assert waiting(hub) == []


def test_a_refusal_needs_its_reason_and_the_reason_travels(hub: Hub, box: Box, paul: Staff) -> None:
    sent = submitted(box)
    request = asked(box, "erasure", sent)
    with pytest.raises(Refused, match="message-missing"):
        answer_request(hub, paul, sent["reference"], request["id"], "refused", "  ")
    for _ in range(2):  # a double tap is one answer
        answer_request(hub, paul, sent["reference"], request["id"], "refused", "Nous devons garder cet acte.\r\n")
    [update] = told(hub)
    assert (update["outcome"], update["state"]) == ("refused", "received")
    assert update["message"] == "Nous devons garder cet acte."
    with pytest.raises(Refused, match="answered-meanwhile"):
        answer_request(hub, paul, sent["reference"], request["id"], "erased", "")


def test_what_is_being_decided_is_not_erased_and_a_copy_comes_before_erasure(hub: Hub, box: Box, paul: Staff) -> None:
    sent = submitted(box)
    erasure, access = asked(box, "erasure", sent), asked(box, "access", sent, 3)
    with pytest.raises(Refused, match="decide-first"):
        answer_request(hub, paul, sent["reference"], erasure["id"], "erased", "")
    decide_case(hub, paul, sent["reference"], DraftDecision("closed", "Sans objet.", 0))
    with pytest.raises(Refused, match="copy-first"):
        answer_request(hub, paul, sent["reference"], erasure["id"], "erased", "")
    answer_request(hub, paul, sent["reference"], access["id"], "given", "Remise au guichet.")
    second = asked(box, "erasure", sent, 4)
    answer_request(hub, paul, sent["reference"], second["id"], "erased", "")
    assert {row["request"] for row in told(hub)} == {erasure["id"], second["id"]}, "one erasure answers both"


def test_only_what_was_asked_is_answered(hub: Hub, box: Box, paul: Staff) -> None:
    for kind, outcome in [("access", "erased"), ("erasure", "given"), ("access", ""), ("access", "x")]:
        sent = submitted(box)
        request = asked(box, kind, sent)
        with pytest.raises(Refused, match="no-outcome"):
            answer_request(hub, paul, sent["reference"], request["id"], outcome, "…")
        with pytest.raises(Refused, match="no-request"):
            answer_request(hub, paul, sent["reference"], "0" * 32, "refused", "…")
        with pytest.raises(Refused, match="message-too-long"):
            answer_request(hub, paul, sent["reference"], request["id"], "refused", "x" * 5001)


def test_a_prepared_case_can_be_erased_at_once(hub: Hub, box: Box, paul: Staff) -> None:
    sent = box.prepared()
    box.send(sent)
    request = asked(box, "erasure", sent)
    answer_request(hub, paul, sent["reference"], request["id"], "erased", "")
    assert told(hub)[-1]["outcome"] == "erased"


def test_a_copy_holds_all_there_is(hub: Hub, box: Box, paul: Staff) -> None:
    box.send(sent := box.submitted())
    box.send(box.supplement(sent["reference"], sent["stream"], 2))
    box.send(box.asked("access", sent["reference"], sent["stream"], 3))
    decide_case(hub, paul, sent["reference"], DraftDecision("incomplete", "Il manque une page.", 0, in_a_month(hub)))
    with hub.store.reading() as connection:
        result = copy_of_case(hub, connection, read_case(connection, hub.ring, sent["reference"]))
    assert result["submitted"] == json.loads(sent["body"])
    assert [len(result[word]) for word in ("supplements", "requests", "decisions")] == [1, 1, 1]
    assert result["decisions"][0]["message"] == "Il manque une page."
    assert result["passed_on"] == []


def test_a_copy_says_which_papers_were_asked_for_and_how_the_person_is_told(hub: Hub, box: Box, paul: Staff) -> None:
    sent = box.submitted(notices={"email": "lea@example.org", "phone": "02 99 00 00 00"})
    later = {"call": "+33639980012", "message": True, "phone": "02 99 00 00 00", "hours": "le matin"}
    box.send(sent, box.asked("notices", sent["reference"], sent["stream"], 2, notices=later))
    asks = Asking((), "La page 3 du bail")
    decide_case(
        hub, paul, sent["reference"], DraftDecision("incomplete", "Il manque une page.", 0, in_a_month(hub), asks)
    )
    with hub.store.reading() as connection:
        copy = json.loads(json.dumps(copy_of_case(hub, connection, read_case(connection, hub.ring, sent["reference"]))))
    assert copy["told_of_news_by"] == {"call": "+33639980012", "message": True}
    assert [(paper["label"], paper["state"]) for paper in copy["papers_asked"]] == [("La page 3 du bail", "open")]


def test_a_copy_says_what_a_desk_noted_of_the_person(hub: Hub, box: Box) -> None:
    fact = {"fact": "address", "by": "Nadia", "at": "2026-12-01T09:00:00+00:00"}
    sent = box.send_case(noted=[fact])
    with hub.store.reading() as connection:
        copy = copy_of_case(hub, connection, read_case(connection, hub.ring, sent["reference"]))
    assert json.loads(json.dumps(copy))["noted_of_the_person"] == [fact]

"""A person takes back what they asked: it ends the case once, and the sites are told; on either engine."""

import threading
from datetime import timedelta

import pytest

from hub.cases.case_list import CaseQuery, count_by_state, find_cases
from hub.cases.cases import read_case
from hub.cases.states import EVERYTHING
from hub.decisions.decisions import DraftDecision, decide_case
from hub.decisions.follow import find_by_code
from hub.decisions.rights import answer_request, copy_of_case
from hub.hub import Hub
from hub.people.people import Staff
from hub.retention import EXPIRED, erase_expired_cases, read_erased_case
from kiosk.domain.events.event import digest
from kiosk.errors import Refused
from tests.hub.conftest import Watch, told
from tests.hub.samples import FOLLOW_CODE, SERVICE, Box, Item, case_of, fetch_all


def state(hub: Hub, sent: Item) -> str:
    return case_of(hub, sent["reference"]).state


def test_it_ends_the_case_and_the_site_is_told(hub: Hub, box: Box, sent: Item) -> None:
    assert box.outcomes(box.withdrawal(sent["reference"], sent["stream"], 2)) == ["acknowledged"]
    assert state(hub, sent) == "withdrawn"
    [update] = told(hub)
    assert update.pop("at").endswith("+00:00") and len(update.pop("id")) == 32
    assert update == {
        "version": 2, "site": "SA", "cursor": 1, "reference": sent["reference"], "kind": "state",
        "state": "withdrawn", "message": "", "by": SERVICE["name"],
    }  # fmt: skip
    with hub.store.reading() as connection:
        assert count_by_state(connection, EVERYTHING)["withdrawn"] == 1
        assert [row.reference for row in find_cases(connection, hub.ring, CaseQuery("withdrawn")).rows] == [
            sent["reference"]
        ]
        file = read_case(connection, hub.ring, sent["reference"])
        assert copy_of_case(hub, connection, file)["withdrawal"] == (file.withdrawal or ("", None))[1]
    assert file.withdrawal is not None and file.withdrawal[1]["message"] == "J’ai déménagé."
    assert find_by_code(hub.store, sent["reference"], FOLLOW_CODE).state == "withdrawn"


def test_sent_again_it_is_the_same_and_tells_nothing_anew(hub: Hub, box: Box, sent: Item) -> None:
    made = box.withdrawal(sent["reference"], sent["stream"], 2)
    assert box.outcomes(made, made, made) == ["acknowledged", "duplicate", "duplicate"]
    assert len(told(hub)) == 1


def test_nothing_is_added_after_it_but_what_a_person_asks_of_their_contents(box: Box, sent: Item) -> None:
    reference, stream = sent["reference"], sent["stream"]
    box.send(box.withdrawal(reference, stream, 2))
    for late in (box.supplement, box.correction, box.withdrawal):
        assert box.outcomes(late(reference, stream, 3)) == ["rejected: closed-case"]
    assert box.outcomes(box.asked("access", reference, stream, 3)) == ["acknowledged"]


def test_two_desks_at_once_are_one_withdrawal(hub: Hub, box: Box, other_box: Box) -> None:
    for _ in range(5):
        made = box.send_case()
        gate = threading.Barrier(2)
        heard: list[str] = []

        def withdraw(at: Box, made: Item = made, gate: threading.Barrier = gate, heard: list[str] = heard) -> None:
            gate.wait()
            heard.extend(at.outcomes(at.withdrawal(made["reference"])))

        both = [threading.Thread(target=withdraw, args=(sender,)) for sender in (box, other_box)]
        for thread in both:
            thread.start()
        for thread in both:
            thread.join()
        assert sorted(heard) == ["acknowledged", "rejected: closed-case"]


def test_a_desk_that_comes_too_late_learns_once_it_is_withdrawn(hub: Hub, box: Box, other_box: Box, sent: Item) -> None:
    """Nothing of the other site is stored with the case; without the update its desk never knew."""
    box.send(box.withdrawal(sent["reference"], sent["stream"], 2))
    late = other_box.withdrawal(sent["reference"])
    assert [other_box.outcomes(late) for _ in range(2)] == [["rejected: closed-case"]] * 2
    assert [(update["reference"], update["state"]) for update in told(hub, "BZ")] == [(sent["reference"], "withdrawn")]
    assert len(told(hub)) == 1


def test_a_decision_and_a_withdrawal_at_once_leave_one_of_them(hub: Hub, box: Box, paul: Staff) -> None:
    for _ in range(5):
        made = box.send_case()
        gate = threading.Barrier(2)
        late: list[str] = []

        def accept(reference: str = made["reference"], gate: threading.Barrier = gate, late: list[str] = late) -> None:
            gate.wait()
            try:
                decide_case(hub, paul, reference, DraftDecision("accepted", "", 0))
            except Refused as refused:
                late.append(refused.code)

        accepting = threading.Thread(target=accept)
        accepting.start()
        gate.wait()
        outcome = box.outcomes(box.withdrawal(made["reference"], made["stream"], 2))
        accepting.join()
        withdrawn = (["acknowledged"], ["decided-meanwhile"], "withdrawn")
        assert (outcome, late, state(hub, made)) in (withdrawn, (["rejected: closed-case"], [], "accepted"))


def test_alone_the_code_of_the_receipt_is_the_proof(hub: Hub, box: Box, other_box: Box, sent: Item) -> None:
    reference = sent["reference"]
    guess = other_box.withdrawal(reference, code="AAAAAAAAAA")
    [answers] = other_box.send(guess)["answers"]
    assert (answers["outcome"], answers["code"], answers["detail"]) == ("rejected", "not-theirs", "body.follow_sha256")
    assert state(hub, sent) == "received" and told(hub) == []
    assert other_box.outcomes(other_box.withdrawal(reference, code=FOLLOW_CODE)) == ["acknowledged"]
    assert state(hub, sent) == "withdrawn"
    assert [len(told(hub, code)) for code in ("SA", "BZ")] == [1, 1]


def test_a_paper_added_alone_needs_the_code_too(other_box: Box, sent: Item) -> None:
    """Also one whose terminal was told another: the hub compares again (decision 14)."""
    reference = sent["reference"]
    guess, own = ({"helper": "", "follow_sha256": digest(code.encode())} for code in ("AAAAAAAAAA", FOLLOW_CODE))
    [answers] = other_box.send(other_box.supplement(reference, **guess))["answers"]
    assert (answers["outcome"], answers["code"]) == ("rejected", "not-theirs")
    assert other_box.outcomes(other_box.supplement(reference, **own)) == ["acknowledged"]


def test_nobody_withdraws_under_a_mandate_or_without_saying_who(box: Box, sent: Item) -> None:
    for changes, where in [
        ({"confirmation": {"by": "mandate", "how": ""}}, "body.confirmation.by"),
        ({"confirmation": {"by": "alone", "how": "touch"}}, "body.follow_sha256"),
        ({"follow_sha256": "f" * 64}, "body.follow_sha256"),
        ({"follow_sha256": None}, "body.follow_sha256"),
        ({"confirmation": None}, "body.confirmation"),
    ]:
        [answers] = box.send(box.withdrawal(sent["reference"], sent["stream"], 2, **changes))["answers"]
        assert (answers["code"], answers["detail"]) == ("bad-event", where)


def test_what_is_decided_stays_decided(hub: Hub, box: Box, sent: Item, paul: Staff) -> None:
    decide_case(hub, paul, sent["reference"], DraftDecision("refused", "Hors de la commune.", 0))
    late = box.withdrawal(sent["reference"], sent["stream"], 2)
    assert box.outcomes(late) == ["rejected: closed-case"]
    assert state(hub, sent) == "refused"


def test_what_was_in_hand_can_be_withdrawn_and_is_decided_no_more(hub: Hub, box: Box, sent: Item, paul: Staff) -> None:
    decide_case(hub, paul, sent["reference"], DraftDecision("in_progress", "", 0))
    box.send(box.withdrawal(sent["reference"], sent["stream"], 2))
    with pytest.raises(Refused, match="decided-meanwhile"):
        decide_case(hub, paul, sent["reference"], DraftDecision("accepted", "", 1))
    assert state(hub, sent) == "withdrawn"


def test_a_prepared_case_can_be_withdrawn_too(hub: Hub, box: Box) -> None:
    made = box.prepared()
    assert box.outcomes(made, box.withdrawal(made["reference"], made["stream"], 2)) == ["acknowledged"] * 2
    assert state(hub, made) == "withdrawn"


def test_days_count_from_the_withdrawal(hub: Hub, box: Box, watch: Watch) -> None:
    made = box.send_case(retention={"hub_days": 30})
    watch.ahead.append(timedelta(days=100))
    box.send(box.withdrawal(made["reference"], made["stream"], 2))
    fetch_all(hub, box.code)
    watch.ahead.append(timedelta(days=29))
    assert erase_expired_cases(hub) == 0
    watch.ahead.append(timedelta(days=1, minutes=1))
    assert erase_expired_cases(hub) == 1
    with hub.store.reading() as connection:
        left = read_erased_case(connection, made["reference"], EVERYTHING)
    assert (left.state, left.why) == ("withdrawn", EXPIRED)


def test_withdrawn_contents_may_be_erased_at_once(hub: Hub, box: Box, sent: Item, paul: Staff) -> None:
    request = box.asked("erasure", sent["reference"], sent["stream"], 3)
    box.send(box.withdrawal(sent["reference"], sent["stream"], 2), request)
    answer_request(hub, paul, sent["reference"], request["id"], "erased", "")
    with hub.store.reading() as connection:
        assert read_erased_case(connection, sent["reference"], EVERYTHING).state == "withdrawn"

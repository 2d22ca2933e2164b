"""Events that come together, late or under another number: each is stored once, and the newest counts."""

import json
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import select

from hub import retention, trail
from hub.cases.case_list import CaseQuery, find_cases
from hub.cases.cases import read_case
from hub.cases.states import select_former_numbers
from hub.decisions.decisions import DraftDecision, decide_case
from hub.decisions.follow import find_by_code, find_by_receipt
from hub.hub import Hub
from hub.people.people import Staff
from hub.store.schema import cases
from kiosk.crypto import keys
from kiosk.domain.events.reference import Alias, mint_reference
from kiosk.domain.proofs import receipt_proof
from kiosk.errors import Refused
from tests.hub.samples import FOLLOW_CODE, Box, Item, case_of, erase_case, item, query_rows
from tests.hub.screens.test_receipt import paper

OLD, _ = mint_reference("XX", 1002)


def stranded(box: Box, **changes: Any) -> Item:
    """A case that was numbered before the box had a code of its own."""
    body = box.submitted(**changes)
    content = json.loads(body["body"]) | {"reference": OLD, "site": {"code": "XX", "name": "Mairie"}}
    return item(content)


def send(box: Box, made: Item, reference: str, stream: str = "", **wrong: Any) -> dict[str, Any]:
    alias = Alias(box.code, stream or made["stream"], reference, (OLD,))
    batch = box.batch(made)
    batch["events"][0]["alias"] = alias.to_wire(box.seed) | wrong
    answer: dict[str, Any] = box.post(batch, box.token)["answers"][0]
    return answer


@pytest.fixture
def new(box: Box) -> str:
    return mint_reference(box.code, 2000)[0]


def test_it_is_filed_under_the_new_number_and_found_by_both(hub: Hub, box: Box, new: str) -> None:
    made = stranded(box)
    answer = send(box, made, new)
    assert answer["outcome"] == "acknowledged" and f'"reference":"{new}"' in answer["statement"]
    assert send(box, made, new)["outcome"] == "duplicate"
    with hub.store.reading() as connection:
        for words in (OLD, new):
            assert [row.reference for row in find_cases(connection, hub.ring, CaseQuery(words=words)).rows] == [new]
        case = read_case(connection, hub.ring, new)
        assert (case.formerly, case.submitted["reference"]) == ((OLD,), OLD)
        assert select_former_numbers(connection, made["stream"]) == (OLD,)


def test_an_alias_that_the_site_did_not_sign_for_this_case_is_not_believed(box: Box, other_box: Box, new: str) -> None:
    assert box.outcomes(stranded(box)) == ["rejected: wrong-site"]
    made = stranded(box)
    forged = Alias(box.code, made["stream"], new, (OLD,)).to_wire(other_box.seed)
    for wrong in (forged, {"signature": "0" * 128}, {"statement": "x"}, {"statement": 3}):
        answer = send(box, made, new, **wrong)
        assert (answer["outcome"], answer["code"], answer["detail"]) == ("rejected", "bad-event", "alias")
    answer = send(box, stranded(box), new, stream="f" * 32)
    assert (answer["code"], answer["detail"]) == ("bad-event", "alias")


def test_a_new_number_that_is_taken_too_is_said_to_be(box: Box) -> None:
    first = box.send_case()
    answer = send(box, stranded(box), first["reference"])
    assert (answer["code"], answer["detail"]) == ("reference-taken", "alias.reference")


def test_what_a_site_adds_under_the_old_number_reaches_the_case(hub: Hub, box: Box, other_box: Box, new: str) -> None:
    send(box, stranded(box), new)
    assert other_box.outcomes(other_box.supplement(OLD)) == ["acknowledged"]
    assert len(case_of(hub, new).supplements) == 1


def test_where_two_cases_bear_a_number_neither_is_guessed(hub: Hub, box: Box, other_box: Box, new: str) -> None:
    first, second = stranded(box), stranded(box, follow_sha256="0" * 64)
    third, _ = mint_reference(box.code, 3000)
    send(box, first, new)
    send(box, second, third)
    assert other_box.outcomes(other_box.supplement(OLD)) == ["rejected: two-cases"]
    assert other_box.outcomes(other_box.withdrawal(OLD, code=FOLLOW_CODE)) == ["acknowledged"]
    by_day = other_box.supplement(OLD, which={"birth_date": "1945-03-02"})
    assert other_box.outcomes(by_day) == ["rejected: two-cases"], "both persons were born on that day"
    by_code = other_box.supplement(OLD, which={"follow_sha256": "0" * 64})
    assert other_box.outcomes(by_code) == ["acknowledged"]
    with hub.store.reading() as connection:
        assert read_case(connection, hub.ring, new).state == "withdrawn"
        assert len(read_case(connection, hub.ring, third).supplements) == 1


def test_the_birth_date_tells_two_persons_with_one_number_apart(hub: Hub, box: Box, other_box: Box, new: str) -> None:
    third, _ = mint_reference(box.code, 3000)
    person = {"family_name": "Petit", "given_names": "Jean", "birth_date": "1980-01-01"}
    send(box, stranded(box), new)
    send(box, stranded(box, person=person), third)
    assert other_box.outcomes(other_box.supplement(OLD, which={"birth_date": "1980-01-01"})) == ["acknowledged"]
    assert other_box.outcomes(other_box.supplement(OLD, which={"birth_date": "1999-01-01"})) == ["rejected: two-cases"]
    assert len(case_of(hub, third).supplements) == 1


def test_what_the_site_adds_under_the_old_number_travels_with_the_alias(hub: Hub, box: Box, new: str) -> None:
    made = stranded(box)
    send(box, made, new)
    added = box.supplement(OLD, stream=made["stream"], sequence=2)
    assert send(box, added, new, stream=made["stream"])["outcome"] == "acknowledged"
    assert len(case_of(hub, new).supplements) == 1


NEW, NEWER = "ABCDEFGHJK", "LMNPQRSTUV"
SALT = "5a" * 16


def new_code(box: Box, made: Item, code: str = NEW, at: str = "2026-11-25", sequence: int = 2, **changes: Any) -> Item:
    own = {"follow_sha256": keys.token_hash(code), "salt": SALT, "shown": "passport", "why": "lost"}
    told = {"recorded_at": f"{at}T09:00:00.000000+00:00", **own, **changes}
    stream = made["stream"] if sequence > 1 else uuid4().hex
    return box.asked("new_code", made["reference"], stream, sequence, **told)


def opens(hub: Hub, made: Item, code: str) -> bool:
    try:
        return bool(find_by_code(hub.store, made["reference"], code))
    except Refused:
        return False


def test_the_old_code_is_dead_and_the_new_one_opens(hub: Hub, box: Box) -> None:
    made = box.submitted()
    event = new_code(box, made)
    assert box.outcomes(made, event) == ["acknowledged", "acknowledged"]
    assert [opens(hub, made, code) for code in (FOLLOW_CODE, NEW)] == [False, True]
    assert box.outcomes(event) == ["duplicate"] and opens(hub, made, NEW), "the same event again changes nothing"
    with pytest.raises(Refused, match="receipt-replaced"):
        find_by_receipt(hub, paper(made, box))
    digest = query_rows(hub, select(cases.c.receipt_digest)).scalar_one()
    assert digest == receipt_proof.digest_of_code(keys.token_hash(NEW), SALT).hex()


def test_a_box_whose_clock_is_ahead_bars_nobody(hub: Hub, box: Box) -> None:
    made = box.submitted()
    box.send(made, new_code(box, made, NEW, "2099-01-01"))
    box.send(new_code(box, made, NEWER, "2098-01-01", sequence=3))
    assert [opens(hub, made, code) for code in (NEW, NEWER)] == [False, True]


def test_a_decided_case_takes_one_and_an_erased_one_does_not(hub: Hub, box: Box, paul: Staff) -> None:
    made = box.send_case()
    decide_case(hub, paul, made["reference"], DraftDecision("accepted", "", 0))
    assert box.outcomes(new_code(box, made)) == ["acknowledged"] and opens(hub, made, NEW)
    erase_case(hub, made["stream"], retention.EXPIRED)
    assert box.outcomes(new_code(box, made, NEWER, sequence=3)) == ["rejected: closed-case"]


def test_the_trail_says_which_site_what_was_seen_and_why_and_no_code(hub: Hub, box: Box) -> None:
    made = box.submitted()
    box.send(made, new_code(box, made))
    (line,) = [line for line in trail.list_audit_lines(hub.store) if line.action == "code-replaced"]
    assert (line.reference, line.detail) == (made["reference"], "SA passport lost")
    for changes, place in [
        ({"shown": "his word"}, "body.shown"), ({"why": "bored"}, "body.why"),
        ({"follow_sha256": ""}, "body.follow_sha256"), ({"shown": "witness"}, "body.witness"),
        ({"witness": "Omar Haddad"}, "body.witness"),
    ]:  # fmt: skip
        made = box.send_case()
        (answer,) = box.send(new_code(box, made, **changes))["answers"]
        assert (answer["code"], answer["detail"]) == ("bad-event", place)

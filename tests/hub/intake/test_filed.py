"""A case arrives under a number that its receipt does not bear, and everything about it by either number finds it."""

import json
from typing import Any

import pytest

from hub.cases.case_list import CaseQuery, find_cases
from hub.cases.cases import read_case
from hub.cases.numbers import formerly
from hub.hub import Hub
from kiosk.domain.events.alias import Alias
from kiosk.domain.events.reference import mint
from tests.hub.samples import FOLLOW_CODE, Box, Item, item

OLD, _ = mint("XX", 1002)


def stranded(box: Box, **changes: Any) -> Item:
    """A case that was numbered before the box had a code of its own."""
    body = box.submitted(**changes)
    content = json.loads(body["body"]) | {"reference": OLD, "site": {"code": "XX", "name": "Mairie"}}
    return item(content)


def send(box: Box, made: Item, reference: str, stream: str = "", **wrong: Any) -> dict[str, Any]:
    """Send an event with the alias that its case is `reference` now; gives the answer."""
    alias = Alias(box.code, stream or made["stream"], reference, (OLD,))
    batch = box.batch(made)
    batch["events"][0]["alias"] = alias.to_wire(box.seed) | wrong
    answer: dict[str, Any] = box.post(batch, box.token)["answers"][0]
    return answer


@pytest.fixture
def new(box: Box) -> str:
    return mint(box.code, 2000)[0]


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
        assert formerly(connection, made["stream"]) == (OLD,)


def test_without_an_alias_it_is_refused_as_another_sites(box: Box) -> None:
    assert box.outcomes(stranded(box)) == ["rejected: wrong-site"]


def test_an_alias_that_the_site_did_not_sign_is_not_believed(box: Box, other_box: Box, new: str) -> None:
    made = stranded(box)
    forged = Alias(box.code, made["stream"], new, (OLD,)).to_wire(other_box.seed)
    for wrong in (forged, {"signature": "0" * 128}, {"statement": "x"}, {"statement": 3}):
        answer = send(box, made, new, **wrong)
        assert (answer["outcome"], answer["code"], answer["detail"]) == ("rejected", "bad-event", "alias")


def test_an_alias_of_another_case_opens_none(box: Box, new: str) -> None:
    answer = send(box, stranded(box), new, stream="f" * 32)
    assert (answer["code"], answer["detail"]) == ("bad-event", "alias")


def test_a_new_number_that_is_taken_too_is_said_to_be(box: Box) -> None:
    first = box.submitted()
    box.send(first)
    answer = send(box, stranded(box), first["reference"])
    assert (answer["code"], answer["detail"]) == ("reference-taken", "alias.reference")


def test_what_another_site_adds_under_the_old_number_reaches_the_case(
    hub: Hub, box: Box, other_box: Box, new: str
) -> None:
    send(box, stranded(box), new)
    assert other_box.outcomes(other_box.supplement(OLD)) == ["acknowledged"]
    with hub.store.reading() as connection:
        assert len(read_case(connection, hub.ring, new).supplements) == 1


def test_where_two_cases_bear_a_number_neither_is_guessed(hub: Hub, box: Box, other_box: Box, new: str) -> None:
    first, second = stranded(box), stranded(box, follow_sha256="0" * 64)
    third, _ = mint(box.code, 3000)
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


def test_the_date_of_birth_tells_two_persons_with_one_number_apart(
    hub: Hub, box: Box, other_box: Box, new: str
) -> None:
    third, _ = mint(box.code, 3000)
    person = {"family_name": "Petit", "given_names": "Jean", "birth_date": "1980-01-01"}
    send(box, stranded(box), new)
    send(box, stranded(box, person=person), third)
    assert other_box.outcomes(other_box.supplement(OLD, which={"birth_date": "1980-01-01"})) == ["acknowledged"]
    assert other_box.outcomes(other_box.supplement(OLD, which={"birth_date": "1999-01-01"})) == ["rejected: two-cases"]
    with hub.store.reading() as connection:
        assert len(read_case(connection, hub.ring, third).supplements) == 1


def test_what_the_site_adds_under_the_old_number_travels_with_the_alias(hub: Hub, box: Box, new: str) -> None:
    made = stranded(box)
    send(box, made, new)
    added = box.supplement(OLD, stream=made["stream"], sequence=2)
    assert send(box, added, new, stream=made["stream"])["outcome"] == "acknowledged"
    with hub.store.reading() as connection:
        assert len(read_case(connection, hub.ring, new).supplements) == 1

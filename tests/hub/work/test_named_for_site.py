"""A site hears of a name within a mediator’s services and its own town: twenty cases at most, a few times a minute."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from hub.hub import Hub
from hub.work.named_for_site import DAY, MINUTE, search
from kiosk.domain.events.told.named_cases import MOST_CASES, AskedNamed
from kiosk.domain.events.wire.reading import convert
from kiosk.errors import Refused
from tests.hub.conftest import Watch
from tests.hub.samples import Box


def asked(**changes: Any) -> AskedNamed:
    said = {
        "version": 2, "asked": "a" * 32, "site": "SA", "at": datetime.now(UTC), "mediator": "b" * 32,
        "services": ["etat-civil"], "name": "Benali",
    }  # fmt: skip
    question: AskedNamed = convert(AskedNamed, said | changes)
    return question


def found(hub: Hub, **changes: Any) -> list[str]:
    return [case.reference for case in search(hub, asked(**changes)).named]


def test_a_name_finds_deposited_and_prepared_cases_and_a_birth_date_or_telephone_narrows_it(hub: Hub, box: Box) -> None:
    made, prepared = box.submitted(), box.prepared()
    somebody = {"family_name": "Benali", "given_names": "Karim", "birth_date": "1990-01-01"}
    other = box.submitted(person=somebody, applicant=somebody, contact=None)
    box.send(made, prepared, other)
    assert set(found(hub)) == {item["reference"] for item in (made, prepared, other)}
    assert found(hub, birth_date="1990-01-01") == [other["reference"]]
    assert set(found(hub, phone="06 12 34 56 78")) == {made["reference"], prepared["reference"]}
    assert found(hub, name="benali awa") != found(hub, name="benali karim")


def test_a_case_is_shown_by_what_tells_the_person_from_others_and_no_more(hub: Hub, box: Box) -> None:
    child = {"family_name": "Benali", "given_names": "Lina", "birth_date": "2020-05-01"}
    box.send(box.submitted(for_whom="child", person=child))
    (case,) = search(hub, asked(name="lina")).named
    assert (case.person, case.birth_year, case.applicant, case.state) == (
        "Lina Benali",
        "2020",
        "Awa Benali",
        "received",
    )
    assert (case.title, case.procedure) == ("Copie d’un acte de naissance", "birth-certificate")


def test_more_than_twenty_are_said_to_be_more_and_not_counted(hub: Hub, box: Box) -> None:
    box.send(*(box.submitted() for _ in range(MOST_CASES + 2)))
    told = search(hub, asked())
    assert (len(told.named), told.more) == (MOST_CASES, True)


def test_a_birth_date_never_seeks_alone(hub: Hub) -> None:
    with pytest.raises(Refused, match="birth-date-alone"):
        search(hub, asked(name="02/03/1945"))


def test_a_mediator_asks_ten_times_a_minute_and_a_hundred_times_a_day(hub: Hub, watch: Watch) -> None:
    for place in range(DAY.most):
        if place and place % MINUTE.most == 0:
            with pytest.raises(Refused, match="too-many-tries"):
                search(hub, asked())
            watch.ahead.append(timedelta(minutes=2))
        search(hub, asked())
    watch.ahead.append(timedelta(hours=20))
    with pytest.raises(Refused, match="too-many-tries"):
        search(hub, asked())
    search(hub, asked(mediator="c" * 32))
    watch.ahead.append(timedelta(hours=5))
    search(hub, asked())

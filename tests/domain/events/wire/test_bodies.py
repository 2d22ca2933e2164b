"""Every body that a box has ever made is read, and written again it is the same to the byte."""

import json

import pytest

from kiosk.domain.events.event import EventType
from kiosk.domain.events.wire.bodies import BODIES
from kiosk.domain.events.wire.reading import Misfit, decode
from kiosk.domain.events.wire.writing import canonical
from tests.domain.wire_bytes import bodies

MADE = bodies()


def type_of(name: str) -> EventType:
    return EventType(name.split("-")[0])


def test_each_type_of_event_has_its_body() -> None:
    assert BODIES.keys() == set(EventType) == {type_of(name) for name in MADE}


@pytest.mark.parametrize("name", MADE)
def test_a_body_that_was_read_is_written_to_the_byte(name: str) -> None:
    assert canonical(decode(BODIES[type_of(name)], MADE[name])) == MADE[name]


@pytest.mark.parametrize("name", MADE)
def test_no_body_is_read_without_what_every_body_has(name: str) -> None:
    said = json.loads(MADE[name])
    for missing in ("version", "type", "id", "stream", "sequence", "site", "reference", "legal_date"):
        with pytest.raises(Misfit, match=missing):
            decode(BODIES[type_of(name)], json.dumps({**said, missing: None}).encode())

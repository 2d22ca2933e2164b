"""The telephone line of the trial loses, delays and counts as it says; its cases are like those of people."""

import json
import os
import random
from collections.abc import Iterator

import pytest

from kiosk.crypto import packing
from kiosk.domain.events.wire.bodies import SubmittedBody
from kiosk.domain.events.wire.reading import decode
from kiosk.domain.places.site import Site
from trials.line.cases import made
from trials.line.relay import Way

SITE = Site("SA", "Mairie de Saint-Aubin", "1 place de la Mairie", "", "")


def _packet(number: int, content: int) -> bytes:
    """A packet of TCP over IPv4, with so many bytes of content from this sequence number on."""
    length = 40 + content
    ip = bytes([0x45, 0]) + length.to_bytes(2) + bytes(5) + b"\x06" + bytes(10)
    return ip + bytes(4) + number.to_bytes(4) + bytes(4) + b"\x50" + bytes(7) + bytes(content)


@pytest.fixture
def way() -> Iterator[tuple[Way, int, int]]:
    """A way of 8,000 bytes a second and a tenth of a second, what it is given at one end, and what comes out."""
    inside, outside = os.pipe2(os.O_NONBLOCK), os.pipe2(os.O_NONBLOCK)
    yield Way(inside[0], outside[1], 64_000, 0.1, 0.0, random.Random(1)), inside[1], outside[0]
    for end in (*inside, *outside):
        os.close(end)


def test_a_packet_arrives_after_its_own_time_and_the_delay(way: tuple[Way, int, int]) -> None:
    line, end, other = way
    os.write(end, _packet(0, 760))
    line.take(10.0)
    assert line.next_at(99) == pytest.approx(10.2)
    line.deliver(10.19)
    with pytest.raises(BlockingIOError):
        os.read(other, 2048)
    line.deliver(10.21)
    assert len(os.read(other, 2048)) == 800


def test_what_would_wait_for_longer_than_the_queue_is_dropped(way: tuple[Way, int, int]) -> None:
    line, end, _ = way
    for number in range(40):
        os.write(end, _packet(number * 960, 960))
        line.take(0.0)
    assert line.lost == 40 - 33


def test_every_byte_that_is_said_counts_once_however_often_it_is_sent(way: tuple[Way, int, int]) -> None:
    line, end, _ = way
    for number in (100, 200, 100, 300, 200):
        os.write(end, _packet(number, 100))
        line.take(0.0)
    assert (line.said, line.carried) == (300, 5 * 140)


def test_the_cases_are_whole_and_no_two_are_alike() -> None:
    events = made(6, 250, SITE, 1000, seed=1)
    bodies = [decode(SubmittedBody, event.body) for event in events]
    assert [len(body.answers) for body in bodies] == [250] * 6
    assert len({event.reference for event in events}) == len({event.sha256 for event in events}) == 6
    assert bodies[0].answers[0].label and json.loads(events[0].body)["site"]["code"] == "SA"
    for event in events:
        assert len(event.body) > 40_000 and 2_000 < len(packing.compress_bytes(event.body, 1)) < 5_000

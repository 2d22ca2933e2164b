"""A heartbeat tells how the box is, to a hub that knows of it and to one that does not."""

import json

import pytest

from kiosk.domain.events.wire.batch import Heartbeat
from kiosk.domain.events.wire.box_health import MOST_PRINTERS, BoxHealth
from kiosk.domain.events.wire.reading import Misfit, convert, decode
from kiosk.domain.events.wire.writing import encode

WELL = BoxHealth(release="0.2.0", free_bytes=10**9, refused=0, files=2, printers=1, printer_faults=("no-paper",))


def test_what_a_box_says_of_itself_is_read_as_it_was_sent() -> None:
    beat = Heartbeat(unsent=0, last_counter=7, health=WELL)
    assert decode(Heartbeat, encode(beat)) == beat


def test_a_box_of_before_says_nothing_of_it_and_is_heard() -> None:
    said = encode(Heartbeat(unsent=0, last_counter=7))
    assert b"health" not in said
    assert not decode(Heartbeat, said).health


@pytest.mark.parametrize(
    "changes", [{"printer_faults": ["no-paper"] * (MOST_PRINTERS + 1)}, {"free_bytes": -1}, {"release": "1" * 33}]
)
def test_what_no_box_says_is_turned_away(changes: dict[str, object]) -> None:
    with pytest.raises(Misfit):
        convert(BoxHealth, json.loads(encode(WELL)) | changes)

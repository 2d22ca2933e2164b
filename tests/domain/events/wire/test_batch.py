"""What a box sends is read as it was sent."""

import json

import pytest

from kiosk.domain.events.wire.batch import ArrivedBatch, Batch, Heartbeat, Question, SentEvent
from kiosk.domain.events.wire.reading import Misfit, convert, decode
from kiosk.domain.events.wire.values import MOST_EVENTS
from kiosk.domain.events.wire.writing import encode
from tests.domain.wire_bytes import messages

SENT = messages()


@pytest.mark.parametrize(("of", "name"), [(SentEvent, "event"), (SentEvent, "event-alias"), (Question, "question")])
def test_what_was_read_is_written_to_the_byte(of: type[SentEvent | Question], name: str) -> None:
    assert encode(decode(of, SENT[name])) == SENT[name]


def test_a_batch_is_taken_where_its_events_have_ids_whatever_else_is_wrong_with_them() -> None:
    beat = Heartbeat(unsent=0, last_counter=7)
    whole = json.loads(encode(Batch(version=2, site="SA", heartbeat=beat, events=(decode(SentEvent, SENT["event"]),))))
    assert convert(Batch, whole).events[0].sealed == b"sealed \x00\xff"
    for events, taken in (([{"id": "0" * 32, "type": 7}], True), ([{}], False), ([{"id": "0" * 32}] * 101, False)):
        assert (len(events) <= MOST_EVENTS) or not taken
        if taken:
            assert convert(ArrivedBatch, whole | {"events": events}).heartbeat == beat
        else:
            with pytest.raises(Misfit, match="events"):
                convert(ArrivedBatch, whole | {"events": events})

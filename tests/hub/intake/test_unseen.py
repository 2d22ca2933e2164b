"""Which events are stored together: new cases that concern nothing stored, and no earlier event of the batch."""

from typing import Any

from hub.hub import Hub
from hub.intake.batch import OpenedEvent
from hub.intake.opening import open_event
from hub.intake.unseen import is_plain, unseen
from hub.sites import sites
from hub.wire.read_event import envelope
from kiosk.domain.events.alias import Alias
from tests.hub.samples import Box, Item


def opened(hub: Hub, box: Box, made: Item, **beside: Any) -> OpenedEvent:
    event = open_event(hub, box.code, envelope(box.sealed(made) | beside), sites.signers(hub.store, box.code))
    assert isinstance(event, OpenedEvent)
    return event


def fresh(hub: Hub, *batch: OpenedEvent) -> set[int]:
    with hub.store.reading() as connection:
        return unseen(connection, batch, [is_plain(event) for event in batch])


def test_a_new_case_is_plain_and_an_addition_or_another_number_is_not(hub: Hub, box: Box) -> None:
    first = box.submitted()
    word = Alias("SA", first["stream"], box.submitted()["reference"], (first["reference"],)).to_wire(box.seed)
    assert is_plain(opened(hub, box, first))
    assert not is_plain(opened(hub, box, first, alias=word))
    assert not is_plain(opened(hub, box, box.supplement(first["reference"], first["stream"], 2)))
    assert not is_plain(opened(hub, box, box.submitted(site={"code": "BZ"})))


def test_what_is_stored_is_seen_by_its_id_its_stream_and_its_number(hub: Hub, box: Box) -> None:
    stored = box.submitted()
    box.send(stored)
    others = [
        stored,
        box.submitted(id=stored["id"]),
        box.submitted(stream=stored["stream"]),
        box.submitted(reference=stored["reference"]),
    ]
    assert fresh(hub, *(opened(hub, box, made) for made in (*others, box.submitted()))) == {4}


def test_of_two_that_concern_each_other_the_first_is_new(hub: Hub, box: Box) -> None:
    first = box.submitted()
    rival = box.submitted(reference=first["reference"])
    assert fresh(hub, *(opened(hub, box, made) for made in (first, rival, first, box.submitted()))) == {0, 3}

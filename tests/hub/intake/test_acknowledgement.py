"""The hub signs what it stores: a box that pins this hub can verify every answer, today and after a restart."""

from datetime import UTC, datetime

from sqlalchemy import select

from hub.hub import Hub
from hub.intake.acknowledgement import answer, signed_for_file
from hub.store.schema import event
from kiosk.domain.events.wire.answers import Acknowledged, Duplicate
from kiosk.domain.proofs.acknowledgement import read_of_event, read_of_file, received_at
from kiosk.domain.proofs.signed_statement import from_wire
from tests.hub.samples import Box


def test_the_box_verifies_what_the_hub_answers(hub: Hub, box: Box) -> None:
    sent = box.submitted()
    [acknowledged] = box.send(sent)["answers"]
    names = {"event": sent["id"], "sha256": sent["sha256"], "site": "SA"}
    assert read_of_event(acknowledged, hub.verify_key, **names) == from_wire(acknowledged)


def test_what_is_stored_is_what_is_signed_with_the_moment_that_is_stored(hub: Hub, box: Box) -> None:
    sent = box.submitted()
    [acknowledged] = box.send(sent)["answers"]
    with hub.store.reading() as connection:
        stored = connection.execute(select(event.c.statement, event.c.received_at)).one()
    assert stored.statement == acknowledged["statement"]
    assert received_at(stored.statement.encode()) == stored.received_at


def test_a_file_is_signed_for_by_its_entry_in_the_event(hub: Hub) -> None:
    listed = {"id": "c" * 32, "name": "carte.jpg", "size": 3, "sha256": "0" * 64}
    signed = signed_for_file(hub, "SA", "a" * 32, listed, datetime(2026, 11, 24, tzinfo=UTC))
    names = {"attachment": "c" * 32, "event": "a" * 32, "sha256": "0" * 64, "site": "SA"}
    assert read_of_file(signed, hub.verify_key, **names) == from_wire(signed)


def test_an_event_that_comes_again_gets_the_same_acknowledgement_under_another_outcome() -> None:
    signed = {"statement": "{}", "signature": "00"}
    assert answer("a", signed) == Acknowledged(id="a", statement="{}", signature="00")
    assert answer("a", signed, duplicate=True) == Duplicate(id="a", statement="{}", signature="00")

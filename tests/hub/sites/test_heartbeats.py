"""What a box says of itself is kept with its batch, and where the batch is not kept, by itself."""

from datetime import date

import pytest
from sqlalchemy import Connection
from sqlalchemy.exc import OperationalError

from hub.hub import Hub
from hub.intake import intake
from hub.intake.batch import OpenedEvent, Taken
from hub.intake.opening import open_event
from hub.sites.heartbeats import ArrivedHeartbeat
from hub.sites.site_codes import succeed
from hub.sites.sites import all_sites, signers, site_by_code
from hub.wire.read_event import envelope
from kiosk.domain.events.reference import mint
from kiosk.domain.events.wire.batch import Heartbeat
from kiosk.domain.events.wire.reading import convert
from tests.hub.conftest import new_box
from tests.hub.samples import Box, heartbeat


def test_a_number_under_a_later_code_of_the_town_counts_as_issued(hub: Hub, box: Box) -> None:
    succeed(hub.store, "SA", "VN", date(2027, 1, 1))
    number, counter = mint("VN", 1049)
    told = convert(Heartbeat, heartbeat(1001))
    numbers = [number, mint("BZ", 2000)[0], None]
    with hub.store.writing() as connection:
        ArrivedHeartbeat("SA", told, numbers, hub.clock.now()).keep(connection)
    assert site_by_code(hub.store, "SA").highest_counter == counter


def test_a_journal_that_goes_back_or_says_something_else_is_noted(hub: Hub, box: Box) -> None:
    def after(count: int, head: str) -> str:
        box.send(heartbeat=heartbeat(journal=(count, head * 64)))
        [known] = all_sites(hub.store)
        assert (known.journal_count, known.journal_head) == (count, head * 64)
        assert (known.journal_fault_at is None) is (not known.journal_fault)
        return str(known.journal_fault)

    assert [after(10, "a"), after(10, "a"), after(12, "b")] == ["", "", ""]
    assert after(12, "c") == "differs"
    assert after(11, "a") == "back"
    box.send(heartbeat=heartbeat())
    assert after(15, "d") == "back", "it stays until the box enrols again"
    new_box(hub, "SA", box.post)
    assert site_by_code(hub.store, "SA").journal_fault == ""


def _new(hub: Hub, box: Box) -> list[OpenedEvent]:
    opened = open_event(hub, "SA", envelope(box.sealed(box.submitted())), signers(hub.store, "SA"))
    assert isinstance(opened, OpenedEvent)
    return [opened]


def _disk_full(connection: Connection, made: object) -> None:
    raise OperationalError("INSERT", None, Exception("disk full"))


def arrived(hub: Hub, counter: int, *numbers: str) -> ArrivedHeartbeat:
    return ArrivedHeartbeat("SA", convert(Heartbeat, heartbeat(counter)), numbers, hub.clock.now())


def test_a_number_that_is_printed_is_used_whatever_becomes_of_its_event(
    hub: Hub, box: Box, monkeypatch: pytest.MonkeyPatch
) -> None:
    number, counter = mint("SA", 1060)
    monkeypatch.setattr(intake.new_cases, "store", _disk_full)
    with pytest.raises(OperationalError):
        intake.take_batch(hub, "SA", _new(hub, box), arrived(hub, 1001, number))
    assert site_by_code(hub.store, "SA").highest_counter == counter


def test_the_cursor_that_is_told_is_the_one_that_is_committed(hub: Hub, box: Box) -> None:
    said = arrived(hub, 1001)
    assert not said.kept
    [outcome] = intake.take_batch(hub, "SA", _new(hub, box), said)
    assert isinstance(outcome, Taken) and said.kept and said.cursor == 0

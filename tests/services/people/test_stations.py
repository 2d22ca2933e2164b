"""A screen of the town hall is named, given another role, or measured."""

import pytest

from kiosk.domain.screen.measure import Measure
from kiosk.domain.screen.station import PaperSlot, StationRole
from kiosk.services.box.box import Actor, Box
from kiosk.services.people import stations
from kiosk.store.people import people
from kiosk.store.people.people_rows import KeptStation


@pytest.fixture
def actor(box: Box) -> Actor:
    """Somebody at a station that the box knows."""
    with box.store.write() as db:
        people.add_station(db, "s" * 32, "hash", StationRole.DESK, box.clock.now())
    return Actor(station_id="s" * 32, mediator_id="a" * 32)


def station(box: Box) -> KeptStation:
    result = people.station(box.store.read(), "hash")
    assert result is not None
    return result


def journal(box: Box) -> list[tuple[str, str, str, str]]:
    """The lines about stations: who, where, what, and of what."""
    records = list(
        box.store.read().query("SELECT mediator_id, station_id, action, detail FROM journal ORDER BY number")
    )
    return [tuple(line.values()) for line in records if line["action"] in ("role-changed", *NEW)]  # type: ignore[misc]


NEW = ("station-named", "station-measured", "paper-slot-placed")


def test_each_change_stands_in_the_journal_with_who_made_it(box: Box, actor: Actor) -> None:
    stations.name(box, "  Borne de l’entrée  ", actor)
    stations.give_role(box, StationRole.TERMINAL, actor)
    stations.measure(box, Measure(0.25, 600), actor)
    assert station(box) == KeptStation("s" * 32, StationRole.TERMINAL, "Borne de l’entrée", 0.25, 600)
    stations.measure(box, None, actor)
    assert (station(box).mm_per_px, station(box).distance_mm) == (0, 0)
    stations.place_paper_slot(box, PaperSlot.BELOW_RIGHT, actor)
    assert people.paper_slot(box.store.read(), actor.station_id) == PaperSlot.BELOW_RIGHT
    who = ("a" * 32, "s" * 32)
    assert journal(box) == [
        (*who, "station-named", "Borne de l’entrée"), (*who, "role-changed", "terminal"),
        (*who, "station-measured", "0.250 600"), (*who, "station-measured", ""),
        (*who, "paper-slot-placed", "below-right"),
    ]  # fmt: skip


@pytest.mark.parametrize("gesture", ["name", "give_role", "measure"])
def test_what_the_journal_cannot_note_is_not_changed(box: Box, actor: Actor, gesture: str) -> None:
    before = station(box)
    with box.store.write() as db:
        db.conn.execute("CREATE TRIGGER full BEFORE INSERT ON journal BEGIN SELECT RAISE(ABORT, 'full'); END")
    changes = {"name": "Borne", "give_role": StationRole.TERMINAL, "measure": Measure(0.25, 600)}
    with pytest.raises(Exception, match="full"):
        getattr(stations, gesture)(box, changes[gesture], actor)
    assert station(box) == before

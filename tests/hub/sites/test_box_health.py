"""How a box is, as its last heartbeat said."""

from datetime import timedelta

from kiosk.hub.hub import Hub
from kiosk.hub.store.schema_operators import site_health
from tests.hub.healths import health
from tests.hub.samples import Box, heartbeat


def test_what_a_box_says_takes_the_place_of_what_it_said_before(hub: Hub, box: Box) -> None:
    ahead = (hub.clock.now() + timedelta(minutes=5)).isoformat()
    box.send(heartbeat=heartbeat(at=ahead, health=health(printer_faults=["no-paper", "no-paper"])))
    box.send(heartbeat=heartbeat(at=ahead, health=health(files=4)))
    with hub.store.reading() as connection:
        row = connection.execute(site_health.select()).one()
    assert (row.site, row.files, row.printer_faults) == ("SA", 4, ())
    assert 290 <= row.clock_s <= 300


def test_a_box_of_before_changes_nothing(hub: Hub, box: Box) -> None:
    box.send(heartbeat=heartbeat(health=health(files=4)))
    box.send(heartbeat=heartbeat())
    with hub.store.reading() as connection:
        assert connection.execute(site_health.select()).one().files == 4

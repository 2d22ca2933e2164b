"""How a box is, as its last heartbeat said."""

from datetime import timedelta

from hub.hub import Hub
from hub.sites import box_health
from hub.store.schema import site_health
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


def test_how_a_town_hall_is_reached_is_kept_until_its_box_says_otherwise(hub: Hub, box: Box) -> None:
    said = {"phone": "02 99 11 22 33", "hours": "", "opening": [{"days": "lundi", "open": "9h-12h"}]}
    with hub.store.reading() as connection:
        assert box_health.reached(connection, "SA") is None
    box.send(heartbeat=heartbeat(health=health(), reached=said))
    with hub.store.reading() as connection:
        reached = box_health.reached(connection, "SA")
    assert reached and (reached.phone, reached.opening) == ("02 99 11 22 33", ({"days": "lundi", "open": "9h-12h"},))
    box.send(heartbeat=heartbeat(health=health()))
    with hub.store.reading() as connection:
        assert box_health.reached(connection, "SA") is None


def test_a_box_of_before_changes_nothing(hub: Hub, box: Box) -> None:
    box.send(heartbeat=heartbeat(health=health(files=4)))
    box.send(heartbeat=heartbeat())
    with hub.store.reading() as connection:
        assert connection.execute(site_health.select()).one().files == 4

"""Whoever carries sticks in the laboratory comes to the hub's machine beside the hub that runs there."""

from collections import Counter

from kiosk.services.box.box import Box
from kiosk.store.events import outbox
from tests.gallery.site.central import Central
from tests.gallery.site.gestures import submitted
from tests.services.conftest import held
from trials.laboratory.courier import Courier
from trials.laboratory.stick import Mishap

MOST_TRIPS = 30


def test_sticks_that_are_carried_empty_the_box_and_double_nothing(linked: Box, central: Central) -> None:
    wanted = [submitted(linked).reference for _ in range(2)]
    asked = central.hub.settings
    courier = Courier(linked, str(asked.data), asked.database, "58")
    trips = 0
    while outbox.unsent(linked.store.read())[0] and trips < MOST_TRIPS:
        assert courier.carry() in list(Mishap)
        trips += 1
    assert Counter(reference for _, _, reference in held(central)) == Counter(wanted)
    assert outbox.unsent(linked.store.read())[0] == 0


def test_a_disk_that_fails_under_way_is_a_stick_that_was_not_carried(linked: Box, central: Central) -> None:
    asked = central.hub.settings
    courier = Courier(linked, str(asked.data), asked.database, "58")
    linked.store.close()
    assert courier.carry() == ""

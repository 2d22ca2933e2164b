"""A station is known by a cookie of its own, which no other can make, and is ended for good."""

import pytest

from kiosk.domain.screen.station import TURN_GRACE, TURNS_EVERY, StationEnd, StationRole
from kiosk.errors import Refused
from kiosk.services.box.box import Actor, Box
from kiosk.services.lan import enrolled
from kiosk.services.lan.codes import NO_PRINTER, Wanted
from kiosk.services.lan.enrolled import NOBODY
from kiosk.store.people import enrolled_stations
from tests.gallery.site.cast import Watch

HALL = Wanted(StationRole.TERMINAL, "  Borne du hall ", "Hall", NO_PRINTER, "a" * 32)


def test_a_cookie_goes_on_to_the_next_and_two_answers_on_their_way_agree(box: Box, watch: Watch) -> None:
    first = enrolled.enrol(box, HALL)
    assert enrolled.recognise(box, first).next_cookie == ""
    watch.wait(TURNS_EVERY + TURN_GRACE)
    offered = {enrolled.recognise(box, first).next_cookie for _ in range(3)}
    assert len(offered) == 1 and "" not in offered
    assert enrolled.recognise(box, offered.pop()).station
    assert enrolled.recognise(box, first).station  # a request that was on its way
    watch.wait(2 * TURN_GRACE)
    second = enrolled.cookie_of(enrolled_stations.every(box.store.read())[0], 2)
    assert enrolled.recognise(box, second).station
    assert enrolled.recognise(box, first).ended_why is StationEnd.COPIED
    assert enrolled.recognise(box, second).ended_why is StationEnd.COPIED


def test_a_station_that_was_taken_off_stays_off(box: Box, nadia: Actor) -> None:
    cookie = enrolled.enrol(box, HALL)
    station = enrolled.recognise(box, cookie).station
    assert station
    enrolled.forget(box, station.id)  # one that may come is not forgotten
    assert enrolled.recognise(box, cookie).station
    enrolled.revoke(box, station.id, nadia)
    assert enrolled.recognise(box, cookie).ended_why is StationEnd.REVOKED
    enrolled.forget(box, station.id)
    assert enrolled.recognise(box, cookie) == NOBODY
    with pytest.raises(Refused):
        enrolled.revoke(box, station.id, nadia)

"""Stations of the local network are kept, found by their id, and ended with the sessions on them."""

from datetime import timedelta

from kiosk.domain.screen.station import StationEnd, StationRole
from kiosk.store.database import Store
from kiosk.store.people import enrolled_stations, sessions
from kiosk.store.people.enrolled_stations import EnrolledStation
from kiosk.store.people.sessions import NewSession
from tests.store.conftest import NOON

HALL = EnrolledStation("a" * 32, StationRole.TERMINAL, "Hall", "Hall", "secret", 1, NOON, NOON, NOON, "b" * 32)


def test_a_station_is_kept_as_it_was_enrolled_and_goes_on(store: Store) -> None:
    later = NOON + timedelta(hours=1)
    with store.write() as db:
        enrolled_stations.add(db, HALL, "hash")
        assert enrolled_stations.get(db, HALL.id) == HALL and enrolled_stations.every(db) == [HALL]
        enrolled_stations.rotate(db, HALL.id, 2, later)
        enrolled_stations.note_seen(db, HALL.id, later + timedelta(minutes=1))
        kept = enrolled_stations.get(db, HALL.id)
        assert kept and (kept.generation, kept.rotated_at) == (2, later) and kept.seen_at > later
        assert enrolled_stations.get(db, "c" * 32) is None


def test_a_station_that_ends_takes_its_sessions_along_and_is_told_until_it_is_forgotten(store: Store) -> None:
    session = NewSession("s", HALL.id, "", "fr", False, "", "", "", "", NOON, NOON)
    with store.write() as db:
        enrolled_stations.add(db, HALL, "hash")
        sessions.save(db, session)
        enrolled_stations.forget(db, HALL.id)
        assert enrolled_stations.get(db, HALL.id) == HALL  # only one that has ended is forgotten
        enrolled_stations.end(db, HALL.id, StationEnd.COPIED, NOON)
        enrolled_stations.end(db, HALL.id, StationEnd.REVOKED, NOON)
        assert sessions.get(db, "s") is None
        assert [station.ended_why for station in enrolled_stations.copied(db)] == [StationEnd.COPIED]
        enrolled_stations.forget(db, HALL.id)
        assert enrolled_stations.every(db) == [] == enrolled_stations.copied(db)

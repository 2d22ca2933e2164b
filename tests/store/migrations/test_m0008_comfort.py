"""What came with comfort: nothing changes for whoever is there already."""

from kiosk.domain.screen.station_role import StationRole
from kiosk.store.database import Store
from kiosk.store.people import people, sessions
from tests.store.conftest import NOON
from tests.store.people.test_sessions import a_session


def test_a_screen_is_not_measured_until_someone_does_it(store: Store) -> None:
    with store.write() as db:
        people.add_station(db, "s" * 32, "token", StationRole.DESK, NOON)
        sessions.save(db, a_session("one", station_id="s" * 32, comfort="largest"))
    result = sessions.get(store.read(), "one")
    assert result is not None and (result.mm_per_px, result.distance_mm, result.comfort) == (0, 0, "largest")

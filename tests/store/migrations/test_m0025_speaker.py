"""The speaker of a screen of before is as loud as the settings say."""

from kiosk.domain.screen.station_role import StationRole
from kiosk.store.database import Store
from kiosk.store.migrations import m0025_speaker
from kiosk.store.people import people
from tests.store.conftest import NOON


def test_a_screen_of_before_has_no_level_of_its_own(store: Store) -> None:
    with store.write() as db:
        db.conn.execute("ALTER TABLE stations DROP COLUMN speaker")
        people.add_station(db, "s", "s", StationRole.TERMINAL, NOON)
        m0025_speaker.migrate(db.conn)
    assert people.speaker(store.read(), "s") is None

"""Of a screen of before, nobody has said where its paper comes out."""

from kiosk.domain.screen.paper_slot import PaperSlot
from kiosk.domain.screen.station_role import StationRole
from kiosk.store.database import Store
from kiosk.store.migrations import m0024_paper_slot
from kiosk.store.people import people
from tests.store.conftest import NOON


def test_a_screen_of_before_has_no_slot(store: Store) -> None:
    with store.write() as db:
        db.conn.execute("ALTER TABLE stations DROP COLUMN paper_slot")
        people.add_station(db, "s" * 32, "token", StationRole.TERMINAL, NOON)
        m0024_paper_slot.migrate(db.conn)
    assert people.paper_slot(store.read(), "s" * 32) == PaperSlot.UNTOLD

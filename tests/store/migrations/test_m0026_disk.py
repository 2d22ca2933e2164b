"""A box of before knows nothing yet of how its disk fills."""

from kiosk.store.database import Store
from kiosk.store.migrations import m0026_disk
from kiosk.store.upkeep import disk_room
from tests.store.conftest import NOON


def test_the_first_day_is_the_one_after_the_upgrade(store: Store) -> None:
    with store.write() as db:
        db.conn.execute("DROP TABLE disk_room")
        m0026_disk.migrate(db.conn)
        assert disk_room.noted(db) == {}
        disk_room.note(db, NOON.date(), 5)
        assert disk_room.noted(db) == {NOON.date(): 5}

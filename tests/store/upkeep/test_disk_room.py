"""The room of each day is kept for a month, the least of the day."""

from datetime import date, timedelta

from kiosk.services.box.box import Box
from kiosk.store.upkeep import disk_room

DAY = date(2026, 11, 2)


def test_the_least_of_a_day_stays_and_a_month_is_kept(box: Box) -> None:
    with box.store.write() as db:
        for free in (700, 500, 900):
            disk_room.note(db, DAY, free)
        assert disk_room.noted(db) == {DAY: 500}
        for days in range(40):
            disk_room.note(db, DAY + timedelta(days=days), 100 + days)
        kept = disk_room.noted(db)
    assert len(kept) == disk_room.KEPT and max(kept) == DAY + timedelta(days=39)

"""Columns keep what they were given, on either engine."""

from datetime import UTC, datetime, timedelta, timezone

from sqlalchemy import select

from hub.hub import Hub
from hub.people.people import Staff
from hub.store.schema import staff


def test_names_are_kept_sorted_and_each_once(hub: Hub, lea: Staff) -> None:
    with hub.store.writing() as connection:
        connection.execute(staff.update().values(services=("voirie", "état civil", "voirie"), sites=()))
        kept = connection.execute(select(staff.c.services, staff.c.sites)).one()
    assert tuple(kept) == (("voirie", "état civil"), ())


def test_a_moment_is_kept_in_utc_whatever_its_offset(hub: Hub, lea: Staff) -> None:
    moment = datetime(2026, 11, 24, 14, 5, 0, 17, tzinfo=timezone(timedelta(hours=1)))
    with hub.store.writing() as connection:
        connection.execute(staff.update().values(added_at=moment))
        kept = connection.execute(select(staff.c.added_at)).scalar_one()
    assert kept == moment and kept.tzinfo is UTC

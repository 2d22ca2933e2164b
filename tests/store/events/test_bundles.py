"""The bundles of a box: kept until their answer was taken, whose key then goes."""

from datetime import UTC, datetime, timedelta

from kiosk.store.database import Store
from kiosk.store.events import bundles
from kiosk.store.events.bundles import Bundle

NOW = datetime(2026, 11, 27, 9, tzinfo=UTC)


def made(number: int, days_ago: int = 0) -> Bundle:
    at = NOW - timedelta(days=days_ago)
    return Bundle(f"{number:032x}", "SA", "ab" * 32, at, "e" * 32, "f" * 32, bytes(32), 3, 900)


def test_only_what_was_written_to_its_end_is_shown_newest_first(store: Store) -> None:
    with store.write() as db:
        for number, days in ((1, 3), (2, 1), (3, 2)):
            bundles.add(db, made(number, days))
        for number in (1, 2):
            bundles.note_made(db, f"{number:032x}", 1234)
    shown = bundles.latest(store.read())
    assert [(bundle.id[-1], bundle.bytes, bundle.made) for bundle in shown] == [("2", 1234, True), ("1", 1234, True)]


def test_an_answer_that_was_taken_takes_its_key_along(store: Store) -> None:
    with store.write() as db:
        bundles.add(db, made(1))
    assert bundles.get(store.read(), f"{1:032x}") == made(1)
    with store.write() as db:
        bundles.note_answered(db, f"{1:032x}", NOW)
    kept = bundles.get(store.read(), f"{1:032x}")
    assert kept is not None and (kept.answered_at, kept.answer_key) == (NOW, b"")
    assert bundles.get(store.read(), "0" * 32) is None


def test_a_bundle_of_years_ago_is_forgotten(store: Store) -> None:
    with store.write() as db:
        bundles.add(db, made(1, 500))
        bundles.add(db, made(2))
        assert bundles.forget(db, NOW - timedelta(days=400)) == 1
    assert bundles.get(store.read(), f"{1:032x}") is None

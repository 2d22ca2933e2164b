"""The hub this box is enrolled at."""

from msgspec.structs import replace

from kiosk.store.database import Store
from kiosk.store.events import enrolment
from kiosk.store.events.enrolment import Enrolment
from tests.store.conftest import NOON, later

HUB = Enrolment("https://hub.example", "Pays de Saint-Aubin", "token", "0" * 64, bytes(32), "epoch")


def test_a_box_stands_alone_until_it_is_enrolled(store: Store) -> None:
    assert enrolment.current(store.read()) is None
    with store.write() as db:
        enrolment.add(db, HUB, NOON)
    assert enrolment.current(store.read()) == HUB


def test_the_newest_enrolment_counts_and_the_old_one_is_not_forgotten(store: Store) -> None:
    other = replace(HUB, url="https://other.example", token="another")
    with store.write() as db:
        enrolment.add(db, HUB, later(5))
        enrolment.add(db, other, NOON)
    assert enrolment.current(store.read()) == other, "a clock that was put back does not bring the old one back"
    assert store.read().table("enrolments").count_where() == 2


def test_a_hub_that_changes_its_key_is_followed_under_the_identity_that_was_pinned(store: Store) -> None:
    with store.write() as db:
        enrolment.add(db, replace(HUB, url="https://old.example"), NOON)
        enrolment.add(db, HUB, NOON)
        enrolment.follow(db, b"k" * 32, "2026-12-01", "another epoch")
    expected = replace(HUB, seal_key=b"k" * 32, key_made_at="2026-12-01", epoch="another epoch")
    assert enrolment.current(store.read()) == expected
    assert store.read().table("enrolments").count_where("epoch = 'epoch'") == 1

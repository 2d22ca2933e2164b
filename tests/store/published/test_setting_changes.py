"""What changed of the settings, and what the town hall took back."""

from kiosk.clock import Clock
from kiosk.store.database import Store
from kiosk.store.published import setting_changes
from kiosk.store.published.publications import Content

NOW = Clock().now()


def test_changes_stay_in_order_and_the_newest_counts(store: Store) -> None:
    with store.write() as db:
        for value in ("off", "on"):
            item = Content("setting", "speech.json", value * 3, "", b"")
            setting_changes.add(db, "speech", value, item, NOW)
        setting_changes.take_away(db, setting_changes.newest(db)["speech"], NOW)
    db = store.read()
    assert [(change.value, bool(change.sha256)) for change in setting_changes.every(db)] == [
        ("off", True), ("on", True), ("on", False),
    ]  # fmt: skip
    assert not setting_changes.newest(db)["speech"].sha256
    assert setting_changes.every(db)[0].at == NOW.replace(microsecond=setting_changes.every(db)[0].at.microsecond)


def test_nothing_is_taken_back_at_first_and_following_again_then_changes_nothing(store: Store) -> None:
    with store.write() as db:
        setting_changes.follow_again(db, "speech")
    assert setting_changes.reverted(store.read()) == set()

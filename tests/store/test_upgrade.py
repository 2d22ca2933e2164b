"""A database of the version before is copied before its tables are changed, and the copy survives whatever happens."""

from pathlib import Path
from typing import Any

import pytest
import sqlcipher3.dbapi2 as driver

from kiosk.error_codes import Refusal
from kiosk.errors import Refused
from kiosk.store import upgrade
from kiosk.store.cases import cases
from kiosk.store.database import Store, bare
from kiosk.store.events import outbox
from tests.store.conftest import CASE, CASE_KEY, KEY, a_case, a_submission, an_event
from tests.store.next_version import add_floors, next_version


@pytest.fixture
def earlier(store: Store) -> Path:
    """A database as this version leaves it, with a case that waits for the hub."""
    with store.write() as db:
        cases.add(db, a_case(), CASE_KEY)
        cases.submit(db, a_submission(), CASE_KEY)
        outbox.add(db, an_event("a"), CASE_KEY)
    store.close()
    return store.path


def tables(path: Path) -> list[str]:
    with bare(path, KEY) as db:
        return [name for (name,) in db.conn.execute("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY 1")]


def recorded(path: Path) -> list[str]:
    with bare(path, KEY) as db:
        return [step["name"] for step in db.query("SELECT name FROM _sqlite_migrations ORDER BY id")]


def test_the_database_from_before_lies_beside_the_new_one_and_nothing_is_lost(earlier: Path) -> None:
    before = tables(earlier)
    with next_version():
        store = Store(earlier, KEY)
        assert (store.upgraded, store.is_sound()) == (True, True)
        assert cases.get(store.read(), CASE, CASE_KEY) == a_case()
        assert outbox.unsent(store.read())[0] == 1
        store.close()
        assert recorded(earlier) == ["m0001_first", "m0002_floors"]
    assert sorted({*before, "floors"}) == tables(earlier)
    assert tables(upgrade.before(earlier)) == before
    assert upgrade.before(earlier).stat().st_mode & 0o077 == 0


def test_the_program_before_refuses_what_the_next_one_changed(earlier: Path) -> None:
    with next_version():
        Store(earlier, KEY).close()
    with pytest.raises(Refused) as refused:
        Store(earlier, KEY)
    assert refused.value.code == Refusal.NEWER_STORE
    upgrade.before(earlier).replace(earlier)
    store = Store(earlier, KEY)
    assert cases.get(store.read(), CASE, CASE_KEY) == a_case(), "but not the copy from before"
    store.close()


def test_a_new_database_is_no_upgrade(tmp_path: Path) -> None:
    for _ in range(2):
        store = Store(tmp_path / "parvis.db", KEY)
        assert not store.upgraded
        store.close()
    assert not upgrade.before(tmp_path / "parvis.db").exists()


def test_an_upgrade_that_fails_says_so_and_a_second_try_keeps_the_first_copy(earlier: Path) -> None:
    before = tables(earlier)

    def fails(db: Any) -> None:
        add_floors(db)
        raise driver.OperationalError("no such column")

    for _ in range(2):
        with next_version(fails), pytest.raises(Refused) as refused:
            Store(earlier, KEY)
        assert refused.value.code == Refusal.UPGRADE_FAILED
        assert tables(earlier) == before, "a migration that fails changes nothing"
    assert tables(upgrade.before(earlier)) == before
    with next_version():
        Store(earlier, KEY).close()
    assert tables(upgrade.before(earlier)) == before, "what a failed try had changed is not taken for the earlier one"


def test_without_room_for_the_copy_nothing_is_changed(earlier: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise driver.OperationalError("database or disk is full")

    before = tables(earlier)
    monkeypatch.setattr(upgrade, "prepare", full)
    with next_version(), pytest.raises(Refused) as refused:
        Store(earlier, KEY)
    assert refused.value.code == Refusal.DISK_FULL
    assert tables(earlier) == before

"""An earlier database is copied before its tables are changed, and the copy survives whatever happens then."""

from pathlib import Path
from typing import Any

import pytest
import sqlcipher3.dbapi2 as driver

from kiosk.error_codes import Refusal
from kiosk.errors import Refused
from kiosk.store import upgrade
from kiosk.store.database import Store, bare
from kiosk.store.migrations import m0017_backup
from tests.store.conftest import KEY
from tests.store.test_schema import written_out

EARLIER = Path(__file__).with_name("earlier")
COMMITS = tuple(sorted(path.stem for path in EARLIER.glob("*.sql")))


@pytest.fixture(params=COMMITS)
def earlier(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """A database as an earlier commit wrote it."""
    written_out(tmp_path / "parvis.db", (EARLIER / f"{request.param}.sql").read_text("utf-8"))
    return tmp_path / "parvis.db"


def tables(path: Path) -> list[str]:
    with bare(path, KEY) as db:
        return [name for (name,) in db.conn.execute("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY 1")]


def test_the_database_from_before_lies_beside_the_new_one(earlier: Path) -> None:
    before = tables(earlier)
    store = Store(earlier, KEY)
    assert (store.upgraded, store.is_sound()) == (True, True)
    store.close()
    assert tables(upgrade.before(earlier)) == before != tables(earlier)
    assert upgrade.before(earlier).stat().st_mode & 0o077 == 0


def test_a_new_database_is_no_upgrade(tmp_path: Path) -> None:
    for _ in range(2):
        store = Store(tmp_path / "parvis.db", KEY)
        assert not store.upgraded
        store.close()
    assert not upgrade.before(tmp_path / "parvis.db").exists()


def test_an_upgrade_that_fails_says_so_and_a_second_try_keeps_the_first_copy(
    earlier: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = tables(earlier)

    def fails(db: Any) -> None:
        raise driver.OperationalError("no such column")

    with monkeypatch.context() as patch:
        patch.setattr(m0017_backup, "migrate", fails)
        for _ in range(2):
            with pytest.raises(Refused) as refused:
                Store(earlier, KEY)
            assert refused.value.code == Refusal.UPGRADE_FAILED
    assert tables(upgrade.before(earlier)) == before
    store = Store(earlier, KEY)
    store.close()
    assert tables(upgrade.before(earlier)) == before, "what a failed try had changed is not taken for the earlier one"


def test_without_room_for_the_copy_nothing_is_changed(earlier: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise driver.OperationalError("database or disk is full")

    before = tables(earlier)
    monkeypatch.setattr(upgrade, "prepare", full)
    with pytest.raises(Refused) as refused:
        Store(earlier, KEY)
    assert refused.value.code == Refusal.DISK_FULL
    assert tables(earlier) == before

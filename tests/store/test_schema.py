"""A database is brought to the present schema once, whatever it had before; the one before is copied first."""

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
from kiosk.store.migrations import STEPS
from kiosk.store.schema import migrations
from tests.store.conftest import CASE, CASE_KEY, KEY, a_case, a_submission, an_event
from tests.store.next_version import add_floors, next_version


def steps(store: Store) -> list[dict[str, Any]]:
    """What the database records of its migrations, in the order they were applied."""
    return list(store.read().query("SELECT name, applied_at FROM _sqlite_migrations ORDER BY id"))


def test_opening_again_changes_nothing(store: Store) -> None:
    before = list(store.read().query("SELECT * FROM sqlite_schema ORDER BY name"))
    store.close()
    again = Store(store.path, KEY)
    assert list(again.read().query("SELECT * FROM sqlite_schema ORDER BY name")) == before
    with again.write() as db:
        assert not migrations().pending(db)
    again.close()


def test_every_column_keeps_its_type(store: Store) -> None:
    tables = list(
        store.read().query(
            "SELECT name, sql FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE '\\_%' ESCAPE '\\'"
        )
    )
    assert len(tables) > 10
    assert [table["name"] for table in tables if not table["sql"].endswith("STRICT")] == []


def test_no_table_keeps_a_state_that_events_already_say(store: Store) -> None:
    """A job's notes and the hub's updates are events themselves."""
    holding = list(
        store.read().query(
            "SELECT t.name FROM sqlite_schema t JOIN pragma_table_info(t.name) c WHERE t.type = 'table'"
            " AND c.name IN ('state', 'status') ORDER BY t.name"
        )
    )
    assert [row["name"] for row in holding] == ["job_states", "updates"]


def test_looking_at_the_desk_reads_no_more_than_what_is_open(store: Store) -> None:
    """20,000 events cost a page 300 ms before these plans (measured 2026-11)."""
    for view, slow in (
        ("outbox", "SCAN events"),
        ("case_states WHERE case_id = ''", "SCAN events"),
        ("attention", "SCAN events"),
    ):
        plan = [row["detail"] for row in store.read().query(f"EXPLAIN QUERY PLAN SELECT * FROM {view}")]
        assert not [step for step in plan if step.startswith(slow)], plan
    for query in (
        "SELECT spool.* FROM unprinted CROSS JOIN spool ON spool.id = unprinted.job_id WHERE state = 'pending'",
        "SELECT count(*) FROM jobs WHERE kind = 'receipt' AND subject = 'x'",
    ):
        plan = [record["detail"] for record in store.read().query(f"EXPLAIN QUERY PLAN {query}")]
        assert not [step for step in plan if step.startswith("SCAN job")], plan


def test_steps_are_numbered_in_order_and_each_has_a_name_of_its_own(store: Store) -> None:
    numbers = [int(step.__name__.rpartition(".m")[2][:4]) for step in STEPS]
    assert numbers == sorted(set(numbers))
    assert [step["name"] for step in steps(store)] == [step.RECORDED for step in STEPS]
    folder = Path(str(STEPS[0].__file__)).parent
    assert {path.stem for path in folder.glob("m*.py")} == {step.__name__.rpartition(".")[2] for step in STEPS}


def test_a_folder_of_a_newer_version_is_refused_and_left_as_it_is(store: Store) -> None:
    with store.write() as db:
        db.execute("INSERT INTO _sqlite_migrations (migration_set, name, applied_at) VALUES ('parvis', 'm9', '2030')")
    before = steps(store)
    store.close()
    for _ in range(2):
        with pytest.raises(Refused) as refused:
            Store(store.path, KEY)
        assert (refused.value.code, refused.value.details) == (Refusal.NEWER_STORE, {"path": str(store.path)})
    as_left = driver.connect(str(store.path))
    as_left.execute(f"PRAGMA key = \"x'{KEY.hex()}'\"")
    records = as_left.execute("SELECT name, applied_at FROM _sqlite_migrations ORDER BY id").fetchall()
    assert records == [tuple(step.values()) for step in before]
    as_left.close()


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

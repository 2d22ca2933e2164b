"""One file: all of a gesture or none of it, and nothing to read for who has no key.
What is written into the store says which value goes into which column.
"""

import ast
import shutil
import stat
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlcipher3.dbapi2 as driver
from sqlite_utils import db as sqlite_utils_db

from kiosk.domain.trail.journal_action import JournalAction
from kiosk.error_codes import Refusal
from kiosk.errors import Refused
from kiosk.services.box.box import Actor, Box
from kiosk.services.drafts import drafts
from kiosk.store import cases, counters, database, journal, outbox, upkeep_notes
from kiosk.store.database import Reserve, Store, list_migrations, open_bare_database
from kiosk.store.migrations import STEPS
from scripts.source import below, modules
from tests.gallery.site.gestures import answered, submitted
from tests.store.conftest import CASE, CASE_KEY, KEY, NOON, a_case, a_submission, an_event
from tests.store.next_version import add_floors, next_version


def count(store: Store) -> int:
    return store.read().table("journal").count_where()


def write_line(store: Store, detail: str = "") -> None:
    with store.write() as db:
        journal.insert_journal_line(db, NOON, JournalAction.RESUMED, detail=detail)


def test_a_gesture_that_breaks_off_leaves_nothing(store: Store) -> None:
    with pytest.raises(RuntimeError), store.write() as db:
        upkeep_notes.insert_clock_confirmation(db, NOON, 0, 0)
        counters.update_reference_counter(db, 2000)
        raise RuntimeError
    assert upkeep_notes.read_clock_note(store.read()) is None
    assert counters.read_reference_counter(store.read()) == counters.FIRST
    write_line(store)
    assert count(store) == 1


def test_a_commit_that_fails_leaves_nothing_open(store: Store) -> None:
    """A row that points nowhere is found at the commit; the next gesture is not part of it."""
    with pytest.raises(driver.IntegrityError), store.write() as db:
        db.conn.execute("PRAGMA defer_foreign_keys = ON")
        db.conn.execute("INSERT INTO wrong_tries (mediator_id, at) VALUES ('nobody', 'now')")
    write_line(store)
    assert count(store) == 1
    assert store.read().table("wrong_tries").count_where() == 0


def test_a_gesture_inside_a_gesture_is_part_of_it(store: Store) -> None:
    with pytest.raises(RuntimeError), store.write():
        write_line(store)
        raise RuntimeError
    assert count(store) == 0


def test_every_commit_reaches_the_disk_and_the_memory_is_not_filled_with_pages(store: Store) -> None:
    """sqlcipher3 is built with 8 MB a connection."""
    assert store.read().execute("PRAGMA cache_size").fetchone()[0] == -256
    with store.write() as db:
        assert db.execute("PRAGMA cache_size").fetchone()[0] == -1024
    with store.write() as db:
        assert db.execute("PRAGMA synchronous").fetchone()[0] == 2
        assert db.execute("PRAGMA secure_delete").fetchone()[0] == 1
        assert db.execute("PRAGMA foreign_keys").fetchone()[0] == 1
    assert next(store.read().query("PRAGMA journal_mode"), None) == {"journal_mode": "wal"}


def test_gestures_wait_for_one_another(store: Store) -> None:
    def count_up() -> None:
        for _ in range(25):
            with store.write() as db:
                counters.update_reference_counter(db, counters.read_reference_counter(db) + 1)

    threads = [threading.Thread(target=count_up) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert counters.read_reference_counter(store.read()) == counters.FIRST + 200


def test_this_sqlite_does_not_corrupt_its_wal() -> None:
    """Two connections that checkpoint could garble the file until 3.51.3."""
    assert driver.sqlite_version_info >= (3, 51, 3)
    assert sqlite_utils_db.sqlite3.sqlite_version == driver.sqlite_version


def test_the_file_opens_with_no_other_key(store: Store) -> None:
    store.close()
    with pytest.raises(Refused) as refused:
        Store(store.path, bytes(32))
    assert refused.value.code == Refusal.UNREADABLE_STORE
    Store(store.path, KEY).close()


def test_what_is_no_database_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "parvis.db"
    path.write_bytes(b"not a database at all" * 500)
    with pytest.raises(Refused) as refused:
        Store(path, KEY)
    assert refused.value.code == Refusal.UNREADABLE_STORE


def test_who_copies_the_files_reads_nothing(store: Store) -> None:
    write_line(store, "Benali Marie Louise")
    copied = [path.read_bytes() for path in store.path.parent.iterdir()]
    assert len(copied) >= 2
    assert not any(b"Benali" in content or b"SQLite format" in content or b"journal" in content for content in copied)
    write_line(store)
    assert {stat.S_IMODE(path.stat().st_mode) for path in store.path.parent.iterdir()} == {0o600}


@pytest.mark.parametrize("place", [100, 4096 + 17, -4096 * 3, -1])
def test_one_flipped_byte_is_noticed(store: Store, place: int) -> None:
    for _ in range(50):
        write_line(store, "x" * 500)
    assert store.is_sound()
    store.close()
    content = bytearray(store.path.read_bytes())
    content[place] ^= 1
    store.path.write_bytes(content)
    try:
        damaged = Store(store.path, KEY)
    except Refused as refused:
        assert refused.code == Refusal.UNREADABLE_STORE
        return
    assert not damaged.is_sound()
    damaged.close()


def test_a_copy_is_whole_and_has_the_same_key(store: Store, tmp_path: Path) -> None:
    write_line(store, "Benali")
    store.copy_to(tmp_path / "copy.db")
    write_line(store)
    assert b"Benali" not in (tmp_path / "copy.db").read_bytes()
    copy = Store(tmp_path / "copy.db", KEY)
    assert (count(copy), count(store)) == (1, 2)
    assert copy.is_sound()
    copy.close()


def test_nobody_waits_for_a_copy_and_it_holds_what_was_committed(store: Store, tmp_path: Path) -> None:
    write_line(store)
    with store.write() as db:
        db.table("counters").insert({"name": "half", "value": 1})
        copying = threading.Thread(target=store.copy_to, args=(tmp_path / "copy.db",))
        copying.start()
        copying.join(20)
        assert not copying.is_alive()
    copy = Store(tmp_path / "copy.db", KEY)
    assert count(copy) == 1 and not list(copy.read().query("SELECT 1 FROM counters WHERE name = 'half'"))
    copy.close()


def test_what_was_deleted_is_in_no_file_once_it_is_folded(store: Store) -> None:
    """Pages under their key say nothing; what counts is that none of them is left in the write-ahead log."""
    for _ in range(50):
        write_line(store, "x" * 500)
    wal = store.path.with_name("parvis.db-wal")
    assert wal.stat().st_size > 0
    assert store.fold()
    assert wal.stat().st_size == 0
    assert count(store) == 50


def test_a_reader_in_the_middle_of_a_look_holds_folding_up_and_is_not_disturbed(tmp_path: Path) -> None:
    store = Store(tmp_path / "parvis.db", KEY)
    store._writer.conn.execute("PRAGMA busy_timeout = 50")
    write_line(store)
    looking = store.read().conn
    looking.execute("BEGIN")
    assert store.read().table("journal").count_where() == 1
    write_line(store)
    assert not store.fold()
    assert store.read().table("journal").count_where() == 1
    looking.rollback()
    assert store.fold()
    store.close()


def steps(store: Store) -> list[dict[str, Any]]:
    """What the database records of its migrations, in the order they were applied."""
    return list(store.read().query("SELECT name, applied_at FROM _sqlite_migrations ORDER BY id"))


def test_opening_again_changes_nothing(store: Store) -> None:
    before = list(store.read().query("SELECT * FROM sqlite_schema ORDER BY name"))
    store.close()
    again = Store(store.path, KEY)
    assert list(again.read().query("SELECT * FROM sqlite_schema ORDER BY name")) == before
    with again.write() as db:
        assert not list_migrations().pending(db)
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
        cases.insert_case(db, a_case(), CASE_KEY)
        cases.insert_submission(db, a_submission(), CASE_KEY)
        outbox.insert_event(db, an_event("a"), CASE_KEY)
    store.close()
    return store.path


def tables(path: Path) -> list[str]:
    with open_bare_database(path, KEY) as db:
        return [name for (name,) in db.conn.execute("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY 1")]


def recorded(path: Path) -> list[str]:
    with open_bare_database(path, KEY) as db:
        return [step["name"] for step in db.query("SELECT name FROM _sqlite_migrations ORDER BY id")]


def test_the_database_from_before_lies_beside_the_new_one_and_nothing_is_lost(earlier: Path) -> None:
    before = tables(earlier)
    with next_version():
        store = Store(earlier, KEY)
        assert (store.upgraded, store.is_sound()) == (True, True)
        assert cases.read_case(store.read(), CASE, CASE_KEY) == a_case()
        assert outbox.read_unsent_summary(store.read())[0] == 1
        store.close()
        assert recorded(earlier) == ["m0001_first", "m0002_floors"]
    assert sorted({*before, "floors"}) == tables(earlier)
    assert tables(database.upgrade_copy_path(earlier)) == before
    assert database.upgrade_copy_path(earlier).stat().st_mode & 0o077 == 0


def test_the_program_before_refuses_what_the_next_one_changed(earlier: Path) -> None:
    with next_version():
        Store(earlier, KEY).close()
    with pytest.raises(Refused) as refused:
        Store(earlier, KEY)
    assert refused.value.code == Refusal.NEWER_STORE
    database.upgrade_copy_path(earlier).replace(earlier)
    store = Store(earlier, KEY)
    assert cases.read_case(store.read(), CASE, CASE_KEY) == a_case(), "but not the copy from before"
    store.close()


def test_a_new_database_is_no_upgrade(tmp_path: Path) -> None:
    for _ in range(2):
        store = Store(tmp_path / "parvis.db", KEY)
        assert not store.upgraded
        store.close()
    assert not database.upgrade_copy_path(tmp_path / "parvis.db").exists()


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
    assert tables(database.upgrade_copy_path(earlier)) == before
    with next_version():
        Store(earlier, KEY).close()
    # what a failed try had changed is not taken for the earlier one
    assert tables(database.upgrade_copy_path(earlier)) == before


def test_without_room_for_the_copy_nothing_is_changed(earlier: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise driver.OperationalError("database or disk is full")

    before = tables(earlier)
    monkeypatch.setattr(database, "prepare_upgrade", full)
    with next_version(), pytest.raises(Refused) as refused:
        Store(earlier, KEY)
    assert refused.value.code == Refusal.DISK_FULL
    assert tables(earlier) == before


def test_a_new_database_is_whole_and_one_with_a_torn_page_is_refused_at_once(store: Store) -> None:
    store.close()
    with open_bare_database(store.path, KEY) as db:
        assert database.is_database_whole(db.conn) and not database.is_database_torn(db.conn)
    with store.path.open("r+b") as file:
        file.seek(3 * 4096 + 100)
        file.write(bytes(200))
    with open_bare_database(store.path, KEY) as db:
        assert database.is_database_torn(db.conn) and not database.is_database_whole(db.conn)
    with pytest.raises(Refused, match="unreadable-store"):
        Store(store.path, KEY)


def test_a_log_is_there_until_the_database_is_closed(store: Store) -> None:
    with store.write() as db:
        db.table("counters").insert({"name": "here", "value": 1})
    assert database.has_write_ahead_log(store.path)
    store.close()
    assert not database.has_write_ahead_log(store.path)
    assert [path.name for path in store.path.parent.iterdir()] == ["parvis.db"]


def test_a_torn_page_that_the_log_still_holds_is_mended(store: Store, tmp_path: Path) -> None:
    """So a power cut leaves them, in the middle of a checkpoint."""
    store.fold()
    with store.write() as db:
        db.table("counters").insert({"name": "here", "value": 1})
        db.execute("PRAGMA user_version = 1")  # on the first page
    cut = tmp_path / "cut"
    cut.mkdir()
    for name in (store.path.name, f"{store.path.name}-wal"):
        (cut / name).write_bytes(store.path.with_name(name).read_bytes())
    with (cut / store.path.name).open("r+b") as file:
        file.seek(100)
        file.write(bytes(200))
    again = Store(cut / store.path.name, KEY)
    assert again.read().table("counters").count_where("name = 'here'") == 1
    assert again.is_sound()
    again.close()


PAGE = 4096


def garble(path: Path, page: int) -> None:
    with path.open("r+b") as file:
        file.seek((page - 1) * PAGE + 1000)
        file.write(b"\xff" * 300)


def test_a_whole_file_has_none(store: Store) -> None:
    assert upkeep_notes.find_damaged_tables(store.path, KEY) == ()


def test_the_table_of_a_garbled_page_is_named_and_no_other(store: Store) -> None:
    page = store.read().execute("SELECT rootpage FROM sqlite_master WHERE name = 'events'").fetchone()[0]
    store.fold()
    store.close()
    garble(store.path, page)
    assert upkeep_notes.find_damaged_tables(store.path, KEY) == ("events",)


def test_a_garbled_index_is_named_by_its_table(store: Store) -> None:
    page = store.read().execute("SELECT rootpage FROM sqlite_master WHERE name = 'attachments_of_case'").fetchone()[0]
    store.fold()
    store.close()
    garble(store.path, page)
    assert upkeep_notes.find_damaged_tables(store.path, KEY) == ("attachments",)


def test_of_a_file_whose_first_page_is_gone_nothing_can_be_named(store: Store) -> None:
    store.fold()
    store.close()
    garble(store.path, 1)
    assert upkeep_notes.find_damaged_tables(store.path, KEY) == ()


def with_free(monkeypatch: pytest.MonkeyPatch, free: int) -> None:
    """The disk of everything says that so many bytes are free."""
    monkeypatch.setattr(shutil, "disk_usage", lambda _: type("Usage", (), {"free": free}))


def test_the_room_is_really_taken_and_given_back(tmp_path: Path) -> None:
    kept = Reserve(tmp_path / "reserve")
    assert not kept.stands and kept.make() and kept.make()
    assert (tmp_path / "reserve").stat().st_blocks * 512 >= database.BYTES * 0.97
    assert Reserve(tmp_path / "reserve").stands, "it outlives the process"
    kept.give_up()
    assert not kept.stands and list(tmp_path.iterdir()) == []


def test_it_is_given_up_when_the_disk_is_nearly_full_and_not_made_on_such_a_disk(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = Reserve(tmp_path / "reserve")
    kept.make()
    with_free(monkeypatch, database.LEAST_BYTES)
    kept.make_room()
    assert kept.stands
    with_free(monkeypatch, database.LEAST_BYTES - 1)
    kept.make_room()
    assert not kept.stands
    with_free(monkeypatch, database.BYTES)
    assert not kept.make(), "it would fill the disk itself"


def test_a_write_gives_it_up_first(box: Box, monkeypatch: pytest.MonkeyPatch) -> None:
    box.store.reserve.make()
    with_free(monkeypatch, 1)
    with box.store.write() as db:
        upkeep_notes.insert_backup_attempt(db, box.clock.now(), "here", "")
    assert not box.store.reserve.stands


def test_drafts_and_submitted_cases_are_counted_apart(box: Box, nadia: Actor) -> None:
    submitted(box)
    answered(box)
    drafts.discard_draft(box, answered(box), nadia)
    db = box.store.read()
    assert (upkeep_notes.count_submitted_cases(db), upkeep_notes.count_drafts(db)) == (1, 1)
    assert (upkeep_notes.count_unsent_events(db), upkeep_notes.count_attachments(db)) == (1, 0)


MOST = 3
"""Values that a person still counts off against a list of columns."""


def statements() -> Iterator[tuple[str, str]]:
    """Every SQL statement of the store that writes, with where it stands; what is filled in is left out."""
    for module in modules().values():
        if not below(module.name, ("kiosk.store",)):
            continue
        for node in ast.walk(module.tree):
            parts = node.values if isinstance(node, ast.JoinedStr) else [node]
            sql = "".join(str(part.value) for part in parts if isinstance(part, ast.Constant))
            if isinstance(node, ast.JoinedStr | ast.Constant) and sql.lstrip().startswith(("INSERT", "UPDATE")):
                yield f"{module.where}:{node.lineno}", sql


def test_more_than_three_values_are_written_by_their_names() -> None:
    assert len(list(statements())) > 20
    assert not [where for where, sql in statements() if sql.count("?") > MOST]


def test_no_table_and_no_column_appears_by_inserting(store: Store) -> None:
    """Tables change in migrations only: sqlite-utils would make a table whose name is misspelt."""
    before = list(store.read().query("SELECT sql FROM sqlite_schema"))
    counter = {"name": "starts", "value": 1}
    for table, row in (("countres", counter), ("counters", counter | {"valeu": 1})):
        for alter in (False, True):
            with pytest.raises(driver.DatabaseError), store.write() as db:
                db.table(table).insert(row, alter=alter)
    with pytest.raises(driver.DatabaseError), store.write() as db:
        db.table("counters").create_index(["value"])
    assert list(store.read().query("SELECT sql FROM sqlite_schema")) == before


def test_every_table_that_the_store_names_is_there(store: Store) -> None:
    """sqlite-utils finds nothing in a table that is not there, and deletes nothing: it says no word of it."""
    kinds = {"table": store.read().table_names(), "view": store.read().view_names()}
    named = [
        (node.func.attr, node.args[0].value)
        for module in modules().values()
        if below(module.name, ("kiosk.store",))
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in kinds
        if isinstance(node.args[0], ast.Constant)
    ]
    assert len(named) > 100
    assert not [(kind, name) for kind, name in named if name not in kinds[kind]]

"""What a disk garbles is found and told by its table; room is set aside for when it is nearly full."""

import shutil
from pathlib import Path

import pytest

from kiosk.errors import Refused
from kiosk.services.box.box import Actor, Box
from kiosk.services.drafts import drafts
from kiosk.store import contents, damage, reserve, soundness
from kiosk.store.database import Store, bare
from kiosk.store.reserve import Reserve
from kiosk.store.upkeep import backups
from tests.gallery.site.gestures import answered, submitted
from tests.store.conftest import KEY


def test_a_new_database_is_whole_and_a_garbled_page_of_it_is_torn(store: Store) -> None:
    store.close()
    with bare(store.path, KEY) as db:
        assert soundness.is_whole(db.conn) and not soundness.is_torn(db.conn)
    with store.path.open("r+b") as file:
        file.seek(3 * 4096 + 100)
        file.write(bytes(200))
    with bare(store.path, KEY) as db:
        assert soundness.is_torn(db.conn) and not soundness.is_whole(db.conn)


def test_a_log_is_there_until_the_database_is_closed(store: Store) -> None:
    with store.write() as db:
        db.table("counters").insert({"name": "here", "value": 1})
    assert soundness.has_log(store.path)
    store.close()
    assert not soundness.has_log(store.path)


def test_a_torn_page_is_refused_at_once_and_not_in_the_middle_of_a_day(store: Store) -> None:
    store.close()
    with store.path.open("r+b") as file:
        file.seek(3 * 4096 + 100)
        file.write(bytes(200))
    with pytest.raises(Refused, match="unreadable-store"):
        Store(store.path, KEY)


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
    assert damage.damaged_tables(store.path, KEY) == ()


def test_the_table_of_a_garbled_page_is_named_and_no_other(store: Store) -> None:
    page = store.read().execute("SELECT rootpage FROM sqlite_master WHERE name = 'events'").fetchone()[0]
    store.fold()
    store.close()
    garble(store.path, page)
    assert damage.damaged_tables(store.path, KEY) == ("events",)


def test_a_garbled_index_is_named_by_its_table(store: Store) -> None:
    page = store.read().execute("SELECT rootpage FROM sqlite_master WHERE name = 'attachments_of_case'").fetchone()[0]
    store.fold()
    store.close()
    garble(store.path, page)
    assert damage.damaged_tables(store.path, KEY) == ("attachments",)


def test_of_a_file_whose_first_page_is_gone_nothing_can_be_named(store: Store) -> None:
    store.fold()
    store.close()
    garble(store.path, 1)
    assert damage.damaged_tables(store.path, KEY) == ()


def with_free(monkeypatch: pytest.MonkeyPatch, free: int) -> None:
    """The disk of everything says that so many bytes are free."""
    monkeypatch.setattr(shutil, "disk_usage", lambda _: type("Usage", (), {"free": free}))


def test_the_room_is_really_taken_and_given_back(tmp_path: Path) -> None:
    kept = Reserve(tmp_path / "reserve")
    assert not kept.stands and kept.make() and kept.make()
    assert (tmp_path / "reserve").stat().st_blocks * 512 >= reserve.BYTES * 0.97
    assert Reserve(tmp_path / "reserve").stands, "it outlives the process"
    kept.give_up()
    assert not kept.stands and list(tmp_path.iterdir()) == []


def test_it_is_given_up_when_the_disk_is_nearly_full_and_not_made_on_such_a_disk(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = Reserve(tmp_path / "reserve")
    kept.make()
    with_free(monkeypatch, reserve.LEAST_BYTES)
    kept.make_room()
    assert kept.stands
    with_free(monkeypatch, reserve.LEAST_BYTES - 1)
    kept.make_room()
    assert not kept.stands
    with_free(monkeypatch, reserve.BYTES)
    assert not kept.make(), "it would fill the disk itself"


def test_a_write_gives_it_up_first(box: Box, monkeypatch: pytest.MonkeyPatch) -> None:
    box.store.reserve.make()
    with_free(monkeypatch, 1)
    with box.store.write() as db:
        backups.note(db, box.clock.now(), "here", "")
    assert not box.store.reserve.stands


def test_drafts_and_submitted_cases_are_counted_apart(box: Box, nadia: Actor) -> None:
    submitted(box)
    answered(box)
    drafts.discard(box, answered(box), nadia)
    db = box.store.read()
    assert (contents.submitted(db), contents.drafts(db)) == (1, 1)
    assert (contents.waiting(db), contents.attachments(db)) == (1, 0)

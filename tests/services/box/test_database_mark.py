"""A box whose database is an older copy of itself refuses to start, and says which copy to bring back."""

import shutil
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import pytest

from kiosk.error_codes import Refusal
from kiosk.errors import Refused
from kiosk.services.box import database_mark
from kiosk.services.box.box import Box, open_box
from kiosk.services.upkeep import retention
from kiosk.services.upkeep.backup import go_on_with_older, write_backup_file
from kiosk.settings import Settings
from kiosk.store import upkeep_notes
from tests.gallery.site.cast import Watch, set_up
from tests.gallery.site.gestures import submitted


@pytest.fixture
def older(settings: Settings, watch: Watch, tmp_path: Path) -> Iterator[Path]:
    """Somebody has copied the file by hand, worked on, and puts it back: SA1002 is on paper and not in it."""
    settings.data.mkdir(parents=True)
    settings.paths.settings.write_text('site_code = "SA"\n', "utf-8")
    box = opened(settings, watch)
    set_up(box)
    submitted(box)
    box.store.close()
    shutil.copy2(settings.paths.database, tmp_path / "by hand.db")
    box = opened(settings, watch)
    submitted(box)
    made = write_backup_file(box, tmp_path / "site.backup")
    box.store.close()
    shutil.copy2(tmp_path / "by hand.db", settings.paths.database)
    yield made


def opened(settings: Settings, watch: Watch) -> Box:
    return open_box(settings, watch)


def refusal(settings: Settings, watch: Watch) -> Refused:
    with pytest.raises(Refused) as raised:
        opened(settings, watch)
    return raised.value


def test_an_older_database_is_refused_and_the_copy_named(settings: Settings, watch: Watch, older: Path) -> None:
    refused = refusal(settings, watch)
    assert refused.code == Refusal.DATABASE_OLDER
    assert refused.details["copies"] == f"{older} ({watch.now():%Y-%m-%d})"
    older.unlink()
    assert "copies" not in refusal(settings, watch).details, "a copy that is not there is no advice"


def test_a_copy_of_the_same_day_is_known_by_its_last_number(settings: Settings, watch: Watch, tmp_path: Path) -> None:
    box = opened(settings, watch)
    set_up(box)
    box.store.fold()
    shutil.copy2(settings.paths.database, tmp_path / "by hand.db")
    submitted(box)
    retention.destroy_expired_data(box)
    box.store.close()
    shutil.copy2(tmp_path / "by hand.db", settings.paths.database)
    assert refusal(settings, watch).code == Refusal.DATABASE_OLDER


def test_without_a_newer_copy_numbers_go_on_after_all_given(settings: Settings, watch: Watch, older: Path) -> None:
    with pytest.raises(Refused, match=Refusal.NOT_A_REFERENCE):
        go_on_with_older(settings.data, lambda counter_of: counter_of("nonsense"), watch)
    assert refusal(settings, watch).code == Refusal.DATABASE_OLDER, "broken off: nothing has changed"
    assert go_on_with_older(settings.data, lambda counter_of: counter_of(""), watch) > 1002
    box = opened(settings, watch)
    assert submitted(box).counter > 1002
    box.store.close()


def test_a_lost_database_and_a_torn_one_name_the_copy_too(settings: Settings, watch: Watch, older: Path) -> None:
    settings.paths.database.write_bytes(b"torn" * 5000)
    assert refusal(settings, watch).details["copies"].startswith(str(older))
    settings.paths.database.unlink()
    refused = refusal(settings, watch)
    assert (refused.code, refused.details["copies"].startswith(str(older))) == (Refusal.DATABASE_LOST, True)


def test_a_power_cut_before_the_mark_and_a_mark_that_is_gone_are_no_older_database(
    settings: Settings, watch: Watch
) -> None:
    box = opened(settings, watch)
    with box.store.write() as db:
        upkeep_notes.increment_starts(db)
    box.store.close()
    opened(settings, watch).store.close()
    settings.paths.mark.write_text("{", "utf-8")
    opened(settings, watch).store.close()
    assert database_mark.read_database_mark(settings.paths).starts == 4


def test_a_disk_that_takes_no_mark_keeps_no_box_from_starting(settings: Settings, watch: Watch) -> None:
    opened(settings, watch).store.close()
    settings.paths.mark.unlink()
    settings.paths.mark.mkdir()
    opened(settings, watch).store.close()


def test_the_newest_copies_are_remembered_each_once(settings: Settings, watch: Watch, tmp_path: Path) -> None:
    settings.paths.create()
    for number in (1, 2, 1, 3, 4, 5, 6):
        (tmp_path / f"{number}").touch()
        database_mark.note_copy(settings.paths, tmp_path / f"{number}", watch.now())
    seen = database_mark.list_visible_copies(settings.paths)
    assert [part.partition(" ")[0][-1] for part in seen.split(", ")] == ["6", "5", "4", "3", "1"]


def test_loops_that_move_the_mark_on_at_once_lose_nothing_of_it(box: Box, watch: Watch, tmp_path: Path) -> None:
    """A backup is noted while sending and printing note the last number."""
    paths, copies = box.settings.paths, [tmp_path / f"{letter}.backup" for letter in "abcd"]
    before = database_mark.read_database_mark(paths)

    def note(copy: Path) -> None:
        for _ in range(10):
            database_mark.note_copy(paths, copy, watch.now())
            database_mark.advance_database_mark(paths, box.store)

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(note, copies))
    after = database_mark.read_database_mark(paths)
    assert after.starts == before.starts > 0
    assert {path for path, _ in after.copies} == set(map(str, copies))


def test_what_was_closed_well_is_not_read_whole_again_for_a_week(settings: Settings, watch: Watch) -> None:
    box = opened(settings, watch)
    assert box.store.checked_whole
    database_mark.close_store(settings.paths, box.store, watch.now())
    for wait, checked in ((timedelta(days=1), False), (timedelta(days=5), False), (timedelta(days=2), True)):
        watch.wait(wait)
        box = opened(settings, watch)
        assert box.store.checked_whole == checked, wait
        database_mark.close_store(settings.paths, box.store, watch.now())


def test_a_file_that_anybody_wrote_since_is_read_whole(settings: Settings, watch: Watch) -> None:
    database_mark.close_store(settings.paths, opened(settings, watch).store, watch.now())
    with settings.paths.database.open("r+b") as file:
        file.seek(3 * 4096 + 100)
        file.write(bytes(200))
    assert refusal(settings, watch).code == Refusal.UNREADABLE_STORE


def test_after_a_power_cut_everything_is_read(settings: Settings, watch: Watch, tmp_path: Path) -> None:
    database_mark.close_store(settings.paths, opened(settings, watch).store, watch.now())
    box = opened(settings, watch)
    assert not box.store.checked_whole
    box.store.close()  # whoever closes it so notes nothing
    box = opened(settings, watch)
    assert box.store.checked_whole
    box.store.close()

"""A copy of the box, and its way back without using a reference twice."""

import io
import json
import stat
import tarfile
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from kiosk.domain.events.reference import mint, spoken
from kiosk.domain.time.calendar import day_at
from kiosk.error_codes import Refusal
from kiosk.errors import Refused
from kiosk.services.access.open_case import open_case
from kiosk.services.box.box import Actor, Box, open_box
from kiosk.services.drafts import submit_case
from kiosk.services.exchange.enrolled_hub import hub_of
from kiosk.services.loops.sync_loop import talk
from kiosk.services.upkeep.backup import backup
from kiosk.services.upkeep.restore import MARGIN
from kiosk.settings import read, toml
from kiosk.store.cases import cases
from kiosk.store.database import Store
from kiosk.store.events import counters
from kiosk.store.keys import wrapped_keys
from tests.gallery.site.cast import Watch
from tests.gallery.site.central import Central
from tests.gallery.site.gestures import BY_TOUCH, answered, submitted
from tests.services.conftest import brought_back, fault_of, opened, reached_at, unsealed

DEAD = "http://127.0.0.1:9"
"""An address where nobody listens."""


def with_settings(box: Box) -> Box:
    """The box with its settings written down, as `kiosk run` finds them."""
    box.settings.paths.settings.write_text(toml(box.settings), "utf-8")
    return box


def nobody_is_asked() -> str:
    raise AssertionError("the hub knows")


def back(data: Path) -> Box:
    return open_box(read(data, {}))


def test_the_reference_is_not_reused_after_a_restore(linked: Box, central: Central, tmp_path: Path) -> None:
    """Two more cases after the copy: one the hub has heard of, one that is only on paper."""
    box = with_settings(linked)
    submitted(box)
    talk(box, hub_of(box))
    backup(box, tmp_path / "copy")
    sent = submitted(box)
    talk(box, hub_of(box))
    on_paper = submitted(box)
    restored = brought_back(tmp_path / "copy", tmp_path / "again", nobody_is_asked)
    assert (restored.counter, restored.hub_asked) == (sent.counter + MARGIN, True)
    again = back(tmp_path / "again")
    fresh = submitted(again)
    assert fresh.counter > on_paper.counter
    assert talk(again, hub_of(again)).acknowledged == 1
    assert fresh.reference in opened(central) and sent.reference in opened(central)
    again.store.close()


def test_without_the_hub_the_latest_printed_reference_is_asked_for(linked: Box, tmp_path: Path) -> None:
    box = reached_at(with_settings(linked), url=DEAD)
    submitted(box)
    backup(box, tmp_path / "copy")
    printed = [submitted(box) for _ in range(3)][-1]
    restored = brought_back(tmp_path / "copy", tmp_path / "again", lambda: f" {spoken(printed.reference).lower()} ")
    assert (restored.counter, restored.hub_asked) == (printed.counter + MARGIN, False)
    again = back(tmp_path / "again")
    assert submitted(again).counter > printed.counter + MARGIN
    again.store.close()


def test_where_nobody_has_a_receipt_the_copy_and_the_margin_count(box: Box, tmp_path: Path) -> None:
    before = submitted(with_settings(box))
    backup(box, tmp_path / "copy")
    restored = brought_back(tmp_path / "copy", tmp_path / "again", str)
    assert (restored.counter, restored.hub_asked) == (before.counter + MARGIN, False)


def test_a_restore_broken_off_leaves_no_box_that_would_mint_again(box: Box, tmp_path: Path) -> None:
    """Whoever goes to look for the receipt and closes the terminal finds nothing but what they had."""
    submitted(with_settings(box))
    backup(box, tmp_path / "copy")
    printed = submitted(box)

    def goes_to_look() -> str:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        brought_back(tmp_path / "copy", tmp_path / "again", goes_to_look)
    assert not [path for path in (tmp_path / "again").rglob("*") if path.is_file()]
    for typed, code in (
        ("bonjour", "not-a-reference"),
        (mint("BZ", 1041)[0], "not-a-reference"),
        ("SA1002W", "mistyped-reference"),
    ):
        with pytest.raises(Refused) as refused:
            brought_back(tmp_path / "copy", tmp_path / "again", lambda typed=typed: typed)
        assert fault_of(refused) == code
    assert (
        brought_back(tmp_path / "copy", tmp_path / "again", lambda: printed.reference).counter
        == printed.counter + MARGIN
    )


def test_everything_comes_back(box: Box, nadia: Actor, tmp_path: Path) -> None:
    box = with_settings(box)
    draft, done = answered(box), submitted(box)
    backup(box, tmp_path / "copy")
    brought_back(tmp_path / "copy", tmp_path / "again", str)
    again = back(tmp_path / "again")
    assert again.settings == replace(box.settings, data=tmp_path / "again")
    key = open_case(box, done.case_id, nadia).key
    assert open_case(again, draft, nadia) == open_case(box, draft, nadia)
    assert cases.submission(again.store.read(), done.case_id, key) == done
    assert submit_case.submit(again, draft, nadia, BY_TOUCH).counter > done.counter + MARGIN
    assert again.store.is_sound()
    again.store.close()


def test_the_copy_is_its_owners_only_and_says_what_it_is(box: Box, tmp_path: Path) -> None:
    done = submitted(box)
    backup(box, tmp_path / "copy")
    assert stat.S_IMODE((tmp_path / "copy").stat().st_mode) == 0o600
    with tarfile.open(fileobj=unsealed(tmp_path / "copy")) as archive:
        manifest = json.loads((archive.extractfile("manifest.json") or io.BytesIO()).read())
        names = archive.getnames()
    assert names == ["manifest.json", "parvis.db", "database.key", "site.key"]
    assert (manifest["format"], manifest["site"], manifest["counter"]) == (1, "SA", done.counter)
    assert manifest["files"].keys() == {*names} - {"manifest.json"}
    assert b"Benali" not in (tmp_path / "copy").read_bytes()


def test_in_a_folder_copies_have_names_of_their_own_and_old_ones_go(box: Box, watch: Watch, tmp_path: Path) -> None:
    """A copy holds keys of cases that are destroyed by now: it lives no longer than they would have."""
    (tmp_path / "parvis-BZ-20200101T000000Z.backup").write_text("another site's")
    (tmp_path / "parvis-SA-holiday.txt").write_text("no copy")
    first = backup(box, tmp_path)
    watch.wait(timedelta(days=box.settings.retention_days - 1))
    second = backup(box, tmp_path)
    assert first.exists() and second.name.startswith("parvis-SA-") and second != first
    watch.wait(timedelta(days=2))
    third = backup(box, tmp_path)
    kept = {path.name for path in tmp_path.iterdir() if path.is_file()}
    assert kept == {second.name, third.name, "parvis-BZ-20200101T000000Z.backup", "parvis-SA-holiday.txt"}


def test_a_copy_has_what_is_due_no_more_and_neither_has_what_comes_back(
    linked: Box, watch: Watch, tmp_path: Path
) -> None:
    case = submitted(with_settings(linked))
    talk(linked, hub_of(linked))
    linked.held.drop_subject(case.case_id)
    backup(linked, tmp_path / "early")
    watch.wait(timedelta(days=31))
    brought_back(tmp_path / "early", tmp_path / "unsure", nobody_is_asked, watch, lambda day: False)
    unsure = open_box(read(tmp_path / "unsure", {}), watch)
    assert wrapped_keys.any_left(unsure.store.read(), case.case_id), "nobody says that it is the day"
    unsure.store.close()
    today = day_at(watch.now(), linked.settings.zone)
    brought_back(tmp_path / "early", tmp_path / "again", nobody_is_asked, watch, lambda day: day == today)
    again = open_box(read(tmp_path / "again", {}), watch)
    assert not wrapped_keys.any_left(again.store.read(), case.case_id)
    again.store.close()
    backup(linked, tmp_path / "late")
    brought_back(tmp_path / "late", tmp_path / "last", nobody_is_asked, watch)
    last = open_box(read(tmp_path / "last", {}), watch)
    assert not wrapped_keys.any_left(last.store.read(), case.case_id)
    last.store.close()


def test_whoever_finds_a_copy_reads_nothing_though_its_key_lies_in_it(box: Box, tmp_path: Path) -> None:
    """The database's key opens the pages; each case is locked under its own."""
    submitted(with_settings(box))
    backup(box, tmp_path / "copy")
    with tarfile.open(fileobj=unsealed(tmp_path / "copy")) as archive:
        archive.extractall(tmp_path / "thief", filter="data")
    store = Store(tmp_path / "thief" / "parvis.db", (tmp_path / "thief" / "database.key").read_bytes())
    clear = tmp_path / "clear.db"
    db = store.read().conn
    db.execute("PRAGMA query_only = OFF")
    db.execute(f"ATTACH DATABASE '{clear}' AS clear KEY ''")
    db.execute("SELECT sqlcipher_export('clear')")
    db.execute("DETACH DATABASE clear")
    store.close()
    content = clear.read_bytes()
    assert content.startswith(b"SQLite format 3")
    for words in ("Benali", "Marie Louise", "1965-02-03", "02 99 00 00 01"):
        assert words.encode() not in content


def test_a_copy_never_replaces_another_file(box: Box, tmp_path: Path) -> None:
    (tmp_path / "copy").write_text("yesterday")
    with pytest.raises(Refused) as refused:
        backup(box, tmp_path / "copy")
    assert fault_of(refused) == Refusal.FILE_EXISTS
    assert (tmp_path / "copy").read_text() == "yesterday"
    assert [path.name for path in tmp_path.iterdir() if path.is_file()] == ["copy"]


def test_a_machine_that_was_installed_and_never_set_up_takes_a_copy(box: Box, tmp_path: Path) -> None:
    """Its service has started by itself and has made an empty database."""
    case = submitted(with_settings(box))
    backup(box, tmp_path / "copy")
    open_box(read(tmp_path / "new", {}), unset=True).store.close()
    brought_back(tmp_path / "copy", tmp_path / "new", str)
    again = back(tmp_path / "new")
    assert cases.latest_reference(again.store.read()) == case.reference


def test_a_box_in_use_is_not_written_over(box: Box, tmp_path: Path) -> None:
    backup(box, tmp_path / "copy")
    counter = counters.value(box.store.read())
    with pytest.raises(Refused) as refused:
        brought_back(tmp_path / "copy", box.settings.data, str)
    assert fault_of(refused) == Refusal.NOT_EMPTY
    assert counters.value(box.store.read()) == counter

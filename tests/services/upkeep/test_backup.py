"""A backup is whole and sealed, is brought back, and a lost database goes on after it."""

import dataclasses
import io
import json
import os
import stat
import tarfile
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from msgspec.structs import replace

from kiosk.cli import main
from kiosk.domain.events.reference import format_reference, mint_reference
from kiosk.domain.time.calendar import day_at
from kiosk.error_codes import Refusal
from kiosk.errors import Refused
from kiosk.services.access.open_case import open_case
from kiosk.services.box.box import Actor, Box, open_box
from kiosk.services.drafts import submit_case
from kiosk.services.exchange.enrol import hub_of
from kiosk.services.loops.sync_loop import exchange_with_hub
from kiosk.services.upkeep.archive import OWN, pack_backup
from kiosk.services.upkeep.backup import UNKNOWN_MARGIN, begin_again, write_backup_file
from kiosk.services.upkeep.restore import MARGIN, BackupContents
from kiosk.settings import READER, read_settings
from kiosk.store import cases, counters, wrapped_keys
from kiosk.store.database import Store
from kiosk.version import VERSION
from tests.gallery.site.cast import SHEET_PAIR, Watch
from tests.gallery.site.central import Central
from tests.gallery.site.gestures import BY_TOUCH, answered, submitted
from tests.services.conftest import brought_back, fault_of, opened, reached_at, unsealed

DEAD = "http://127.0.0.1:9"
"""An address where nobody listens."""


def with_settings(box: Box) -> Box:
    """The box with its settings written down, as `kiosk run` finds them."""
    box.settings.paths.settings.write_text(READER.toml(box.settings), "utf-8")
    return box


def nobody_is_asked() -> str:
    raise AssertionError("the hub knows")


def back(data: Path) -> Box:
    return open_box(read_settings(data, {}))


def test_the_reference_is_not_reused_after_a_restore(linked: Box, central: Central, tmp_path: Path) -> None:
    """Two more cases after the copy: one the hub has heard of, one that is only on paper."""
    box = with_settings(linked)
    submitted(box)
    exchange_with_hub(box, hub_of(box))
    write_backup_file(box, tmp_path / "copy")
    sent = submitted(box)
    exchange_with_hub(box, hub_of(box))
    on_paper = submitted(box)
    restored = brought_back(tmp_path / "copy", tmp_path / "again", nobody_is_asked)
    assert restored.counter == sent.counter + MARGIN
    again = back(tmp_path / "again")
    fresh = submitted(again)
    assert fresh.counter > on_paper.counter
    assert exchange_with_hub(again, hub_of(again)).acknowledged == 1
    assert fresh.reference in opened(central) and sent.reference in opened(central)
    again.store.close()


def test_without_the_hub_the_latest_printed_reference_is_asked_for(linked: Box, tmp_path: Path) -> None:
    box = reached_at(with_settings(linked), url=DEAD)
    submitted(box)
    write_backup_file(box, tmp_path / "copy")
    printed = [submitted(box) for _ in range(3)][-1]
    restored = brought_back(
        tmp_path / "copy", tmp_path / "again", lambda: f" {format_reference(printed.reference).lower()} "
    )
    assert restored.counter == printed.counter + MARGIN
    again = back(tmp_path / "again")
    assert submitted(again).counter > printed.counter + MARGIN
    again.store.close()


def test_where_nobody_has_a_receipt_the_copy_and_the_margin_count(box: Box, tmp_path: Path) -> None:
    before = submitted(with_settings(box))
    write_backup_file(box, tmp_path / "copy")
    restored = brought_back(tmp_path / "copy", tmp_path / "again", str)
    assert restored.counter == before.counter + MARGIN


def test_a_restore_broken_off_leaves_no_box_that_would_mint_again(box: Box, tmp_path: Path) -> None:
    """Whoever goes to look for the receipt and closes the terminal finds nothing but what they had."""
    submitted(with_settings(box))
    write_backup_file(box, tmp_path / "copy")
    printed = submitted(box)

    def goes_to_look() -> str:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        brought_back(tmp_path / "copy", tmp_path / "again", goes_to_look)
    assert not [path for path in (tmp_path / "again").rglob("*") if path.is_file()]
    for typed, code in (
        ("bonjour", "not-a-reference"),
        (mint_reference("BZ", 1041)[0], "not-a-reference"),
        ("SA1002W", "mistyped-reference"),
    ):
        with pytest.raises(Refused, match=code):
            brought_back(tmp_path / "copy", tmp_path / "again", lambda typed=typed: typed)
    assert (
        brought_back(tmp_path / "copy", tmp_path / "again", lambda: printed.reference).counter
        == printed.counter + MARGIN
    )


def test_everything_comes_back(box: Box, nadia: Actor, tmp_path: Path) -> None:
    box = with_settings(box)
    draft, done = answered(box), submitted(box)
    write_backup_file(box, tmp_path / "copy")
    brought_back(tmp_path / "copy", tmp_path / "again", str)
    again = back(tmp_path / "again")
    assert again.settings == dataclasses.replace(box.settings, data=tmp_path / "again")
    key = open_case(box, done.case_id, nadia).key
    assert open_case(again, draft, nadia) == open_case(box, draft, nadia)
    assert cases.read_submission(again.store.read(), done.case_id, key) == done
    assert submit_case.submit_case(again, draft, nadia, BY_TOUCH).counter > done.counter + MARGIN
    assert again.store.is_sound()
    again.store.close()


def test_the_copy_is_its_owners_only_and_says_what_it_is(box: Box, tmp_path: Path) -> None:
    done = submitted(box)
    write_backup_file(box, tmp_path / "copy")
    assert stat.S_IMODE((tmp_path / "copy").stat().st_mode) == 0o600
    with tarfile.open(fileobj=unsealed(tmp_path / "copy")) as archive:
        manifest = json.loads((archive.extractfile("manifest.json") or io.BytesIO()).read())
        names = archive.getnames()
    assert names == ["manifest.json", "parvis.db", "database.key", "site.key"]
    assert (manifest["format"], manifest["site"], manifest["counter"]) == (1, "SA", done.counter)
    assert manifest["files"].keys() == {*names} - {"manifest.json"}
    assert b"Benali" not in (tmp_path / "copy").read_bytes()


def test_in_a_folder_copies_have_names_of_their_own_and_old_ones_go(box: Box, watch: Watch, tmp_path: Path) -> None:
    (tmp_path / "parvis-BZ-20200101T000000Z.backup").write_text("another site's")
    (tmp_path / "parvis-SA-holiday.txt").write_text("no copy")
    first = write_backup_file(box, tmp_path)
    watch.wait(timedelta(days=box.settings.retention_days - 1))
    second = write_backup_file(box, tmp_path)
    assert first.exists() and second.name.startswith("parvis-SA-") and second != first
    watch.wait(timedelta(days=2))
    third = write_backup_file(box, tmp_path)
    kept = {path.name for path in tmp_path.iterdir() if path.is_file()}
    assert kept == {second.name, third.name, "parvis-BZ-20200101T000000Z.backup", "parvis-SA-holiday.txt"}


def test_a_copy_has_nothing_that_is_due_nor_has_what_comes_back(linked: Box, watch: Watch, tmp_path: Path) -> None:
    case = submitted(with_settings(linked))
    exchange_with_hub(linked, hub_of(linked))
    linked.held.drop_subject(case.case_id)
    write_backup_file(linked, tmp_path / "early")
    watch.wait(timedelta(days=31))
    brought_back(tmp_path / "early", tmp_path / "unsure", nobody_is_asked, watch, lambda day: False)
    unsure = open_box(read_settings(tmp_path / "unsure", {}), watch)
    assert wrapped_keys.has_keys_left(unsure.store.read(), case.case_id), "nobody says that it is the day"
    unsure.store.close()
    today = day_at(watch.now(), linked.settings.zone)
    brought_back(tmp_path / "early", tmp_path / "again", nobody_is_asked, watch, lambda day: day == today)
    again = open_box(read_settings(tmp_path / "again", {}), watch)
    assert not wrapped_keys.has_keys_left(again.store.read(), case.case_id)
    again.store.close()
    write_backup_file(linked, tmp_path / "late")
    brought_back(tmp_path / "late", tmp_path / "last", nobody_is_asked, watch)
    last = open_box(read_settings(tmp_path / "last", {}), watch)
    assert not wrapped_keys.has_keys_left(last.store.read(), case.case_id)
    last.store.close()


def test_whoever_finds_a_copy_reads_nothing_though_its_key_lies_in_it(box: Box, tmp_path: Path) -> None:
    """The database's key opens the pages; each case is locked under its own."""
    submitted(with_settings(box))
    write_backup_file(box, tmp_path / "copy")
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
    with pytest.raises(Refused, match=Refusal.FILE_EXISTS):
        write_backup_file(box, tmp_path / "copy")
    assert (tmp_path / "copy").read_text() == "yesterday"
    assert [path.name for path in tmp_path.iterdir() if path.is_file()] == ["copy"]


def test_a_machine_that_was_installed_and_never_set_up_takes_a_copy(box: Box, tmp_path: Path) -> None:
    """Its service has started by itself and has made an empty database."""
    case = submitted(with_settings(box))
    write_backup_file(box, tmp_path / "copy")
    open_box(read_settings(tmp_path / "new", {}), unset=True).store.close()
    brought_back(tmp_path / "copy", tmp_path / "new", str)
    again = back(tmp_path / "new")
    assert cases.read_latest_reference(again.store.read()) == case.reference


def test_a_box_in_use_is_not_written_over(box: Box, tmp_path: Path) -> None:
    write_backup_file(box, tmp_path / "copy")
    counter = counters.read_reference_counter(box.store.read())
    with pytest.raises(Refused, match=Refusal.NOT_EMPTY):
        brought_back(tmp_path / "copy", box.settings.data, str)
    assert counters.read_reference_counter(box.store.read()) == counter


def test_the_town_halls_own_procedures_and_translations_come_back(box: Box, tmp_path: Path) -> None:
    data = with_settings(box).settings.data
    own = {
        "procedures/composteur.yaml": b"id: composteur\n",
        "procedures/old/bois.yaml": b"id: bois\n",
        "translations/oc/LC_MESSAGES/words.po": b'msgid ""\n',
    }
    for name, content in {**own, "procedures/.git/HEAD": b"main", "procedures/.bois.yaml.swp": b"x"}.items():
        (data / name).parent.mkdir(parents=True, exist_ok=True)
        (data / name).write_bytes(content)
    answered(box)
    submitted(box)
    write_backup_file(box, tmp_path / "copy")
    restored = brought_back(tmp_path / "copy", tmp_path / "again", str)
    there = [path for name in OWN for path in (tmp_path / "again" / name).rglob("*") if path.is_file()]
    assert {path.relative_to(tmp_path / "again").as_posix(): path.read_bytes() for path in there} == own
    assert replace(restored.contents, made_at="") == BackupContents(
        made_at="", site="SA", name="Mairie de Saint-Aubin", version=VERSION, submitted=1, drafts=1, waiting=1,
        attachments=0, people=0, procedures=2, translations=1,
    )  # fmt: skip


def test_a_file_that_somebody_put_there_already_is_not_written_over(box: Box, tmp_path: Path) -> None:
    (box.settings.paths.procedures / "bois.yaml").write_text("id: bois\n", "utf-8")
    write_backup_file(with_settings(box), tmp_path / "copy")
    for name in ("procedures/bois.yaml", "kiosk.toml"):
        changed = tmp_path / f"again-{name[:5]}" / name
        changed.parent.mkdir(parents=True)
        changed.write_text("theirs", "utf-8")
        with pytest.raises(Refused) as refused:
            brought_back(tmp_path / "copy", tmp_path / f"again-{name[:5]}", str)
        assert (fault_of(refused), refused.value.details["path"]) == (Refusal.FILE_EXISTS, str(changed))
        assert changed.read_text() == "theirs"
    (tmp_path / "again" / "procedures").mkdir(parents=True)
    (tmp_path / "again" / "procedures" / "bois.yaml").write_text("id: bois\n", "utf-8")
    # the same one is in nobody's way
    assert brought_back(tmp_path / "copy", tmp_path / "again", str).contents.procedures == 1


@pytest.mark.parametrize("part", [0.5, 0.7, 0.99])
def test_a_copy_whose_database_is_garbled_is_refused(box: Box, part: float, tmp_path: Path) -> None:
    """Even where its digest is right: the pages are held against their own codes."""
    write_backup_file(with_settings(box), tmp_path / "copy")
    with tarfile.open(fileobj=unsealed(tmp_path / "copy")) as archive:
        archive.extractall(tmp_path / "members", filter="data")
    database = bytearray((tmp_path / "members" / "parvis.db").read_bytes())
    database[int(len(database) * part)] ^= 1
    (tmp_path / "members" / "parvis.db").write_bytes(database)
    names = ("parvis.db", "database.key", "site.key", "kiosk.toml")
    pack_backup(
        tmp_path / "garbled", SHEET_PAIR.public, {"site": "SA"}, {name: tmp_path / "members" / name for name in names}
    )
    with pytest.raises(Refused, match=Refusal.DAMAGED_BACKUP):
        brought_back(tmp_path / "garbled", tmp_path / "again", str)
    assert not [path for path in (tmp_path / "again").rglob("*") if path.is_file()]


def test_the_database_comes_last_after_a_power_cut_too(
    box: Box, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The folder is written to the disk with the keys in it before the database joins them, and again afterwards."""
    write_backup_file(with_settings(box), tmp_path / "copy")
    again, really, written = tmp_path / "again", os.fsync, []

    def fsync(descriptor: int) -> None:
        really(descriptor)
        if again.exists() and os.path.samestat(os.fstat(descriptor), again.stat()):
            written.append({path.name for path in again.iterdir() if path.is_file()})

    monkeypatch.setattr(os, "fsync", fsync)
    brought_back(tmp_path / "copy", again, str)
    assert {"database.key", "site.key", "kiosk.toml"} in written
    assert written[-1] == {"database.key", "site.key", "kiosk.toml", "parvis.db"}


def test_a_copy_of_a_newer_version_says_which_one_to_install(box: Box, tmp_path: Path) -> None:
    with box.store.write() as db:
        db.execute("INSERT INTO _sqlite_migrations (migration_set, name, applied_at) VALUES ('parvis', 'm9', '2030')")
    write_backup_file(with_settings(box), tmp_path / "copy")
    with pytest.raises(Refused) as refused:
        brought_back(tmp_path / "copy", tmp_path / "again", str)
    assert (fault_of(refused), refused.value.details["version"]) == (Refusal.NEWER_BACKUP, VERSION)
    assert not [path for path in (tmp_path / "again").rglob("*") if path.is_file()]


def test_a_copy_of_another_site_comes_back_only_where_that_is_said(box: Box, tmp_path: Path) -> None:
    write_backup_file(with_settings(box), tmp_path / "copy")
    again = tmp_path / "again"
    again.mkdir()
    (again / "kiosk.toml").write_text('site_code = "BZ"\n', "utf-8")
    with pytest.raises(Refused) as refused:
        brought_back(tmp_path / "copy", again, str)
    assert (fault_of(refused), refused.value.details) == (Refusal.ANOTHER_SITES_BACKUP, {"code": "SA", "here": "BZ"})
    brought_back(tmp_path / "copy", again, str, other_site=True)
    assert (again / "kiosk.toml.before").read_text("utf-8") == 'site_code = "BZ"\n'
    assert read_settings(again, {}).site_code == "SA"


def lost(box: Box) -> Path:
    log = box.settings.data / "parvis.db-wal"
    left_over = log.read_bytes()
    assert left_over, "the last gestures are in it"
    box.store.close()
    box.settings.paths.database.unlink()
    log.write_bytes(left_over)
    return box.settings.data


@pytest.mark.parametrize("emptied", [False, True])
def test_a_copy_takes_the_place_of_a_lost_database(box: Box, tmp_path: Path, emptied: bool) -> None:
    submitted(with_settings(box))
    write_backup_file(box, tmp_path / "copy")
    printed = submitted(box)
    data = lost(box)
    if emptied:
        box.settings.paths.database.touch()
    brought_back(tmp_path / "copy", data, lambda: printed.reference)
    again = back(data)
    assert again.store.is_sound() and submitted(again).counter > printed.counter + MARGIN
    again.store.close()


def test_without_any_copy_an_empty_database_goes_on_after_the_latest_printed_number(box: Box) -> None:
    printed = [submitted(with_settings(box)) for _ in range(2)][-1]
    data, key = lost(box), box.settings.paths.site_key.read_bytes()
    assert begin_again(data, lambda counter_of: counter_of(printed.reference)) == printed.counter + MARGIN
    again = back(data)
    assert counters.read_reference_counter(again.store.read()) == printed.counter + MARGIN
    assert again.settings.paths.site_key.read_bytes() == key, "the hub knows this one"
    again.store.close()


def nobody_knows(counter_of: Callable[[str], int]) -> int:
    return counter_of("")


def test_without_a_number_an_empty_database_goes_on_far_away_and_never_over_another(box: Box, tmp_path: Path) -> None:
    with pytest.raises(Refused, match="not-empty"):
        begin_again(with_settings(box).settings.data, nobody_knows)
    with pytest.raises(Refused, match="no-site-code"):
        begin_again(tmp_path / "new", nobody_knows)
    data = lost(with_settings(box))
    assert begin_again(data, nobody_knows) == counters.FIRST + UNKNOWN_MARGIN


def test_beginning_again_broken_off_leaves_the_folder_refused(box: Box) -> None:
    data = lost(with_settings(box))
    with pytest.raises(Refused, match="not-a-reference"):
        begin_again(data, lambda counter_of: counter_of("bonjour"))
    with pytest.raises(Refused, match="database-lost"):
        back(data)


def test_a_copy_of_a_box_without_settings_comes_back_and_says_which_code_it_had(box: Box, tmp_path: Path) -> None:
    before = submitted(box)
    write_backup_file(box, tmp_path / "copy")
    restored = brought_back(tmp_path / "copy", tmp_path / "again", str)
    assert restored.counter == before.counter + MARGIN
    with pytest.raises(Refused, match="site-code-lost"):
        back(tmp_path / "again")
    again = open_box(dataclasses.replace(box.settings, data=tmp_path / "again"))
    assert again.store.is_sound()
    again.store.close()


def test_a_lost_database_is_told_and_there_are_two_ways_on(box: Box) -> None:
    printed = submitted(with_settings(box))
    data = lost(box)

    def kiosk(*arguments: str, answers: str = "") -> Result:
        return CliRunner().invoke(main, arguments, input=answers, env={"KIOSK_DATA": str(data)})

    for command in (("run",), ("doctor",), ("setup", "nadia", "Nadia Roux")):
        result = kiosk(*command)
        assert (result.exit_code, "kiosk restore FICHIER" in result.output) == (1, True)
        assert "kiosk restore --without-copy" in result.output and "Traceback" not in result.output
    assert kiosk("restore").exit_code == 2, "neither a copy nor the word that there is none"
    result = kiosk("restore", "--without-copy", answers=f"{printed.reference}\n")
    assert (result.exit_code, str(printed.counter + 1000) in result.output) == (0, True)
    assert kiosk("restore", "--without-copy").exit_code == 1, "never over a box in use"
    again = back(data)
    assert counters.read_reference_counter(again.store.read()) == printed.counter + 1000
    again.store.close()

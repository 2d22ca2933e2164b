"""Backups are made by themselves where the settings say, and whoever sits at the desk learns when one failed."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from msgspec import field

from kiosk.error_codes import Refusal
from kiosk.errors import Refused
from kiosk.services.box.box import Box
from kiosk.services.upkeep import doctor
from kiosk.services.upkeep.backup import (
    BackupState,
    make_backup,
    make_due,
    read_backup_state,
    write_backup_file,
)
from kiosk.services.upkeep.machine import Mounts
from kiosk.store import people
from tests.gallery.site.cast import Watch
from tests.services.conftest import fault_of
from tests.services.test_broken_disks import nothing_longer_than


class Sticks(Mounts, frozen=True):
    """A machine into which these sticks are plugged."""

    plugged: list[Path] = field(default_factory=list)

    def sticks(self) -> list[Path]:
        return self.plugged


@pytest.fixture
def sticks() -> Sticks:
    return Sticks()


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    place = tmp_path / "media" / "STICK"
    place.mkdir(parents=True)
    return place


@pytest.mark.parametrize("place", ["/tmp/copies", "/tmp", "/var/tmp"])
def test_a_backup_that_would_lie_in_the_services_memory_is_refused_and_told(
    box: Box, tmp_path: Path, place: str
) -> None:
    """As under its unit: what is there goes when it stops, and nobody else sees it."""
    (tmp_path / "proc" / "self").mkdir(parents=True)
    mounted = "\n".join(f"1 1 0:9 / {point} rw - tmpfs none rw" for point in ("/tmp", "/var/tmp"))
    (tmp_path / "proc" / "self" / "mountinfo").write_text(f"1 1 8:1 / / rw - ext4 /dev/sda1 rw\n{mounted}\n", "utf-8")
    chosen = set_to(box, place)
    with pytest.raises(Refused, match=Refusal.FOLDER_OF_THE_SERVICE):
        make_due(chosen, Mounts(tmp_path))
    assert read_backup_state(chosen).fault == Refusal.FOLDER_OF_THE_SERVICE
    (told,) = (finding for finding in doctor.examine_box(chosen, ask_hub=False) if finding.code == "backup")
    assert (told.reason, told.state) == ("backup-in-memory", "to-mend")


def set_to(box: Box, place: str, **more: int) -> Box:
    return replace(box, settings=replace(box.settings, backup_folder=place, **more))


def day_after_day(box: Box, watch: Watch, days: int) -> list[Path]:
    local = watch.now().astimezone(box.settings.zone)
    watch.wait(timedelta(hours=(15 - local.hour) % 24))
    made = []
    for _ in range(days):
        made.append(make_due(box))
        assert make_due(box) is None, "one a day"
        watch.wait(timedelta(days=1))
    return [path for path in made if path]


def test_one_a_day_and_the_oldest_goes(box: Box, watch: Watch, tmp_path: Path) -> None:
    daily = set_to(box, str(tmp_path / "copies"), backup_kept=2)
    made = day_after_day(daily, watch, 4)
    assert len(made) == 4
    assert sorted((tmp_path / "copies").iterdir()) == made[-2:]
    assert read_backup_state(daily).fault == ""


def test_nothing_is_made_where_nothing_is_set_or_there_is_no_sheet(box: Box, tmp_path: Path) -> None:
    assert make_due(box) is None
    with box.store.write() as db:
        db.conn.execute("DELETE FROM recovery")
    assert people.read_recovery_sheet(box.store.read()) is None
    assert make_due(set_to(box, str(tmp_path))) is None


def test_a_stick_gets_a_folder_and_is_asked_for_if_gone(box: Box, watch: Watch, sticks: Sticks, stick: Path) -> None:
    on_stick = set_to(box, "usb")
    with pytest.raises(Refused) as refused:
        make_due(on_stick, sticks)
    assert fault_of(refused) == read_backup_state(on_stick).fault == Refusal.NO_STICK
    sticks.plugged.append(stick)
    assert make_due(on_stick, sticks) is None, "tried again within the hour, not within the minute"
    watch.wait(timedelta(hours=1))
    made = make_due(on_stick, sticks)
    assert made is not None and made.parent == stick / "Parvis"
    assert read_backup_state(on_stick) == BackupState("usb", box_time(on_stick), "")


def box_time(box: Box) -> object:
    return read_backup_state(box).last_at


def test_of_two_sticks_none_is_guessed(box: Box, sticks: Sticks, stick: Path, tmp_path: Path) -> None:
    sticks.plugged.extend([stick, tmp_path])
    with pytest.raises(Refused) as refused:
        make_backup(box, None, sticks)
    assert (fault_of(refused), stick.name in refused.value.details["paths"]) == (Refusal.SEVERAL_STICKS, True)


def test_a_disk_that_is_not_there_is_not_replaced_by_a_folder(box: Box, tmp_path: Path) -> None:
    gone = set_to(box, str(tmp_path / "nas" / "copies"))
    with pytest.raises(Refused) as refused:
        make_due(gone)
    assert fault_of(refused) == read_backup_state(gone).fault == Refusal.FOLDER_GONE
    assert not (tmp_path / "nas").exists()


def test_a_stick_that_breaks_while_it_is_written_is_said(
    box: Box, sticks: Sticks, stick: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise OSError(5, "Input/output error")

    sticks.plugged.append(stick)
    monkeypatch.setattr(Path, "mkdir", broken)
    with pytest.raises(Refused, match=Refusal.BACKUP_NOT_WRITTEN):
        make_backup(box, None, sticks)
    assert read_backup_state(box).fault == Refusal.BACKUP_NOT_WRITTEN


def test_days_without_a_backup_are_said(box: Box, watch: Watch, tmp_path: Path) -> None:
    daily = set_to(box, str(tmp_path / "copies"))
    make_due(daily)
    watch.wait(timedelta(days=3))
    assert read_backup_state(daily).fault == "late"
    make_due(daily)
    assert read_backup_state(daily).fault == ""


def test_a_disk_without_room_costs_no_copy_that_is_there(box: Box, watch: Watch, tmp_path: Path) -> None:
    """Older than cases are kept, and still the only one: it goes once another one stands."""
    folder = tmp_path / "copies"
    daily = set_to(box, str(folder), backup_days=1)
    (old,) = day_after_day(daily, watch, 1)
    watch.wait(timedelta(days=box.settings.retention_days + 30))
    box.watch.confirm(box.watch.today().day)
    with nothing_longer_than(old.stat().st_size - 2_000), pytest.raises(Refused):
        write_backup_file(daily, folder)
    assert list(folder.iterdir()) == [old]
    made = write_backup_file(daily, folder)
    assert list(folder.iterdir()) == [made]


def test_copies_of_a_day_when_the_clock_was_ahead_take_none_newer_away(box: Box, watch: Watch, tmp_path: Path) -> None:
    daily = set_to(box, str(tmp_path / "copies"), backup_kept=1)
    watch.jump(timedelta(days=400))
    (ahead,) = day_after_day(daily, watch, 1)
    watch.jump(timedelta(days=-401))
    made = make_due(daily)
    assert list((tmp_path / "copies").iterdir()) == [made] != [ahead]

"""Room on disks, and where they are mounted."""

import os
import shutil
import sys
from datetime import timedelta
from pathlib import Path

import pytest

from kiosk.errors import Refused
from kiosk.services.box.box import Box
from kiosk.services.drafts import submit_case
from kiosk.services.upkeep import doctor, machine
from kiosk.services.upkeep.machine import Mounts
from kiosk.store import database
from tests.gallery.site.cast import Watch
from tests.gallery.site.gestures import BY_TOUCH, answered, helped
from tests.gallery.site.page import Browser

GB = 1_000_000_000


class Disk:
    free = 9 * GB


@pytest.fixture
def room(monkeypatch: pytest.MonkeyPatch) -> type[Disk]:
    monkeypatch.setattr(shutil, "disk_usage", lambda _: Disk)
    monkeypatch.setattr(Disk, "free", 9 * GB)
    return Disk


def test_the_days_are_counted_from_what_each_day_took(box: Box, watch: Watch, room: type[Disk]) -> None:
    for _ in range(5):
        machine.look_after(box)
        watch.wait(timedelta(days=1))
        room.free -= GB
    assert machine.room(box) == machine.DiskRoom(4 * GB, 5, False)
    assert machine.room(box).is_to_tell
    found = next(finding for finding in doctor.examine_box(box) if finding.code == "space")
    assert (found.reason, found.detail) == ("disk-soon", "4000 MB, 5 d")


def test_what_was_begun_is_finished_and_nothing_new_begins(box: Box, room: type[Disk]) -> None:
    machine.look_after(box)
    assert box.store.reserve.stands
    begun = answered(box)
    room.free = database.LEAST_BYTES - 1  # another program fills the disk
    submitted = submit_case.submit_case(box, begun, helped(box), BY_TOUCH)
    assert submitted.reference and not box.store.reserve.stands
    assert machine.room(box).is_short
    with pytest.raises(Refused, match="disk-short"):
        answered(box)
    room.free = 9 * GB
    machine.look_after(box)
    assert box.store.reserve.stands and not machine.room(box).is_short
    assert answered(box)


def test_the_desk_says_it_and_what_to_do(desk: Browser, room: type[Disk]) -> None:
    assert "disque" not in desk.get("/desk").text
    room.free = database.LEAST_BYTES
    page = desk.get("/desk")
    assert "Le disque de ce poste est presque plein" in page.text
    assert "peuvent être terminées" in page.text
    room.free -= 1  # and there is no reserve to give up
    page = desk.get("/desk")
    assert "peuvent être terminées" not in page.text and "notez-le sur papier" in page.text
    begun = desk.get("/procedures/birth-certificate")
    refused = desk.send(begun.form("begin"))
    assert "Rien de nouveau ne peut commencer" in refused.text


INFO = """\
21 1 254:0 / / rw,relatime shared:1 - ext4 /dev/vda rw
22 21 0:20 / /run rw,nosuid - tmpfs tmpfs rw,size=10k
23 21 254:2 / /var/lib rw - ext4 /dev/mapper/data rw
24 21 0:31 /@home /home rw - btrfs /dev/mapper/home rw
25 21 0:40 / /mnt/my\\040disk rw - zfs tank/data rw
26 21 9:0 / /raid rw - ext4 /dev/md0 rw
27 22 0:41 / /run/deep rw - ext4 /dev/vda rw
28 27 0:42 / /run/deep rw - tmpfs tmpfs rw
"""


@pytest.fixture
def mounts(tmp_path: Path) -> Mounts:
    """vda in clear; data is LVM over LUKS; home is LUKS; md0 has one half encrypted and one in clear."""
    proc = tmp_path / "proc/self/mountinfo"
    proc.parent.mkdir(parents=True)
    proc.write_text(INFO)
    blocks = tmp_path / "sys/class/block"
    for name, uuid, mapped, slaves in (
        ("vda", "", "", ()), ("sdb", "", "", ()),
        ("dm-0", "CRYPT-LUKS2-abc-luks", "luks", ("vda",)), ("dm-1", "LVM-xyz", "data", ("dm-0",)),
        ("dm-2", "CRYPT-LUKS2-def-home", "home", ("vda",)), ("md0", "", "", ("dm-0", "sdb")),
    ):  # fmt: skip
        (blocks / name / "slaves").mkdir(parents=True)
        if uuid:
            (blocks / name / "dm").mkdir()
            (blocks / name / "dm/uuid").write_text(f"{uuid}\n")
            (blocks / name / "dm/name").write_text(f"{mapped}\n")
        for slave in slaves:
            (blocks / name / "slaves" / slave).symlink_to(blocks / slave)
    return Mounts(tmp_path)


def test_a_disk_is_encrypted_where_everything_under_it_is(mounts: Mounts) -> None:
    for path, kind, encrypted in [
        ("/srv", "ext4", False), ("/var/lib/parvis", "ext4", True), ("/home/nadia", "btrfs", True),
        ("/raid/x", "ext4", False), ("/mnt/my disk/x", "zfs", None),
    ]:  # fmt: skip
        mount = mounts.of(Path(path))
        assert mount is not None
        assert (mount.kind, mounts.is_encrypted(mount)) == (kind, encrypted)


def test_memory_is_told_from_disk_and_the_last_mount_covers_the_others(mounts: Mounts) -> None:
    assert {path: mounts.of(Path(path)).in_memory for path in ("/run/x", "/run/deep/x", "/srv")} == {  # type: ignore[union-attr]
        "/run/x": True, "/run/deep/x": True, "/srv": False,
    }  # fmt: skip


def test_a_system_that_says_nothing_is_not_guessed_at(tmp_path: Path) -> None:
    assert Mounts(tmp_path).of(Path("/srv")) is None
    assert Mounts(tmp_path).device_is_encrypted("/dev/vda") is None


@pytest.mark.skipif(sys.platform != "linux", reason="mountinfo is Linux's")
def test_what_this_machine_says_of_itself_is_read() -> None:
    """A chroot has no mount at its root, perhaps, and may have no shared memory; `/proc` is where this is read."""
    mount = Mounts().of(Path("/proc/self/mountinfo"))
    assert mount is not None and (mount.kind, mount.in_memory) == ("proc", False)


def test_a_stick_is_told_from_the_disks_of_the_machine(tmp_path: Path) -> None:
    """sda is a disk inside; sdb hangs on USB; mmcblk0 is a card that can be taken out; loop0 is neither."""
    proc = tmp_path / "proc/self/mountinfo"
    proc.parent.mkdir(parents=True)
    proc.write_text(
        "21 1 8:1 / / rw - ext4 /dev/sda1 rw\n"
        "22 21 8:17 / /media/nadia/CL\\040USB rw - vfat /dev/sdb1 rw\n"
        "23 21 8:17 / /media/nadia/CL\\040USB rw - vfat /dev/sdb1 rw\n"
        "24 21 179:1 / /media/card rw - exfat /dev/mmcblk0p1 rw\n"
        "25 21 7:0 / /snap rw - squashfs /dev/loop0 rw\n"
    )
    blocks = tmp_path / "sys/class/block"
    blocks.mkdir(parents=True)
    for name, part, place, removable in (
        ("sda", "sda1", "pci0/ata1", "0"), ("sdb", "sdb1", "pci0/usb1/1-2", "0"), ("mmcblk0", "mmcblk0p1", "mmc0", "1"),
        ("loop0", "", "virtual", "0"),
    ):  # fmt: skip
        device = tmp_path / "sys/devices" / place / "block" / name
        (device / part).mkdir(parents=True)
        (device / "removable").write_text(removable)
        for link, path in ((name, device), (part, device / part)):
            if link:
                (blocks / link).symlink_to(path)
    assert Mounts(tmp_path).sticks() == [Path("/media/card"), Path("/media/nadia/CL USB")]
    assert Mounts(tmp_path / "nowhere").sticks() == []


@pytest.mark.skipif(sys.platform != "linux", reason="systemd's automount")
def test_a_stick_that_is_mounted_on_its_first_use_is_used_before_it_is_looked_for(tmp_path: Path) -> None:
    """Opening the folder is what has systemd mount it; a folder with nothing behind it is passed over."""
    proc = tmp_path / "proc/self/mountinfo"
    proc.parent.mkdir(parents=True)
    proc.write_text(
        "21 1 0:40 / /media/parvis rw - autofs systemd-1 rw\n22 1 0:41 / /home/share rw - autofs systemd-1 rw\n"
        "23 1 0:42 / /mnt/none rw - autofs systemd-1 rw\n"
    )
    folders = [tmp_path / "media/parvis", tmp_path / "home/share"]
    for folder in folders:
        folder.mkdir(parents=True)
        os.utime(folder, (0, folder.stat().st_mtime))
    Mounts(tmp_path).open_sticks()
    assert [folder.stat().st_atime > 0 for folder in folders] == [True, False]

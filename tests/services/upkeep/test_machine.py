"""The machine around the box, in pictures of machines: what could reach a disk that somebody carries away."""

import sys
import tempfile
from pathlib import Path

import pytest

from kiosk.domain.trail.finding import Finding
from kiosk.paths import Paths
from kiosk.services.upkeep.machine import CODES, Machine, Mounts
from kiosk.words.words import Words

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="asks Linux")
SWAPS = "Filename\t\t\t\tType\t\tSize\t\tUsed\t\tPriority\n"
TMPFS = "22 21 0:20 / /var/spool/cups rw - tmpfs tmpfs rw\n"


class Picture:
    """A machine as its files describe it: one disk in clear, no swap, no CUPS."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.write("proc/self/mountinfo", "21 1 254:0 / / rw - ext4 /dev/vda rw\n")
        self.write("proc/swaps", SWAPS)
        self.write("sys/class/block/vda/size", "1")

    def write(self, path: str, text: str) -> None:
        (self.root / path).parent.mkdir(parents=True, exist_ok=True)
        (self.root / path).write_text(text)

    @property
    def machine(self) -> Machine:
        return Machine(self.root, Mounts(self.root))


@pytest.fixture
def picture(tmp_path: Path) -> Picture:
    return Picture(tmp_path / "machine")


def test_a_machine_without_swap_swaps_nothing(picture: Picture) -> None:
    assert picture.machine.swap().well


def test_an_open_swap_is_named(picture: Picture) -> None:
    for place in ["/dev/vda", "/swapfile", "/dev/zram0"]:
        picture.write("proc/swaps", f"{SWAPS}{place} file 2097148 0 -2\n")
        picture.write("sys/class/block/zram0/backing_dev", "/dev/vda\n")
        swap = picture.machine.swap()
        assert (swap.well, swap.reason, swap.detail) == (False, "swap-on", place)


def test_a_swap_in_memory_or_encrypted_is_no_disk(picture: Picture) -> None:
    picture.write("sys/class/block/zram0/backing_dev", "none\n")
    picture.write("sys/class/block/dm-3/dm/uuid", "CRYPT-PLAIN-swap\n")
    picture.write("proc/swaps", f"{SWAPS}/dev/zram0 partition 1 0 100\n/dev/dm-3 partition 1 0 -2\n")
    assert picture.machine.swap().well


@pytest.mark.parametrize(("group", "limit", "well"), [
    ("system.slice/parvis.service", "0\n", True), ("system.slice", "0\n", True),
    ("system.slice/parvis.service", "max\n", False), ("other.slice", "0\n", False),
])  # fmt: skip
def test_a_service_that_may_not_swap_is_well_with_a_swap(picture: Picture, group: str, limit: str, well: bool) -> None:
    picture.write("proc/swaps", f"{SWAPS}/dev/vda partition 1 0 -2\n")
    picture.write("proc/self/cgroup", "0::/system.slice/parvis.service\n")
    picture.write(f"sys/fs/cgroup/{group}/memory.swap.max", limit)
    assert picture.machine.swap().well is well


def test_a_disk_in_clear_is_said_and_one_nobody_knows_is_not_guessed(picture: Picture) -> None:
    result = picture.machine.disk(Path("/var/lib/parvis"))
    assert (result.well, result.reason, result.detail) == (False, "disk-in-clear", "/dev/vda")
    picture.write("sys/class/block/vda/dm/uuid", "CRYPT-LUKS2-x\n")
    assert picture.machine.disk(Path("/var/lib/parvis")).well
    picture.write("proc/self/mountinfo", "21 1 0:40 / / rw - overlay overlay rw\n")
    assert picture.machine.disk(Path("/var/lib/parvis")).well is None


def cups(picture: Picture) -> dict[str, Finding]:
    return {finding.code: finding for finding in picture.machine.cups()}


def test_without_cups_nothing_is_spooled(picture: Picture) -> None:
    picture.write("etc/cups/client.conf", "ServerName elsewhere\n")
    assert not cups(picture)


def test_a_print_queue_that_keeps_papers_is_said_with_where_they_lie(picture: Picture) -> None:
    for settings in ["", "# PreserveJobFiles No\n", "PreserveJobFiles Yes\n", "PreserveJobFiles 60\n"]:
        picture.write("etc/cups/cupsd.conf", settings)
        picture.write("etc/cups/cups-files.conf", "# nothing\n")
        result = cups(picture)
        assert (result["cups"].well, result["cups"].reason) == (False, "cups-keeps-files")
        spool = result["cups-spool"]
        assert (spool.well, spool.reason, spool.detail) == (False, "cups-on-disk", "/var/spool/cups")


def test_a_print_queue_in_memory_that_keeps_nothing_is_well(picture: Picture) -> None:
    picture.write("etc/cups/cupsd.conf", "LogLevel warn\npreservejobfiles no\n")
    picture.write("etc/cups/cups-files.conf", 'RequestRoot "/var/spool/cups"\n')
    picture.write("proc/self/mountinfo", f"21 1 254:0 / / rw - ext4 /dev/vda rw\n{TMPFS}")
    assert all(finding.well for finding in cups(picture).values())
    picture.write("etc/cups/cups-files.conf", "TempDir /var/tmp\n")
    assert (cups(picture)["cups"].well, cups(picture)["cups-spool"].detail) == (True, "/var/tmp")


def test_settings_nobody_may_read_are_not_guessed(picture: Picture) -> None:
    picture.write("etc/cups/cupsd.conf", "PreserveJobFiles No\n")
    result = cups(picture)
    assert result["cups"].well and result["cups-spool"].well is None, "cups-files.conf is not there to be read"


def test_each_check_is_made_once_and_said_in_words(picture: Picture, tmp_path: Path) -> None:
    picture.write("etc/cups/cupsd.conf", "")
    picture.write("etc/cups/cups-files.conf", "")
    results = list(picture.machine.examine(Paths(tmp_path)))
    assert tuple(row.code for row in results) == CODES
    by_code = {row.code: row for row in results}
    assert by_code["temp"].detail == tempfile.gettempdir() and by_code["temp"].reason == "temp-on-disk"
    assert by_code["printed"].reason == "printed-on-disk"
    for language in ("fr", "en"):
        words = Words(language)
        assert all(
            words.has("doctor", finding.code) and (finding.well or words.has("doctor", finding.reason))
            for finding in results
        )


def test_this_machine_can_be_examined(tmp_path: Path) -> None:
    codes = tuple(finding.code for finding in Machine().examine(Paths(tmp_path)))
    assert codes == CODES[: len(codes)]

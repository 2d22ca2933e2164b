"""The machine under a box: how long its disk lasts, what is mounted on it, and whether clear memory can reach a disk.

Memory reaches one by swap, print spool, temporary files or core files.
"""

import os
import re
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import suppress
from datetime import date
from pathlib import Path

from msgspec import Struct, field

from kiosk.domain.trail.finding import Finding
from kiosk.paths import Paths
from kiosk.process import hardening
from kiosk.services.box.box import Box
from kiosk.store import upkeep_notes
from kiosk.store.database import BYTES, LEAST_BYTES, free_bytes

LEAST_DAYS = 3
"""Days between the first and the last look, below which nothing is said: one large file is no trend."""
FAR_DAYS = 365
"""Beyond a year nothing is said either."""
SOON_DAYS = 14
"""Days before a full disk from which the desk says so."""
IN_MEMORY = frozenset({"tmpfs", "ramfs", "devtmpfs"})
STICKS = ("/media", "/run/media", "/mnt")
"""Where systems mount USB sticks."""
_OCTAL = re.compile(r"\\([0-7]{3})")
CODES = ("core", "swap", "disk", "temp", "printed", "cups", "cups-spool")
"""Each check, in the order of `examine`; the last two where CUPS prints."""
NO = frozenset({"no", "off", "false", "0"})
_CANNOT_TELL = "cannot-tell"


def days_left(free: Mapping[date, int], kept_back: int) -> int | None:
    """Whole days until only `kept_back` bytes are free, at the pace since the first day of `free` (day to free bytes).

    None where the room does not shrink, where too few days are known, or where the disk lasts longer than `FAR_DAYS`.
    """
    if not free:
        return None
    first, last = min(free), max(free)
    days = (last - first).days
    used = free[first] - free[last]
    if days < LEAST_DAYS or used <= 0:
        return None
    left = max(0, free[last] - kept_back) * days // used
    return left if left <= FAR_DAYS else None


class DiskRoom(Struct, frozen=True):
    """How much room is left: free bytes, and in how many days there will be none (None where that is far or unknown).

    `is_short`: nothing new begins; what is begun can be finished while it `finishes`.
    """

    free: int
    days: int | None
    is_short: bool

    @property
    def finishes(self) -> bool:
        return self.free >= LEAST_BYTES

    @property
    def is_to_tell(self) -> bool:
        return self.is_short or (self.days is not None and self.days <= SOON_DAYS)


def look_after(box: Box) -> None:
    """Note today's room, and make the reserve where it is missing and there is room. Called every ten minutes."""
    free = free_bytes(box.settings.data)
    today = box.watch.settled()
    if today is not None and upkeep_notes.read_disk_room(box.store.read()).get(today.day, free + 1) > free:
        with box.store.write() as db:
            upkeep_notes.save_disk_room(db, today.day, free)
    box.store.reserve.make()


def room(box: Box) -> DiskRoom:
    free = free_bytes(box.settings.data)
    kept_back = 0 if box.store.reserve.stands else BYTES
    days = days_left(upkeep_notes.read_disk_room(box.store.read()), kept_back)
    return DiskRoom(free, days, box.store.reserve.is_short())


class Mount(Struct, frozen=True):
    """One line of mountinfo (proc(5)): the device as `major:minor`, where it is mounted, its kind and its source."""

    device: str
    point: Path
    kind: str
    source: str

    @property
    def in_memory(self) -> bool:
        return self.kind in IN_MEMORY


class Mounts(Struct, frozen=True):
    """What is mounted where, as this process sees it; `root` is where the system's files are read."""

    root: Path = Path("/")

    def of(self, path: Path) -> Mount | None:
        full, best = path.resolve(), None
        for mount in self._all():
            if full.is_relative_to(mount.point) and (best is None or len(mount.point.parts) >= len(best.point.parts)):
                best = mount  # the later of two at the same point covers the earlier
        return best

    def is_encrypted(self, mount: Mount) -> bool | None:
        if mount.source.startswith("/dev/"):
            return self.device_is_encrypted(mount.source)
        return self._block_is_encrypted(self.root / "sys/dev/block" / mount.device)

    def device_is_encrypted(self, source: str) -> bool | None:
        name = Path(source).name
        blocks = self.root / "sys/class/block"
        if (blocks / name).exists():
            return self._block_is_encrypted(blocks / name)
        for block in sorted(blocks.glob("dm-*")):
            if _read(block / "dm/name") == name:
                return self._block_is_encrypted(block)
        return None

    def sticks(self) -> list[Path]:
        """Where USB sticks and cards are mounted, by name; a device that says it is removable, or hangs on USB."""
        found = set()
        for mount in self._all():
            name = Path(mount.source).name
            block = self.root / "sys/class/block" / name
            if mount.source.startswith("/dev/") and block.exists() and self._is_removable(block):
                found.add(mount.point)
        return sorted(found)

    def open_sticks(self) -> None:
        """Have the system mount a plugged-in stick that it mounts on its first use (`x-systemd.automount`).

        With no stick there it waits, as long as `x-systemd.device-timeout` says.
        """
        for mount in self._all():
            if mount.kind == "autofs" and any(mount.point.is_relative_to(place) for place in STICKS):
                with suppress(OSError):
                    os.listdir(self.root / mount.point.relative_to("/"))

    def _is_removable(self, block: Path) -> bool:
        """Whether a block device, or the disk that a partition lies on, can be pulled out."""
        place = block.resolve()
        removable = "1" in (_read(place / "removable"), _read(place.parent / "removable"))
        return removable or any(part.startswith("usb") for part in place.parts)

    def _block_is_encrypted(self, block: Path) -> bool | None:
        """Whether a block device is encrypted: itself, or every device below it; None where that cannot be told."""
        if not block.exists():
            return None
        if _read(block / "dm/uuid").startswith("CRYPT-"):
            return True
        below = [self._block_is_encrypted(slave) for slave in sorted((block / "slaves").glob("*"))]
        return bool(below) and all(below)

    def _all(self) -> list[Mount]:
        mounts = []
        for line in _read(self.root / "proc/self/mountinfo").splitlines():
            before, _, after = line.partition(" - ")
            words, kinds = before.split(" "), after.split(" ")
            if len(words) > 4 and len(kinds) > 1:
                mounts.append(Mount(words[2], Path(_plain(words[4])), kinds[0], _plain(kinds[1])))
        return mounts


def _plain(written: str) -> str:
    """A name with its octal escapes resolved: the kernel writes blanks as `\\040`."""
    return _OCTAL.sub(lambda match: chr(int(match[1], 8)), written)


def _read(path: Path) -> str:
    try:
        return path.read_text("utf-8", "replace").strip()
    except OSError:
        return ""


class Machine(Struct, frozen=True):
    """The machine's checks; `root` is where the system's files are read: `/`, or a copy in tests."""

    root: Path = Path("/")
    mounts: Mounts = field(default_factory=Mounts)

    def examine(self, paths: Paths) -> Iterator[Finding]:
        if sys.platform != "linux":
            yield from (Finding(code, None, _CANNOT_TELL) for code in CODES if not code.startswith("cups"))
            return
        yield core()
        yield self.swap()
        yield self.disk(paths.data)
        yield self._in_memory("temp", Path(tempfile.gettempdir()), "temp-on-disk")
        yield self._in_memory("printed", paths.printed, "printed-on-disk")
        yield from self.cups()

    def swap(self) -> Finding:
        listed = _lines(self.root / "proc/swaps")
        if listed is None:
            return Finding("swap", None, _CANNOT_TELL)
        open_ones = [place for place in (line.split()[0] for line in listed[1:]) if not self._swap_is_safe(place)]
        if not open_ones or self._swap_is_forbidden():
            return Finding("swap", True)
        return Finding("swap", False, "swap-on", ", ".join(open_ones))

    def disk(self, data: Path) -> Finding:
        mount = self.mounts.of(data)
        encrypted = None if mount is None else mount.in_memory or self.mounts.is_encrypted(mount)
        if encrypted is None:
            return Finding("disk", None, _CANNOT_TELL, str(data))
        return Finding("disk", encrypted, "" if encrypted else "disk-in-clear", mount.source if mount else "")

    def cups(self) -> Iterator[Finding]:
        """Whether the system's print queue keeps what it printed, and whether it keeps it on a disk while it prints.

        Nothing where there is no CUPS. Without a word in cupsd.conf it keeps files for a day (cupsd.conf(5)).
        """
        folder = self.root / "etc/cups"
        if not (folder / "cupsd.conf").exists():
            return
        directives = _directives(folder / "cupsd.conf")
        if directives is None:
            yield Finding("cups", None, _CANNOT_TELL, str(folder / "cupsd.conf"))
        else:
            keeps = directives.get("preservejobfiles", "1d").lower() not in NO
            yield Finding("cups", not keeps, "cups-keeps-files" if keeps else "", "PreserveJobFiles")
        files = _directives(folder / "cups-files.conf")
        if files is None:
            yield Finding("cups-spool", None, _CANNOT_TELL, str(folder / "cups-files.conf"))
        else:
            yield self._spool(files)

    def _spool(self, directives: dict[str, str]) -> Finding:
        spool = directives.get("requestroot", "/var/spool/cups")
        for place in (spool, directives.get("tempdir", f"{spool}/tmp")):  # nosec B108: looked at, never written to
            mount = self.mounts.of(Path(place))
            if mount is None or not mount.in_memory:
                return Finding("cups-spool", False, "cups-on-disk", place)
        return Finding("cups-spool", True)

    def _in_memory(self, code: str, place: Path, reason: str) -> Finding:
        mount = self.mounts.of(place)
        if mount is None:
            return Finding(code, None, _CANNOT_TELL, str(place))
        return Finding(code, mount.in_memory, "" if mount.in_memory else reason, str(place))

    def _swap_is_safe(self, place: str) -> bool:
        """Whether a swap is in memory (zram without a disk behind it) or encrypted."""
        name = Path(place).name
        if name.startswith("zram"):
            behind = _lines(self.root / "sys/class/block" / name / "backing_dev") or ["none"]
            return behind[0] == "none"
        if place.startswith("/dev/"):
            return self.mounts.device_is_encrypted(place) is True
        mount = self.mounts.of(Path(place))
        return mount is not None and self.mounts.is_encrypted(mount) is True

    def _swap_is_forbidden(self) -> bool:
        """Whether this process's control group, or one above it, swaps nothing (`MemorySwapMax=0` of systemd)."""
        groups = (line.split(":", 2) for line in _lines(self.root / "proc/self/cgroup") or [])
        own = next((Path(parts[2]) for parts in groups if len(parts) == 3 and parts[0] == "0"), None)
        if own is None:
            return False
        top = self.root / "sys/fs/cgroup"
        return any(_lines(top / str(group).lstrip("/") / "memory.swap.max") == ["0"] for group in (own, *own.parents))


def core() -> Finding:
    """Whether a crash of this process leaves its memory in a file, or another process can read it."""
    exposed = hardening.find_memory_exposures()
    if "unknown" in exposed:
        return Finding("core", None, _CANNOT_TELL)
    return Finding("core", not exposed, "core-possible" if exposed else "", ", ".join(exposed))


def _directives(path: Path) -> dict[str, str] | None:
    lines = _lines(path)
    if lines is None:
        return None
    words = [line.split(None, 1) for line in lines if line.strip() and not line.strip().startswith("#")]
    return {pair[0].lower(): pair[1].strip().strip('"') for pair in words if len(pair) == 2}


def _lines(path: Path) -> list[str] | None:
    try:
        return path.read_text("utf-8", "replace").splitlines()
    except OSError:
        return None

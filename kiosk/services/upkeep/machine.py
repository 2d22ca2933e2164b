"""Check the machine: whether decrypted memory can reach an unencrypted disk (swap, print spool, core files)."""

import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from msgspec import Struct, field

from kiosk.domain.trail.finding import Finding
from kiosk.paths import Paths
from kiosk.process import hardening
from kiosk.services.upkeep.mounts import Mounts

CODES = ("core", "swap", "disk", "temp", "printed", "cups", "cups-spool")
"""Each check, in the order of `examine`; the last two where CUPS prints."""
NO = frozenset({"no", "off", "false", "0"})
_CANNOT_TELL = "cannot-tell"


class Machine(Struct, frozen=True):
    """The machine's checks; `root` is where the system's files are read: `/`, or a copy in tests."""

    root: Path = Path("/")
    mounts: Mounts = field(default_factory=Mounts)

    def examine(self, paths: Paths) -> Iterator[Finding]:
        """One finding for each of `CODES` that concerns this machine; `cannot-tell` on systems other than Linux."""
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
        """Whether memory may be written to a swap that is neither in memory nor encrypted."""
        listed = _lines(self.root / "proc/swaps")
        if listed is None:
            return Finding("swap", None, _CANNOT_TELL)
        open_ones = [place for place in (line.split()[0] for line in listed[1:]) if not self._swap_is_safe(place)]
        if not open_ones or self._swap_is_forbidden():
            return Finding("swap", True)
        return Finding("swap", False, "swap-on", ", ".join(open_ones))

    def disk(self, data: Path) -> Finding:
        """Whether the disk under the data folder is encrypted."""
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
    exposed = hardening.exposed()
    if "unknown" in exposed:
        return Finding("core", None, _CANNOT_TELL)
    return Finding("core", not exposed, "core-possible" if exposed else "", ", ".join(exposed))


def _directives(path: Path) -> dict[str, str] | None:
    """The directives of a CUPS file by name in lower case; None where it cannot be read."""
    lines = _lines(path)
    if lines is None:
        return None
    words = [line.split(None, 1) for line in lines if line.strip() and not line.strip().startswith("#")]
    return {pair[0].lower(): pair[1].strip().strip('"') for pair in words if len(pair) == 2}


def _lines(path: Path) -> list[str] | None:
    """The lines of a file, None where it cannot be read."""
    try:
        return path.read_text("utf-8", "replace").splitlines()
    except OSError:
        return None

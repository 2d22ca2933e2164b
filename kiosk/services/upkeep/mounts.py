"""Find out on Linux whether a path lies in memory, on an encrypted disk, or on an unencrypted one."""

import os
import re
from contextlib import suppress
from pathlib import Path

from msgspec import Struct

IN_MEMORY = frozenset({"tmpfs", "ramfs", "devtmpfs"})
STICKS = ("/media", "/run/media", "/mnt")
"""Where systems mount USB sticks."""
_OCTAL = re.compile(r"\\([0-7]{3})")


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
        """The mount a path lies on; None where the system does not say."""
        full, best = path.resolve(), None
        for mount in self._all():
            if full.is_relative_to(mount.point) and (best is None or len(mount.point.parts) >= len(best.point.parts)):
                best = mount  # the later of two at the same point covers the earlier
        return best

    def is_encrypted(self, mount: Mount) -> bool | None:
        """Whether a mount's disk is encrypted (dm-crypt, LUKS); None where that cannot be told."""
        if mount.source.startswith("/dev/"):
            return self.device_is_encrypted(mount.source)
        return self._block_is_encrypted(self.root / "sys/dev/block" / mount.device)

    def device_is_encrypted(self, source: str) -> bool | None:
        """Whether a device is encrypted, such as `/dev/mapper/home` or `/dev/nvme0n1p2`."""
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
    """The text of a system file, "" where it cannot be read."""
    try:
        return path.read_text("utf-8", "replace").strip()
    except OSError:
        return ""

"""A disk of `trials.power.disk`, mounted here: a file through FUSE (QEMU's storage daemon), and a loop device."""

import subprocess
import time
from contextlib import suppress
from pathlib import Path

from trials.power.disk import Disk

_STARTS_WITHIN_S = 20


class Mounted:
    """An empty ext4 in a folder, to be mounted at `place`; as root."""

    def __init__(self, folder: Path, size: str) -> None:
        folder.mkdir(parents=True)
        self.place = folder / "place"
        self.place.mkdir()
        self.disk = Disk(folder / "disk.img", folder)
        self._file = folder / "disk"
        self._file.touch()
        self._daemon: subprocess.Popen[bytes] | None = None
        self._loop = ""
        _run("truncate", "--size", size, str(self.disk.image))
        _run("mkfs.ext4", "-q", "-F", str(self.disk.image))

    def mount(self, *, slow: bool = False) -> None:
        """Serve and mount what the disk really holds."""
        self.disk.start(slow=slow)
        self._daemon = subprocess.Popen([
            "qemu-storage-daemon", "--blockdev",
            f"driver=nbd,node-name=disk,server.type=unix,server.path={self.disk.socket}", "--export",
            f"type=fuse,id=disk,node-name=disk,mountpoint={self._file},writable=on",
        ])  # fmt: skip
        until = time.monotonic() + _STARTS_WITHIN_S
        while not self._file.stat().st_size:
            if time.monotonic() > until:
                raise RuntimeError("QEMU's storage daemon does not show the disk")
            time.sleep(0.05)
        self._loop = _run("losetup", "--find", "--show", str(self._file))
        _run("mount", self._loop, str(self.place))

    def kill(self) -> None:
        """The disk is gone, with what was not flushed; whoever uses it gets errors."""
        self.disk.kill()
        if self._daemon is not None:
            self._daemon.kill()

    def unmount(self) -> None:
        """Take it away, once nobody uses it."""
        if not self._loop:
            return
        _run("umount", str(self.place))
        _run("losetup", "--detach", self._loop)
        self._loop = ""
        if self._daemon is not None:
            self._daemon.terminate()
            self._daemon.wait(60)
        with suppress(subprocess.CalledProcessError):  # the daemon takes it away itself where it ends in order
            _run("umount", str(self._file))
        self.disk.stop()


def _run(*command: str) -> str:
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()

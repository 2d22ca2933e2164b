"""A disk that forgets in a power cut: what was written and not flushed lies in a cache that dies with it.

The disk is `nbdkit` with its cache filter in write-back: writes reach the file only at a flush. It is mounted here by
FUSE (QEMU's storage daemon) and a loop device.
"""

import os
import subprocess
import time
from contextlib import suppress
from pathlib import Path

_STARTS_WITHIN_S = 20
_LOOKS_EVERY_S = 0.002
_SLOW = "rate=8M"
"""Bits a second."""


class Disk:
    """The file `image`, served on a socket in `folder`; one at a time."""

    def __init__(self, image: Path, folder: Path) -> None:
        self.image, self._folder = image, folder
        self._log, self.socket = folder / "disk.log", folder / "disk.socket"
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def address(self) -> str:
        """Where the storage daemon finds it."""
        return f"nbd+unix:///?socket={self.socket}"

    def start(self, *, slow: bool = False) -> None:
        """Serve the file; a slow one passes on a megabyte a second. Raises `RuntimeError` where nbdkit does not."""
        for path in (self.socket, self._log):
            path.unlink(missing_ok=True)
        command = [
            "nbdkit", "--foreground", "--unix", str(self.socket), "--filter=log",
            "--filter=rate" if slow else "--filter=cache", "file", str(self.image), f"logfile={self._log}",
            _SLOW if slow else "cache=writeback",
        ]  # fmt: skip
        self._process = subprocess.Popen(command, env=os.environ | {"TMPDIR": str(self._folder)})
        until = time.monotonic() + _STARTS_WITHIN_S
        while not self.socket.exists():
            if self._process.poll() is not None or time.monotonic() > until:
                raise RuntimeError("nbdkit does not serve the disk")
            time.sleep(0.05)

    def kill(self) -> None:
        """The power goes: the cache is lost."""
        if self._process is not None:
            self._process.kill()
            self._process.wait(20)

    def stop(self) -> None:
        """End it in order."""
        if self._process is not None:
            self._process.terminate()
            self._process.wait(60)

    def flushes(self) -> int:
        """How often the system has asked for everything to be written since the start."""
        return flushes_in(self._log.read_text("utf-8", "replace"))

    def writes(self) -> int:
        """How often something was written to it since the start."""
        return self._log.read_text("utf-8", "replace").count(" Write id=") if self._log.exists() else 0

    def wait_for_flushes(self, many: int, since: int, most_s: float) -> bool:
        """Return once so many more flushes than `since` were asked for; False after so many seconds without them."""
        until = time.monotonic() + most_s
        with self._log.open(encoding="utf-8", errors="replace") as log:
            seen = 0
            while time.monotonic() < until:
                seen += flushes_in(log.read())
                if seen >= since + many:
                    return True
                time.sleep(_LOOKS_EVERY_S)
        return False


def flushes_in(log: str) -> int:
    """How many flushes nbdkit's log filter has noted as asked for; their ends, which it notes too, do not count."""
    return log.count(" Flush id=")


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

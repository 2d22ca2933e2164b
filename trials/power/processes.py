"""Box and hub as processes on a disk that forgets: the same power cuts without a machine that has to be emulated.

The disk of `trials.power.disk` is mounted here, by way of QEMU's storage daemon (a file through FUSE) and a loop
device. At a cut it is killed with whatever runs on it; ext4 drops what it had not written yet, and the next start
mounts what the disk really held. The kernel, systemd and the units are not tried so.
"""

import subprocess
import time
from contextlib import suppress
from pathlib import Path

from trials.power.disk import Disk
from trials.townhall import site
from trials.townhall.process import Process

_SIZE = "512M"
_STARTS_WITHIN_S = 20


class Processes:
    """A town hall and its hub on such a disk, in a folder; as root."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.disk = Disk(folder / "disk.img", folder)
        self._file, self._place = folder / "disk", folder / "place"
        self._daemon: subprocess.Popen[bytes] | None = None
        self._loop = ""
        self._running: list[Process] = []
        self.address = ""

    def make(self) -> None:
        """An empty disk, and on it a town hall that is enrolled."""
        _run("truncate", "--size", _SIZE, str(self.disk.image))
        _run("mkfs.ext4", "-q", "-F", str(self.disk.image))
        self._mount()
        self.hall = site.build(self._place / "town", printer="dummy", sync_every_s=1)
        hub = site.hub_process(self.hall)
        hub.start()
        site.enroll(self.hall)
        hub.stop()
        self.stop()

    def start(self, *, screen: bool = False) -> float:
        """Mount the disk, and wait until the box answers; the seconds that took. There is no `screen`."""
        began = time.monotonic()
        self._mount()
        self._running = [site.hub_process(self.hall), site.box_process(self.hall)]
        for process in self._running:
            self.address = process.start()
        return time.monotonic() - began

    def kill(self) -> None:
        """The power goes: processes and disk at once, and only then what is mounted is taken away."""
        for process in reversed(self._running):
            process.kill()
        self.disk.kill()
        self._running = []
        if self._daemon is not None:
            self._daemon.kill()
        self._unmount()

    def stop(self) -> None:
        """End everything in order."""
        for process in self._running:
            process.stop()
        self._running = []
        self._unmount()
        if self._daemon is not None:
            self._daemon.wait(60)
        self.disk.stop()

    def mounted(self) -> None:
        """Make the folders of box and hub readable, with nothing running on them."""
        self._mount()

    def _mount(self) -> None:
        self.disk.start()
        for path in (self._file, self._place):
            path.touch() if path == self._file else path.mkdir(exist_ok=True)
        self._daemon = subprocess.Popen([
            "qemu-storage-daemon", "--blockdev",
            f"driver=nbd,node-name=disk,server.type=unix,server.path={self.disk.socket}", "--export",
            f"type=fuse,id=disk,node-name=disk,mountpoint={self._file},writable=on",
        ])  # fmt: skip
        until = time.monotonic() + _STARTS_WITHIN_S
        while not self._file.is_file() or not self._file.stat().st_size:
            if time.monotonic() > until:
                raise RuntimeError("QEMU's storage daemon does not show the disk")
            time.sleep(0.05)
        self._loop = _run("losetup", "--find", "--show", str(self._file))
        _run("mount", self._loop, str(self._place))

    def _unmount(self) -> None:
        if not self._loop:
            return
        _run("umount", str(self._place))
        _run("losetup", "--detach", self._loop)
        self._loop = ""
        if self._daemon is not None:
            self._daemon.terminate()
            self._daemon.wait(60)
        with suppress(subprocess.CalledProcessError):  # the daemon takes it away itself where it ends in order
            subprocess.run(["umount", str(self._file)], check=True, capture_output=True)


def _run(*command: str) -> str:
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()

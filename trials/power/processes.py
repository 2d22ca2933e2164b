"""Box and hub as processes on a disk that forgets.

At a cut the processes are killed and the disk with them; ext4 drops what it had not written yet, and the next start
mounts what the disk really held. The kernel, systemd and the units are not tried so.
"""

import os
import re
import subprocess
import sys
import threading
import time
from contextlib import suppress
from pathlib import Path

from scripts.debian.first_steps import held, step
from trials.townhall import site
from trials.townhall.site import Process

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
        if self._process is not None:
            self._process.kill()
            self._process.wait(20)

    def stop(self) -> None:
        if self._process is not None:
            self._process.terminate()
            self._process.wait(60)

    def flushes(self) -> int:
        """How often the system has asked for everything to be written since the start."""
        return flushes_in(self._log.read_text("utf-8", "replace"))

    def writes(self) -> int:
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
        self.disk.kill()
        if self._daemon is not None:
            self._daemon.kill()

    def unmount(self) -> None:
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


_LARGE_BYTES = 6_000_000
"""A file of the town hall's own that makes its backup long enough to be cut off."""
_WELL_UNDER_WAY, _WAIT_S = 8, 120
"""Writes that a stick has had when it is pulled, and seconds after which there ought to have been so many."""


class Processes:
    def __init__(self, folder: Path) -> None:
        self._mounted = Mounted(folder / "processes", "512M")
        self._stick = Mounted(folder / "stick", "64M")
        self.disk = self._mounted.disk
        self._running: list[Process] = []
        self.address = ""
        self._mounted.mount()
        self.hall = site.build(self._mounted.place / "town", printer="dummy", sync_every_s=1)
        hub = site.hub_process(self.hall)
        hub.start()
        site.enroll(self.hall)
        hub.stop()
        self._mounted.unmount()

    def start(self) -> float:
        """Mount the disk, and wait until the box answers; the seconds that took."""
        began = time.monotonic()
        self._mounted.mount()
        self._running = [site.hub_process(self.hall), site.box_process(self.hall)]
        for process in self._running:
            self.address = process.start()
        return time.monotonic() - began

    def kill(self) -> None:
        for process in reversed(self._running):
            process.kill()
        self._running = []
        for mounted in (self._mounted, self._stick):
            mounted.kill()
            mounted.unmount()

    def only_the_disk(self) -> None:
        """End box and hub in order, and leave what they wrote mounted."""
        for process in self._running:
            process.stop()
        self._running = []

    def pulled_stick(self) -> None:
        large = self.hall.site.data / "translations" / "fr" / "large.bin"
        large.parent.mkdir(parents=True, exist_ok=True)
        large.write_bytes(os.urandom(_LARGE_BYTES))
        self._stick.mount()
        code, said = self._backup()
        held(code == 0, said)
        whole = self._copies()
        self._stick.unmount()
        self._stick.mount(slow=True)
        code, said = self._cut_off()
        held(code != 0 and is_one_sentence(said), f"{code}: {said}")
        step("a stick pulled out in the middle of a backup", said.strip())
        self._stick.unmount()
        self._stick.mount()
        held(self._copies() == whole, "what bears the name of a backup is the one from before")
        code, said = self._backup()
        held(code == 0 and len(self._copies()) == len(whole) + 1, said)
        step("plugged in again, the next backup is made beside the one from before")
        self._stick.unmount()

    def _cut_off(self) -> tuple[int, str]:
        ended: list[tuple[int, str]] = []
        before = self._stick.disk.writes()
        backup = threading.Thread(target=lambda: ended.append(self._backup()))
        backup.start()
        until = time.monotonic() + _WAIT_S
        while self._stick.disk.writes() < before + _WELL_UNDER_WAY and not ended:
            held(time.monotonic() < until, "no backup is written to the stick")
            time.sleep(0.005)
        held(not ended, f"the backup was over before the stick was pulled: {ended}")
        self._stick.kill()
        backup.join()
        return ended[0]

    def _backup(self) -> tuple[int, str]:
        command = [sys.executable, "-m", "kiosk", "backup", str(self._stick.place)]
        variables = os.environ | {"KIOSK_DATA": str(self.hall.site.data), "LANG": "C.UTF-8"}
        done = subprocess.run(command, env=variables, capture_output=True, text=True, check=False)
        return done.returncode, done.stdout + done.stderr

    def _copies(self) -> dict[str, bytes]:
        return {path.name: path.read_bytes() for path in self._stick.place.iterdir() if path.is_file()}


def is_one_sentence(said: str) -> bool:
    return "Traceback" not in said and len(re.findall(r"\S+", said)) > 3 and len(said.strip().splitlines()) == 1

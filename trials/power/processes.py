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
from pathlib import Path

from scripts.debian.first_steps import held, step
from trials.power.disk import Mounted
from trials.townhall import site
from trials.townhall.process import Process

_LARGE_BYTES = 6_000_000
"""A file of the town hall's own that makes its backup long enough to be cut off."""
_WELL_UNDER_WAY, _WAIT_S = 8, 120
"""Writes that a stick has had when it is pulled, and seconds after which there ought to have been so many."""


class Processes:
    """A town hall that is enrolled at its hub, both on such a disk; as root."""

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
        """The power goes: processes and disk at once, and only then what is mounted is taken away."""
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
        """A backup onto a stick that is pulled out in the middle: one sentence, and the copy before stays as it was."""
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
        """`kiosk backup`, asked of the running box."""
        command = [sys.executable, "-m", "kiosk", "backup", str(self._stick.place)]
        variables = os.environ | {"KIOSK_DATA": str(self.hall.site.data), "LANG": "C.UTF-8"}
        done = subprocess.run(command, env=variables, capture_output=True, text=True, check=False)
        return done.returncode, done.stdout + done.stderr

    def _copies(self) -> dict[str, bytes]:
        return {path.name: path.read_bytes() for path in self._stick.place.iterdir() if path.is_file()}


def is_one_sentence(said: str) -> bool:
    """Words for a person, not a trace."""
    return "Traceback" not in said and len(re.findall(r"\S+", said)) > 3 and len(said.strip().splitlines()) == 1

"""A disk that forgets in a power cut: what the guest wrote and did not flush lies in a cache that dies with it.

The disk is `nbdkit` with its cache filter in write-back: writes reach the file only when the guest flushes. QEMU with a
file of its own would not show that: what it has written once survives its death in the page cache of this machine.
"""

import os
import subprocess
import time
from pathlib import Path

_STARTS_WITHIN_S = 10
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
        """Where QEMU finds it."""
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
        """End it in order; a guest that was shut down has flushed everything."""
        if self._process is not None:
            self._process.terminate()
            self._process.wait(60)

    def flushes(self) -> int:
        """How often the guest has asked for everything to be written since the start."""
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

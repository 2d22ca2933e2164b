"""A `kiosk` command as people run it: a process of its own, which can be stopped in order or killed."""

import os
import subprocess
import sys
import threading
from pathlib import Path

PYTHON = os.environ.get("PARVIS_PYTHON", sys.executable)
"""What runs the box; another environment may hold the wheel, what it depends on, and no tool of developers."""
SAFE_PATH = {"PYTHONSAFEPATH": "1"} if "PARVIS_PYTHON" in os.environ else {}
"""So that it is what was installed there that runs, and not the checkout in which we are."""
OF_THE_UNIT = {"MALLOC_ARENA_MAX": "1"}
"""What the unit of the package `parvis-box` sets for the program."""
START_S = 60.0
"""Seconds after which a process that has not said its address counts as broken."""


class Process:
    """A `kiosk` command that serves until it is ended; what it complains of is appended to `log`."""

    def __init__(self, arguments: list[str], data: Path, log: Path) -> None:
        self._python, self._safe = (sys.executable, {}) if arguments[0] == "hub" else (PYTHON, SAFE_PATH)
        self._arguments, self._data, self._log = arguments, data, log
        self._process: subprocess.Popen[str] | None = None
        self.address = ""

    @property
    def pid(self) -> int:
        return self._process.pid if self._process else 0

    def spawn(self) -> None:
        """Start it, and wait for nothing."""
        with self._log.open("a", encoding="utf-8") as log:
            self._process = subprocess.Popen(
                [self._python, "-m", "kiosk", *self._arguments], stdout=subprocess.PIPE, stderr=log, text=True,
                env=os.environ | {"KIOSK_DATA": str(self._data)} | OF_THE_UNIT | self._safe,
            )  # fmt: skip

    def wait_ready(self) -> str:
        """Its address, once it listens. Raises `RuntimeError` where it ends or says nothing before."""
        process = self._process
        assert process is not None and process.stdout is not None
        alarm = threading.Timer(START_S, process.kill)
        alarm.start()
        self.address = process.stdout.readline().strip()
        alarm.cancel()
        if not self.address:
            process.wait()
            raise RuntimeError(f"kiosk {self._arguments[0]} did not start: see {self._log}")
        return self.address

    def start(self) -> str:
        """Start it and wait until it listens."""
        self.spawn()
        return self.wait_ready()

    def kill(self) -> None:
        """SIGKILL: nothing in the process runs any more, no handler, no flush."""
        self._end(hard=True)

    def stop(self) -> None:
        """SIGTERM, and the time to end in order."""
        self._end(hard=False)

    def _end(self, hard: bool) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        process.kill() if hard else process.terminate()
        process.wait(30)
        if process.stdout is not None:
            process.stdout.close()

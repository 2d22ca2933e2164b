"""A town hall for scripts: a site and its hub in one folder, each run as the real process that people run."""

import os
import socket
import subprocess
import sys
import threading
from dataclasses import dataclass, replace
from pathlib import Path

from kiosk import demo, settings
from kiosk.services.box.box import Actor, Box, open_box
from kiosk.services.exchange import enrol
from kiosk.services.people import sign_in
from kiosk.settings import Settings
from trials.townhall.deposit import SignIn

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
        self.spawn()
        return self.wait_ready()

    def kill(self) -> None:
        """SIGKILL: nothing in the process runs any more, no handler, no flush."""
        self._end(hard=True)

    def stop(self) -> None:
        self._end(hard=False)

    def _end(self, hard: bool) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        process.kill() if hard else process.terminate()
        process.wait(30)
        if process.stdout is not None:
            process.stdout.close()


@dataclass(frozen=True, slots=True)
class TownHall:
    folder: Path
    site: Settings
    nadia: SignIn
    code: str
    hub_port: int

    @property
    def hub_data(self) -> Path:
        return self.folder / "hub"


def build(folder: Path, **changes: object) -> TownHall:
    port = free_port()
    made, sign_ins = demo.make_demo_site(folder, 0, port)
    if sign_ins is None:
        raise ValueError(f"{folder} holds a site already")
    made = replace(made, **changes)  # type: ignore[arg-type]
    made.paths.settings.write_text(settings.toml(made), "utf-8")
    return TownHall(folder, made, SignIn("nadia", sign_ins.mediator, sign_ins.pin), sign_ins.code, port)


def enroll(hall: TownHall) -> None:
    """Make the site known to its hub, which listens; no box runs on the folder meanwhile."""
    box = open_box(hall.site)
    try:
        enrol.enrol_at_hub(box, f"http://127.0.0.1:{hall.hub_port}", hall.code)
    finally:
        box.store.close()


def signed_in(box: Box, hall: TownHall) -> Actor:
    mediator = sign_in.sign_in_mediator(box, hall.nadia.login, hall.nadia.passphrase, hall.nadia.pin, Actor())
    return Actor("", mediator.id, mediator.name, ring=box.shifts.ring(mediator.id))


def free_port() -> int:
    """A port of this machine that nobody listens on at this moment."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def box_process(hall: TownHall) -> Process:
    return Process(["run", "--port", "0"], hall.site.data, hall.folder / "box.log")


def hub_process(hall: TownHall) -> Process:
    arguments = ["hub", "--port", str(hall.hub_port), "--data", str(hall.hub_data)]
    return Process(arguments, hall.site.data, hall.folder / "hub.log")

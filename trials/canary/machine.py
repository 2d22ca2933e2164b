"""A simulated machine for the run: a box, its hub, and folders that take everything a program writes."""

import os
import subprocess
import sys
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from pathlib import Path

from hub import settings as hub_settings
from hub.settings import HubSettings
from kiosk import demo
from kiosk.settings import Settings
from tests.line import Line, line_to
from trials.canary import someone
from trials.townhall.process import Process
from trials.townhall.site import free_port

MOST_TALKS = 100
"""Exchanges with the hub after which the run takes it that something is sent again and again."""
COMMAND_S = 400
"""Seconds that a command may take, on a machine that does much else."""


@dataclass
class Machine:
    """The folders of one computer, and the processes on it; the hub is elsewhere (`away`), at the end of a line where
    somebody listens.
    """

    folder: Path
    fault: str = ""
    site: Settings = field(init=False)
    sign_ins: demo.SignIns = field(init=False)
    hub_address: str = ""
    address: str = ""
    _box: subprocess.Popen[str] | None = None
    _hub: Process | None = None
    _line: Line | None = None
    _until: ExitStack = field(default_factory=ExitStack)

    def build(self, *, enrolled: bool = True) -> None:
        """Set the box up, with the procedure that asks every kind of question, and start it beside its hub."""
        for name in ("tmp", "home", "run", "log", "profile", "backups", "stick", "line", "away"):
            (self.folder / name).mkdir(mode=0o700)
        os.environ |= self.environment()
        port = free_port()
        made, sign_ins = demo.make_demo_site(self.folder / "machine", 0, port)
        assert sign_ins is not None
        self.site, self.sign_ins = made, sign_ins
        (self.folder / "machine" / "hub").rename(self.folder / "away" / "hub")
        more = 'printer = "dummy"\n'
        made.paths.settings.write_text(more + made.paths.settings.read_text("utf-8"), "utf-8")
        (made.paths.procedures / "canary.yaml").write_text(someone.FILE, "utf-8")
        self.days(0)
        hub = Process(
            ["hub", "--port", str(port), "--data", str(self.folder / "away" / "hub")], made.data,
            self.folder / "away" / "hub.log",
        )  # fmt: skip
        self._line, self._hub = self._until.enter_context(line_to(hub.start())), hub
        self.hub_address = self._line.url
        self.start()
        if enrolled:
            self.command("enroll", self.hub_address, sign_ins.code)

    def days(self, days: float) -> None:
        """Set the box's clock this many days ahead."""
        (self.folder / "away" / "days").write_text(str(days), "utf-8")

    def start(self) -> None:
        """Start the real server, in a process of its own."""
        with (self.folder / "log" / "box.log").open("a", encoding="utf-8") as log:
            self._box = subprocess.Popen(
                [sys.executable, "-m", "trials.canary.later", str(self.folder / "away" / "days"), self.fault],
                stdout=subprocess.PIPE, stderr=log, text=True, env=os.environ | self.environment(),
            )  # fmt: skip
        assert self._box.stdout is not None
        self.address = self._box.stdout.readline().strip()
        if not self.address:
            raise RuntimeError(f"the box did not start: see {self.folder / 'log' / 'box.log'}")

    def kill(self) -> None:
        """Kill the server (SIGKILL)."""
        if self._box is not None:
            self._box.kill()
            self._end_of_box()

    def stop(self) -> None:
        """Stop everything."""
        if self._box is not None:
            self._box.terminate()
            self._end_of_box()
        self.stop_hub()
        self._until.close()

    def overhear(self) -> int:
        """Write down what went over the line so far, as whoever opens TLS reads it; gives how many bytes came back."""
        assert self._line is not None
        for name, said in (("there", self._line.heard), ("back", self._line.told)):
            (self.folder / "line" / name).write_bytes(b"\n".join(said))
        return sum(map(len, self._line.told))

    def answer_stick(self) -> None:
        """What the operator of the hub does with the file on the stick: take it, and put the answer beside it."""
        (file,) = self.stick.glob("envoi-*")
        self.command("hub", "--data", str(self.folder / "away" / "hub"), "import", str(file))

    def stop_hub(self) -> None:
        """Stop the hub, whose date stays that of the machine."""
        if self._hub is not None:
            self._hub.stop()
            self._hub = None

    def _end_of_box(self) -> None:
        assert self._box is not None and self._box.stdout is not None
        self._box.wait(30)
        self._box.stdout.close()
        self._box = None

    def command(self, *words: str) -> str:
        """Run a `kiosk` command beside the running box."""
        done = subprocess.run(
            [sys.executable, "-m", "kiosk", *words], env=os.environ | self.environment(), text=True,
            capture_output=True, timeout=COMMAND_S, check=False,
        )  # fmt: skip
        if done.returncode:
            raise RuntimeError(done.stderr)
        return done.stdout

    def transmit(self) -> None:
        """Talk with the hub until nothing is left to send. Raises `RuntimeError` where there is no end to it."""
        for _ in range(MOST_TALKS):
            if "Rien n’attendait" in self.command("sync", "--once"):
                return
        raise RuntimeError(f"still sending after {MOST_TALKS} talks")

    @property
    def backups(self) -> Path:
        """The folder of backups; a thief reads them with the key they carry."""
        return self.folder / "backups"

    @property
    def hub_settings(self) -> HubSettings:
        """Of the hub beside this machine, whose decisions leave at once."""
        folder = self.folder / "away" / "hub"
        return replace(hub_settings.read_hub_settings({}, folder), data=folder, take_back_minutes=0)

    @property
    def hub_files(self) -> list[Path]:
        """What the hub wrote: its folder and its log."""
        return [self.folder / "away" / "hub", self.folder / "away" / "hub.log"]

    @property
    def stick(self) -> Path:
        """The folder of a stick on which cases are carried to the hub."""
        return self.folder / "stick"

    @property
    def pid(self) -> int:
        return self._box.pid if self._box else 0

    @property
    def roots(self) -> list[Path]:
        """Every folder of this machine where anything could have been written, and what left it."""
        ours = [
            self.folder / name
            for name in ("machine", "tmp", "home", "run", "log", "profile", "backups", "stick", "line")
        ]
        theirs = [Path("/var/spool/cups"), Path("/var/log/cups"), Path("/var/cache/cups")]
        return ours + [path for path in theirs if path.exists()]

    def environment(self) -> dict[str, str]:
        """Environment variables that lead everything a program writes into the machine's folders."""
        folder = self.folder
        return {
            "KIOSK_DATA": str(folder / "machine" / "site"), "TMPDIR": str(folder / "tmp"), "HOME": str(folder / "home"),
            "XDG_RUNTIME_DIR": str(folder / "run"),
        }  # fmt: skip

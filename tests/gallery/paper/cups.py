"""Runs a print server and a printer of the tests' own (cupsd and ippeveprinter), as the user who runs the tests."""

import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

PROGRAMS = ("cupsd", "ippeveprinter", "lpadmin", "dbus-daemon")
PATIENCE_S = 30.0
"""Seconds to wait for anything that a healthy machine does in one."""
MISSING = "CUPS is missing: run scripts/services.sh, then the tests again"
# A citizen's paper lies in the spool in clear until it is out: the tests keep it in memory too, where they can.
MEMORY = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None

CUPSD = """
Listen {address}
Browsing Off
WebInterface No
DefaultAuthType None
PreserveJobFiles No
PreserveJobHistory Yes
ErrorPolicy retry-current-job
JobRetryInterval 1
MaxLogSize 0
LogLevel {log}
<Location />
Order allow,deny
Allow localhost
</Location>
<Policy default>
JobPrivateAccess default
JobPrivateValues default
<Limit All>
Order deny,allow
</Limit>
</Policy>
"""
FILES = """
ServerRoot {root}
RequestRoot {root}/spool
CacheDir {root}/cache
StateDir {root}/state
TempDir {root}/spool/tmp
ErrorLog {root}/log/error_log
AccessLog {root}/log/access_log
PageLog {root}/log/page_log
{user}"""
TRAY = """#!/bin/sh
# Prints by moving what it is given to the tray, once nobody holds it and there is paper.
touch "{root}/at-it"
while [ -e "{root}/hold" ]; do sleep 0.05; done
cp "$1" "{root}/.unfinished" && mv "{root}/.unfinished" "{root}/tray/$(date +%s%N)"
"""


def program(name: str) -> str:
    """The path of a program, also where its folder is not on the PATH of ordinary users."""
    result = shutil.which(name, path=f"{os.environ['PATH']}:/usr/sbin:/usr/bin:/sbin")
    assert result, MISSING
    return result


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_until(seen: Callable[[], object], what: str) -> None:
    until = time.monotonic() + PATIENCE_S
    while not seen():
        assert time.monotonic() < until, f"waited in vain for {what}"
        time.sleep(0.05)


def answers(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), 1).close()
    except OSError:
        return False
    return True


@dataclass
class _Served:
    """A program with a port and a folder of its own, stopped by its process."""

    root: Path = field(default_factory=lambda: Path(tempfile.mkdtemp(prefix="printers-", dir=MEMORY)))
    port: int = field(default_factory=free_port)
    process: subprocess.Popen[bytes] | None = None

    def command(self) -> list[str]:
        raise NotImplementedError

    def environment(self) -> dict[str, str]:
        return dict(os.environ)

    def start(self) -> None:
        with open(self.root / "said", "ab") as said:
            self.process = subprocess.Popen(
                self.command(), env=self.environment(), stdin=subprocess.DEVNULL, stdout=said, stderr=said
            )
        wait_until(lambda: answers(self.port), f"{self.command()[0]}: {(self.root / 'said').read_text()}")

    def stop(self, how: int = signal.SIGTERM) -> None:
        if self.process is not None:
            self.process.send_signal(signal.SIGCONT)
            self.process.send_signal(how)
            self.process.wait(PATIENCE_S)
            self.process = None

    def clear(self) -> None:
        self.stop()
        shutil.rmtree(self.root, ignore_errors=True)


class Tray(_Served):
    """A driverless printer that takes PDF; `papers` are those printed, in order."""

    _bus: subprocess.Popen[bytes] | None = None

    def command(self) -> list[str]:
        return [
            program("ippeveprinter"), "-n", "localhost", "-p", str(self.port), "-f", "application/pdf", "-r", "off",
            "-d", str(self.root / "received"), "-c", str(self.root / "print"), "-vv", "tests",
        ]  # fmt: skip

    def environment(self) -> dict[str, str]:
        return {**os.environ, "DBUS_SYSTEM_BUS_ADDRESS": f"unix:path={self.root}/bus"}

    def start(self) -> None:
        for name in ("tray", "received"):
            (self.root / name).mkdir(exist_ok=True)
        (self.root / "print").write_text(TRAY.format(root=self.root))
        (self.root / "print").chmod(0o755)
        if self._bus is None:
            bus = [
                program("dbus-daemon"),
                "--session",
                "--nofork",
                "--nopidfile",
                f"--address=unix:path={self.root}/bus",
            ]
            self._bus = subprocess.Popen(bus, stderr=subprocess.DEVNULL)
            wait_until((self.root / "bus").exists, "a bus")
        super().start()

    def clear(self) -> None:
        self.stop()
        if self._bus is not None:
            self._bus.terminate()
            self._bus.wait(PATIENCE_S)
        super().clear()

    @property
    def uri(self) -> str:
        return f"ipp://localhost:{self.port}/ipp/print"

    @property
    def papers(self) -> list[bytes]:
        return [path.read_bytes() for path in sorted((self.root / "tray").iterdir())]

    def hold(self) -> None:
        """From now on accept jobs without printing them."""
        (self.root / "hold").touch()

    def let_go(self) -> None:
        (self.root / "hold").unlink()

    @property
    def is_at_it(self) -> bool:
        return (self.root / "at-it").exists()


class Cups(_Served):
    def command(self) -> list[str]:
        return [program("cupsd"), "-f", "-c", str(self.root / "cupsd.conf"), "-s", str(self.root / "cups-files.conf")]

    def start(self) -> None:
        # As root, its filters run as another, who must get there.
        self.root.chmod(0o755)
        user = "User lp\nGroup lp\nSystemGroup root\n" if os.geteuid() == 0 else ""
        for name in ("spool", "spool/tmp", "cache", "state", "log", "ppd", "ssl"):
            (self.root / name).mkdir(exist_ok=True)
        (self.root / "cupsd.conf").write_text(CUPSD.format(address=f"127.0.0.1:{self.port}", log="debug"))
        (self.root / "cups-files.conf").write_text(FILES.format(root=self.root, user=user))
        super().start()

    def told(self, name: str, *words: str) -> None:
        """Run one of its commands."""
        command = [program(name), "-h", f"localhost:{self.port}", *words]
        ran = subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE_S)
        assert ran.returncode == 0, (command, ran.stderr, (self.root / "log/error_log").read_text()[-3000:])

    def add(self, name: str, tray: Tray) -> str:
        self.told("lpadmin", "-p", name, "-E", "-v", tray.uri, "-m", "everywhere")
        return f"ipp://localhost:{self.port}/printers/{name}"

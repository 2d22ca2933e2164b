"""What a machine is before an installation: its system, its accounts and folders, and what keeps us from beginning."""

import os
import shutil
import socket
import subprocess
import threading
from collections.abc import Iterable
from pathlib import Path

from msgspec import Struct

from kiosk.clock import Clock
from kiosk.error_codes import Refusal
from kiosk.errors import Refused
from kiosk.paths import Paths
from kiosk.services.install import chromium_policies
from kiosk.services.install.accounts import BOX
from kiosk.services.install.plan import Plan

_HIDDEN = (Path("/home"), Path("/root"), Path("/tmp"), Path("/var/tmp"))  # nosec B108: names, nothing is made there
"""Folders that the account of a service cannot read, or that are emptied."""
_LOOKS_EVERY_S = 0.2
_NEEDED = ("systemctl", "systemd-sysusers", "systemd-tmpfiles")


class MachineState(Struct, frozen=True):
    """A machine, or the folder of an image of one (`root`)."""

    root: Path = Path("/")

    @property
    def is_this_one(self) -> bool:
        return self.root == Path("/")

    @property
    def runs_systemd(self) -> bool:
        """Whether services can be started now (sd_booted(3)), and not only at the next start."""
        return self.is_this_one and Path("/run/systemd/system").is_dir()

    def at(self, path: Path) -> Path:
        """Where a path of the system lies."""
        return self.root / path.relative_to("/")

    def has_cups(self) -> bool:
        return self.at(Path("/etc/cups/cupsd.conf")).exists()

    def homes(self) -> tuple[Path, ...]:
        """The homes of the accounts, but the system's own."""
        fields = [line.split(":") for line in _lines(self.at(Path("/etc/passwd")))]
        homes = sorted({Path(row[5]) for row in fields if len(row) > 5 and row[5].startswith("/")})
        return tuple(home for home in homes if home != Path("/"))

    def policies(self) -> str:
        """The policies of Chromium that an installation wrote; "" where there are none."""
        return "\n".join(_lines(self.at(chromium_policies.PATH)))

    def user_id(self, name: str) -> int | None:
        """The number of an account; None where there is none of that name."""
        for line in _lines(self.at(Path("/etc/passwd"))):
            fields = line.split(":")
            if fields[0] == name and len(fields) > 2:
                return int(fields[2])
        return None

    def first_code(self, clock: Clock, seconds: float) -> str:
        """The one-time code of a box that nobody has set up, once its service has written it; "" after that time."""
        file, until = self.at(Paths(BOX.home).first_start_code), clock.monotonic() + seconds
        while self.is_this_one and clock.monotonic() < until:
            if code := "".join(_lines(file)).strip():
                return code
            threading.Event().wait(_LOOKS_EVERY_S)
        return ""

    def refuse_what_cannot_work(self, plan: Plan, program: Path) -> None:
        """Look before anything is changed.

        Raises `Refused`: `not-root`, `not-debian`, `no-systemd`, `program-hidden` (services cannot read the program),
        `folder-of-another` (a data folder holds the files of another account), `port-taken`.
        """
        if os.name != "posix" or os.geteuid() != 0:
            raise Refused(Refusal.NOT_ROOT)
        if not self._is_debian():
            raise Refused(Refusal.NOT_DEBIAN)
        for name in _NEEDED:
            if shutil.which(name) is None:
                raise Refused(Refusal.NO_SYSTEMD, program=name)
        if self.is_this_one and any(program.is_relative_to(folder) for folder in _HIDDEN):
            raise Refused(Refusal.PROGRAM_HIDDEN, path=str(program))
        for account in plan.accounts:
            self._refuse_foreign(account.home, account.name)
        if self.runs_systemd and not any(_is_active(service) for service in plan.services):
            refuse_taken(plan.ports)

    def _is_debian(self) -> bool:
        """Debian, and what says that it is like it: Raspberry Pi OS bears Debian's own id or names it."""
        stated = dict(line.split("=", 1) for line in _lines(self.at(Path("/etc/os-release"))) if "=" in line)
        names = f"{stated.get('ID', '')} {stated.get('ID_LIKE', '')}".replace('"', "").split()
        return "debian" in names or "raspbian" in names

    def _refuse_foreign(self, folder: Path, account: str) -> None:
        place = self.at(folder)
        if not place.is_dir() or not any(place.iterdir()):
            return
        if place.stat().st_uid != self.user_id(account):
            raise Refused(Refusal.FOLDER_OF_ANOTHER, path=str(folder), account=account)


def _is_active(service: str) -> bool:
    command = ["systemctl", "is-active", "--quiet", service]
    return subprocess.run(command, check=False, capture_output=True).returncode == 0


def refuse_taken(ports: Iterable[int]) -> None:
    """Raises `Refused` (`port-taken`) where another program listens on one of the ports of this machine."""
    for port in ports:
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError as fault:
                raise Refused(Refusal.PORT_TAKEN, port=port) from fault


def _lines(path: Path) -> list[str]:
    try:
        return path.read_text("utf-8", "replace").splitlines()
    except OSError:
        return []

"""Carries a plan out on a machine, or takes it away: the only module of an installation that changes anything."""

import os
import shutil
import subprocess
from collections.abc import Iterable, Iterator
from pathlib import Path

from msgspec import Struct

from kiosk.error_codes import Refusal
from kiosk.errors import Refused
from kiosk.paths import make_durable, name_what_is_wrong
from kiosk.services.install.command import COMMAND
from kiosk.services.install.kept_station import IN_HOME
from kiosk.services.install.machine_state import MachineState
from kiosk.services.install.plan import UNITS, Account, File, Link, Package, Plan


class Done(Struct, frozen=True):
    """One thing that was done: a code of the context `install`, and the path or name it was done to."""

    code: str
    name: str


def carry_out(plan: Plan, machine: MachineState) -> Iterator[Done]:
    """Make what is missing or different, and tell each; nothing is told that was there already.

    A service is started where systemd runs, and again where one of the plan's files changed. Raises `Refused`:
    `command-failed`, `no-access`, `not-a-file`, `not-a-folder`.
    """
    for package in plan.packages:
        if not machine.at(package.program).exists():
            yield _install(package, machine)
    late = {file.path for file in plan.files if file.group != "root"}  # once their group is there
    changed = [file.path for file in plan.files if file.path not in late and _write(machine, file)]
    yield from (Done("written", str(path)) for path in changed)
    for account in plan.accounts:
        yield from _make_account(machine, account)
    for file in (file for file in plan.files if file.path in late):
        if _write(machine, file):
            changed.append(file.path)
            yield Done("written", str(file.path))
    for link in plan.links:
        if _link(machine, link):
            changed.append(link.path)
            yield Done("written", str(link.path))
    yield from _serve(plan, machine, changed)


def _install(package: Package, machine: MachineState) -> Done:
    install = ["apt-get", "install", "--yes", "--no-install-recommends", package.name]
    try:
        run(install if machine.is_this_one else ["chroot", str(machine.root), *install])
    except Refused:
        if not package.wished:
            raise
        return Done("package-missing", package.name)
    return Done("package-installed", package.name)


def take_away(plan: Plan, machine: MachineState, staying: Plan) -> Iterator[Done]:
    """Stop the services and remove the files of a plan, but for those of the plan that is `staying`.

    Packages, accounts, data and kept files stay.
    """
    services = [name for name in plan.services if name not in staying.services and machine.at(UNITS / name).exists()]
    for name in services:
        _systemctl(machine, "disable", name)
        if machine.runs_systemd:
            run(["systemctl", "stop", name])
        yield Done("stopped", name)
    needed = {file.path for file in staying.files}
    for path in (*(file.path for file in plan.files if not file.kept), *(link.path for link in plan.links)):
        place = machine.at(path)
        if path in needed:
            continue
        if place.is_file() or place.is_symlink():
            place.unlink()
            yield Done("removed", str(path))
    if services and machine.runs_systemd:
        run(["systemctl", "daemon-reload"])


def forget_stations(machine: MachineState) -> Iterator[Done]:
    """Remove the cookies by which the box knew this machine's screens, in the home of every account."""
    for home in machine.homes():
        path = home / IN_HOME
        if machine.at(path).is_file():
            machine.at(path).unlink()
            yield Done("removed", str(path))


def serve_screens(machine: MachineState, opens: bool, restarts: str) -> Iterator[Done]:
    """Let the box serve the other screens of the building, or this machine alone, and start its service again."""
    run([str(machine.at(COMMAND)), "lan", "on" if opens else "off"])
    yield Done("lan-on" if opens else "lan-off", "")
    if machine.runs_systemd:
        run(["systemctl", "restart", restarts])
        yield Done("started", restarts)


def type_for(lines: Iterable[str]) -> Iterator[Done]:
    """Run the lines that somebody agreed to, as the firewall's. Raises `Refused` (`command-failed`)."""
    for line in lines:
        run(line.split())
        yield Done("typed", line)


def commands(plan: Plan, machine: MachineState) -> list[str]:
    """The commands that `carry_out` may run for a plan, as they are typed."""
    at = [] if machine.is_this_one else [f"--root={machine.root}"]
    lines = [["apt-get", "install", "--yes", "--no-install-recommends", package.name] for package in plan.packages]
    for account in plan.accounts:
        lines += _account_tools(machine, account)
    if machine.runs_systemd:
        lines.append(["systemctl", "daemon-reload"])
    for name in plan.services:
        lines.append(["systemctl", *at, "enable", name])
        if machine.runs_systemd:
            lines.append(["systemctl", "restart", name])
    return [" ".join(line) for line in lines]


def _serve(plan: Plan, machine: MachineState, changed: Iterable[Path]) -> Iterator[Done]:
    if changed and machine.runs_systemd:
        run(["systemctl", "daemon-reload"])
    for name in plan.services:
        enabled = _systemctl(machine, "is-enabled", name, check=False) == 0
        if not enabled:
            _systemctl(machine, "enable", name)
        if not machine.runs_systemd:
            if not enabled:
                yield Done("starts-later", name)
        elif changed or _systemctl(machine, "is-active", name, check=False) != 0:
            run(["systemctl", "restart", name])
            yield Done("started", name)


def _make_account(machine: MachineState, account: Account) -> Iterator[Done]:
    before, home = machine.user_id(account.name), machine.at(account.home)
    had = home.is_dir() and (home.stat().st_uid, home.stat().st_mode & 0o777) == (before, 0o700)
    if before is not None and had:
        return
    for tool in _account_tools(machine, account):
        run(tool)
    if before is None:
        yield Done("account-made", account.name)
    yield Done("folder-made", str(account.home))


def _account_tools(machine: MachineState, account: Account) -> list[list[str]]:
    at = [] if machine.is_this_one else [f"--root={machine.root}"]
    file = f"{account.name}.conf"  # looked for in sysusers.d and tmpfiles.d
    return [["systemd-sysusers", *at, file], ["systemd-tmpfiles", "--create", *at, file]]


def _write(machine: MachineState, file: File) -> bool:
    """Write a file where it is missing or different, whole or not at all; whether it was."""
    place, group = machine.at(file.path), _group_id(machine, file.group)
    with name_what_is_wrong(place):
        if place.is_file() and not place.is_symlink():
            status = place.stat()
            same = (status.st_mode & 0o777, status.st_uid, status.st_gid) == (file.mode, 0, group)
            if file.kept or (same and place.read_text("utf-8") == file.text):
                return False
        _make_folder(place.parent)
        draft = place.with_name(f".{place.name}.parvis")
        draft.unlink(missing_ok=True)
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, file.mode)
        with os.fdopen(descriptor, "w", encoding="utf-8") as opened:
            opened.write(file.text)
            opened.flush()
            os.fchown(descriptor, 0, group)
            os.fchmod(descriptor, file.mode)
            os.fsync(descriptor)
        os.replace(draft, place)
        make_durable(place.parent)
    return True


def _make_folder(folder: Path) -> None:
    """Make a folder of the system, which everybody can read, whatever umask the person has."""
    if not folder.is_dir():
        _make_folder(folder.parent)
        folder.mkdir()
        folder.chmod(0o755)


def _link(machine: MachineState, link: Link) -> bool:
    place = machine.at(link.path)
    if place.is_symlink() and Path(os.readlink(place)) == link.target:
        return False
    with name_what_is_wrong(place):
        _make_folder(place.parent)
        place.unlink(missing_ok=True)
        place.symlink_to(link.target)
    return True


def _group_id(machine: MachineState, name: str) -> int:
    for line in machine.at(Path("/etc/group")).read_text("utf-8", "replace").splitlines() if name != "root" else ():
        fields = line.split(":")
        if fields[0] == name and len(fields) > 2:
            return int(fields[2])
    return 0


def _systemctl(machine: MachineState, verb: str, name: str, check: bool = True) -> int:
    at = [] if machine.is_this_one else [f"--root={machine.root}"]
    return run(["systemctl", "--quiet", *at, verb, name], check=check)


def run(command: list[str], check: bool = True) -> int:
    """Run a program of the system; its exit status. Raises `Refused` (`command-failed`) with its last words."""
    program = shutil.which(command[0])
    if program is None:
        raise Refused(Refusal.COMMAND_FAILED, command=" ".join(command), reason="")
    variables = {**os.environ, "DEBIAN_FRONTEND": "noninteractive", "LC_ALL": "C.UTF-8"}
    result = subprocess.run([program, *command[1:]], capture_output=True, env=variables, check=False)
    if check and result.returncode:
        last = result.stderr.decode("utf-8", "replace").strip().splitlines()[-1:]
        raise Refused(Refusal.COMMAND_FAILED, command=" ".join(command), reason=" ".join(last))
    return result.returncode

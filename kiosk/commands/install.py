"""The command that makes a machine a box, the hub, a public terminal or a desk, and takes that away again."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kiosk import settings
from kiosk.clock import Clock
from kiosk.commands.asking import WORDS, agreed, box_settings
from kiosk.paths import Paths

if TYPE_CHECKING:
    from kiosk.services.install.machine_state import MachineState
    from kiosk.services.install.plan import Layout, Plan, Role

_CODES = ("command", "as-root", "unreadable", "hub-file", "hub-address", "hub-database")
"""Sentences that stand in the files."""
_NEXT = {"box": "next-box", "hub": "next-hub", "terminal": "next-terminal", "desk": "next-desk"}
"""By role: what a person does now."""
_GROUPS_A_LINE = 8
_CODE_WITHIN_S = 20.0
"""How long a box that was just started may take to write the code of its first start."""
_BOX_ADDRESS = "http://127.0.0.1:8600"


@click.command()
@click.option("--user", default="parvis", show_default=True, help="The account that owns the data folder.")
def unit(user: str) -> None:
    """Print the systemd unit of this box, and what to set beside it."""
    from kiosk.services.install.systemd_unit import unit as written

    click.echo(written(box_settings(), user), nl=False)


@click.command()
@click.option("--hub", is_flag=True, help="This machine is the central system.")
@click.option("--terminal", is_flag=True, help="This machine is a public terminal: one screen and nothing else.")
@click.option("--desk", is_flag=True, help="This machine is a mediator's desk.")
@click.option("--address", default="", help="The box's address where it is elsewhere; with --hub, the hub's own.")
@click.option("--fingerprint", default="", help="The box's fingerprint as its desk shows it; otherwise it is asked.")
@click.option(
    "--root", type=click.Path(file_okay=False, path_type=Path), default=Path("/"), help="The folder of another system."
)
@click.option("--lan/--no-lan", default=None, help="Serve the other screens of the building too, or no more.")
@click.option("--firewall", is_flag=True, help="With --lan or --no-lan: change the firewall too, and do not ask.")
@click.option("--dry-run", is_flag=True, help="Show every file and command, and change nothing.")
@click.option("--remove", is_flag=True, help="Take away what was installed; data stays.")
def install(
    hub: bool,
    terminal: bool,
    desk: bool,
    address: str,
    fingerprint: str,
    root: Path,
    lan: bool | None,
    firewall: bool,
    dry_run: bool,
    remove: bool,
) -> None:
    """Install Parvis on this machine (Debian 13, Raspberry Pi OS), as root."""
    from kiosk.services.install import box_trust
    from kiosk.services.install.machine_state import MachineState
    from kiosk.services.install.plan import Role
    from kiosk.services.install.roles import plan_for

    if hub and (terminal or desk):
        raise click.UsageError(WORDS.code("install", "hub-alone"))
    if (lan is not None and (hub or address or remove or root != Path("/"))) or (firewall and lan is None):
        raise click.UsageError(WORDS.code("install", "lan-of-box"))
    chosen = {Role.HUB: hub, Role.BOX: not hub and not address, Role.TERMINAL: terminal, Role.DESK: desk}
    roles = [role for role, wanted in chosen.items() if wanted]
    if not roles:
        raise click.UsageError(WORDS.code("install", "screen-or-box"))
    machine = MachineState(root.absolute())
    elsewhere = bool(address) and not hub and not box_trust.is_this_machine(address)
    certificate = b""
    if elsewhere:
        typed, address = address, box_trust.origin(address)
        if not address:
            raise click.UsageError(WORDS.code("install", "not-https", address=typed))
        certificate = b"" if remove else box_trust.fetch(address)
    layout = _layout(machine, address, hub, certificate)
    plan = plan_for(roles, layout)
    if dry_run:
        if certificate:
            _show_fingerprint(address, certificate)
        _show(plan, machine)
        _show_screens(lan, firewall)
        return
    machine.refuse_what_cannot_work(plan, Path(sys.executable))
    if remove:
        _take_away([role for role in roles if role != Role.BOX or not (terminal or desk)], layout, machine)
    else:
        if certificate:
            _trust(machine, address, certificate, fingerprint)
        changed = _carry_out(plan, machine, roles, address, elsewhere)
        if lan is None and Role.BOX in roles and changed and _is_asked(machine):
            lan = agreed(WORDS.code("command", "other-screens"), usual=False) or None
        if lan is not None:
            _serve_screens(machine, lan, firewall)
        if Role.BOX in roles:
            _tell_first_code(machine, _CODE_WITHIN_S if changed or lan is not None else 0.5)


def _trust(machine: "MachineState", address: str, certificate: bytes, typed: str) -> None:
    """Let a person compare the fingerprint with the one at the desk, but for a certificate that they compared before.

    Raises `Refused` (`fingerprint-differs`), and what `try_line` raises: nothing was changed.
    """
    from kiosk.error_codes import Refusal
    from kiosk.errors import Refused
    from kiosk.services.install import box_trust, chromium_policies

    if box_trust.written(certificate) not in chromium_policies.trusted(machine.policies()):
        if not typed:
            _show_fingerprint(address, certificate)
        same = box_trust.is_same(certificate, typed) if typed else agreed(WORDS.code("install", "fingerprint-same"))
        if not same:
            raise Refused(Refusal.FINGERPRINT_DIFFERS)
    box_trust.try_line(address, certificate)


def _show_fingerprint(address: str, certificate: bytes) -> None:
    from kiosk.services.install import box_trust

    groups = box_trust.fingerprint(certificate)
    click.echo(WORDS.code("install", "fingerprint", address=address))
    for start in range(0, len(groups), _GROUPS_A_LINE):
        click.echo("    " + " ".join(groups[start : start + _GROUPS_A_LINE]))


def _layout(machine: "MachineState", address: str, hub: bool, certificate: bytes) -> "Layout":
    from kiosk.services.install import box_trust
    from kiosk.services.install.plan import Layout

    comments = {code: WORDS.code("install", code) for code in _CODES}
    box, public = ("", address) if hub else (address, "")
    trusted = box_trust.written(certificate)
    return Layout(_lasting(Path(sys.executable)), box or _BOX_ADDRESS, public, trusted, machine.has_cups(), comments)


def _lasting(program: Path) -> Path:
    """The path by which services find this Python after an upgrade and after the way back, too.

    The stick's installer lays each version into a folder of its own, and the link `current` beside them; the first line
    of `current/bin/kiosk` names the folder.
    """
    current = program.parent.parent.parent / "current" / "bin" / "python"
    return current if current.exists() else program


def _show(plan: "Plan", machine: "MachineState") -> None:
    from kiosk.services.install.carry_out import commands

    for file in plan.files:
        kept = WORDS.code("install", "once") if file.kept else ""
        click.echo(WORDS.code("install", "would-write", path=str(file.path), mode=f"{file.mode:04o}", kept=kept))
        click.echo("".join(f"    {line}\n" for line in file.text.splitlines()))
    for link in plan.links:
        click.echo(WORDS.code("install", "would-link", path=str(link.path), target=str(link.target)))
    click.echo(WORDS.code("install", "would-run"))
    for command in commands(plan, machine):
        click.echo(f"    {command}")


def _carry_out(plan: "Plan", machine: "MachineState", roles: "list[Role]", address: str, elsewhere: bool) -> bool:
    from kiosk.services.install.carry_out import carry_out

    count = 0
    for done in carry_out(plan, machine):
        click.echo(WORDS.code("install", done.code, name=done.name))
        count += 1
    if not count:
        click.echo(WORDS.code("install", "nothing-to-change"))
    codes = ["next-screen"] if elsewhere else [_NEXT[role] for role in roles]
    for code in codes:
        click.echo("\n" + WORDS.code("install", code, address=address or _BOX_ADDRESS))
    return count > 0


def _is_asked(machine: "MachineState") -> bool:
    """Whether somebody is there to be asked about other screens: at a terminal, on a machine that nobody has set up."""
    from kiosk.services.install.accounts import BOX

    return machine.is_this_one and sys.stdin.isatty() and not Paths(BOX.home).settings.exists()


def _tell_first_code(machine: "MachineState", within_s: float) -> None:
    if machine.runs_systemd and (code := machine.first_code(Clock(), within_s)):
        click.echo(WORDS.code("install", "first-code", code=f"{code[:4]} {code[4:]}"))


def _show_screens(lan: bool | None, changes_firewall: bool) -> None:
    if lan is None:
        return
    from kiosk.services.install.command import COMMAND

    click.echo(f"    {COMMAND} lan {'on' if lan else 'off'}")
    for line in _firewall_lines(lan) if changes_firewall else ():
        click.echo(f"    {line}")


def _serve_screens(machine: "MachineState", opens: bool, changes_firewall: bool) -> None:
    """Open the box to other screens, or close it; the firewall is changed where somebody agrees, and not otherwise."""
    from kiosk.services.install.box_role import SERVICE
    from kiosk.services.install.carry_out import serve_screens, type_for

    for done in serve_screens(machine, opens, SERVICE):
        click.echo(WORDS.code("install", done.code, name=done.name))
    lines = _firewall_lines(opens)
    if not lines:
        return
    click.echo(WORDS.code("install", "firewall-on"))
    for line in lines:
        click.echo(f"    {line}")
    if changes_firewall or (sys.stdin.isatty() and agreed(WORDS.code("install", "firewall-now"), usual=False)):
        for done in type_for(lines):
            click.echo(WORDS.code("install", done.code, name=done.name))


def _firewall_lines(opens: bool) -> tuple[str, ...]:
    from kiosk.services.install.accounts import BOX
    from kiosk.services.lan import firewall

    return firewall.needs(settings.read(BOX.home, {}).lan_port, opens)


def _take_away(roles: "list[Role]", layout: "Layout", machine: "MachineState") -> None:
    from kiosk.services.install.carry_out import forget_stations, take_away
    from kiosk.services.install.plan import Role
    from kiosk.services.install.roles import others_there, plan_for

    plan, staying = plan_for(roles, layout), plan_for(others_there(roles, machine), layout)
    for done in take_away(plan, machine, staying):
        click.echo(WORDS.code("install", done.code, name=done.name))
    if not {Role.TERMINAL, Role.DESK}.isdisjoint(roles):
        for done in forget_stations(machine):
            click.echo(WORDS.code("install", done.code, name=done.name))
    homes = ", ".join(str(account.home) for account in plan.accounts)
    if homes:
        click.echo(WORDS.code("install", "data-stays", paths=homes))

"""The command that makes a machine a box, the hub, a public terminal or a desk, and takes that away again."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kiosk.clock import Clock
from kiosk.commands.asking import WORDS

if TYPE_CHECKING:
    from kiosk.services.install.machine_state import MachineState
    from kiosk.services.install.plan import Layout, Plan, Role

_CODES = ("command", "as-root", "unreadable", "hub-file", "hub-address", "hub-database")
"""Sentences that stand in the files."""
_NEXT = {"box": "next-box", "hub": "next-hub", "terminal": "next-terminal", "desk": "next-desk"}
"""By role: what a person does now."""
_CODE_WITHIN_S = 20.0
"""How long a box that was just started may take to write the code of its first start."""
_BOX_ADDRESS = "http://127.0.0.1:8600"


@click.command()
@click.option("--hub", is_flag=True, help="This machine is the central system.")
@click.option("--terminal", is_flag=True, help="This machine is a public terminal: one screen and nothing else.")
@click.option("--desk", is_flag=True, help="This machine is a mediator's desk.")
@click.option("--address", default="", help="The box's address where it is elsewhere; with --hub, the hub's own.")
@click.option(
    "--root", type=click.Path(file_okay=False, path_type=Path), default=Path("/"), help="The folder of another system."
)
@click.option("--dry-run", is_flag=True, help="Show every file and command, and change nothing.")
@click.option("--remove", is_flag=True, help="Take away what was installed; data stays.")
def install(hub: bool, terminal: bool, desk: bool, address: str, root: Path, dry_run: bool, remove: bool) -> None:
    """Install Parvis on this machine (Debian 13, Raspberry Pi OS), as root."""
    from kiosk.services.install.machine_state import MachineState
    from kiosk.services.install.plan import Role
    from kiosk.services.install.roles import plan_for

    if hub and (terminal or desk):
        raise click.UsageError(WORDS.code("install", "hub-alone"))
    chosen = {Role.HUB: hub, Role.BOX: not hub and not address, Role.TERMINAL: terminal, Role.DESK: desk}
    roles = [role for role, wanted in chosen.items() if wanted]
    if not roles:
        raise click.UsageError(WORDS.code("install", "screen-or-box"))
    machine = MachineState(root.absolute())
    layout = _layout(machine, address, hub)
    plan = plan_for(roles, layout)
    if dry_run:
        _show(plan, machine)
        return
    machine.refuse_what_cannot_work(plan, Path(sys.executable))
    if remove:
        _take_away([role for role in roles if role != Role.BOX or not (terminal or desk)], layout, machine)
    else:
        _carry_out(plan, machine, roles, address)


def _layout(machine: "MachineState", address: str, hub: bool) -> "Layout":
    from kiosk.services.install.plan import Layout

    comments = {code: WORDS.code("install", code) for code in _CODES}
    box, public = ("", address) if hub else (address, "")
    return Layout(Path(sys.executable), box or _BOX_ADDRESS, public, machine.has_cups(), comments)


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


def _carry_out(plan: "Plan", machine: "MachineState", roles: "list[Role]", address: str) -> None:
    from kiosk.services.install.carry_out import carry_out

    count = 0
    for done in carry_out(plan, machine):
        click.echo(WORDS.code("install", done.code, name=done.name))
        count += 1
    if not count:
        click.echo(WORDS.code("install", "nothing-to-change"))
    for role in roles:
        click.echo("\n" + WORDS.code("install", _NEXT[role], address=address or _BOX_ADDRESS))
    if "box" not in roles or not machine.runs_systemd:
        return
    if code := machine.first_code(Clock(), _CODE_WITHIN_S if count else 0.5):
        click.echo(WORDS.code("install", "first-code", code=f"{code[:4]} {code[4:]}"))


def _take_away(roles: "list[Role]", layout: "Layout", machine: "MachineState") -> None:
    from kiosk.services.install.carry_out import take_away
    from kiosk.services.install.roles import others_there, plan_for

    plan, staying = plan_for(roles, layout), plan_for(others_there(roles, machine), layout)
    for done in take_away(plan, machine, staying):
        click.echo(WORDS.code("install", done.code, name=done.name))
    homes = ", ".join(str(account.home) for account in plan.accounts)
    if homes:
        click.echo(WORDS.code("install", "data-stays", paths=homes))

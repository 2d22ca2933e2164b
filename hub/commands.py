"""The commands `kiosk hub …`: run the hub, register sites, manage its keys.

Every `kiosk` command imports this module, so the libraries of the extra `hub` are imported only when one of these runs.
"""

from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from hub.bundle_commands import import_bundle
from hub.connector_commands import connectors
from hub.copy_commands import COMMANDS as COPY_COMMANDS
from hub.copy_commands import PASSPHRASE, PASSPHRASE_TWICE
from hub.doctor_command import doctor
from hub.log_commands import logs
from hub.message_templates.template_commands import templates
from hub.people_commands import COMMANDS
from hub.release_commands import announce, publish, published
from hub.signing.signing_key_commands import signing_key
from hub.site_commands import sites
from hub.trail.audit_action import AuditAction
from kiosk.error_codes import HubRefusal, Refusal
from kiosk.errors import Refused

if TYPE_CHECKING:
    from datetime import datetime

    from hub.hub import Hub
    from hub.settings import HubSettings


@click.group(invoke_without_command=True)
@click.option("--port", type=click.IntRange(0, 65_535), help="The port of the hub.")
@click.option("--database", help="Where it keeps everything: an SQLAlchemy URL, SQLite by default.")
@click.option("--data", type=click.Path(path_type=Path), help="The hub's folder.")
@click.pass_context
def hub(ctx: click.Context, port: int | None, database: str | None, data: Path | None) -> None:
    """Run the central system, or register who uses it."""
    if find_spec("sqlalchemy") is None:  # the extra is not installed
        raise Refused(Refusal.NO_HUB_EXTRA)
    from hub.settings import read

    chosen = read(data=data)
    given: dict[str, Any] = {"port": port, "database": database}
    ctx.obj = replace(chosen, **{name: value for name, value in given.items() if value is not None})
    if ctx.invoked_subcommand is None:
        from hub.server import serve

        serve(ctx.obj, ready=lambda server: click.echo(f"http://{server.bind_addr[0]}:{server.bind_addr[1]}"))


@hub.command
@click.pass_obj
def rotate(chosen: "HubSettings") -> None:
    """Make a new sealing key; prints how it is named. Back the keys up again afterwards."""
    from hub.keys.make_keys import rotate as make
    from hub.trail.audit import note

    opened = _opened(chosen)
    made = make(opened.store, opened.ring, opened.clock)
    note(opened, AuditAction.KEY_ROTATED, detail=made.id)
    click.echo(made.id)


@hub.command
@click.pass_obj
def restored(chosen: "HubSettings") -> None:
    """Say that the database is an older copy: every box then sends again what it may lack."""
    from hub.keys.lineage import begin_new_epoch as say
    from hub.trail.audit import note

    opened = _opened(chosen)
    epoch = say(opened.store, opened.clock)
    note(opened, AuditAction.DATABASE_RESTORED, detail=epoch)
    click.echo(epoch)


@hub.command
@click.pass_obj
def expire(chosen: "HubSettings") -> None:
    """End the contents of cases that were kept long enough, as happens by itself once a day; prints how many."""
    from hub.retention.daily_upkeep import run_upkeep
    from hub.retention.sure_day import is_sure

    opened = _opened(chosen)
    if not is_sure(opened):
        raise Refused(HubRefusal.HUB_DAY_UNSURE, day=opened.clock.now().date().isoformat())
    click.echo(run_upkeep(opened))


@hub.command
@click.argument("day", type=click.DateTime(["%Y-%m-%d"]))
@click.pass_obj
def confirm_day(chosen: "HubSettings", day: "datetime") -> None:
    """Say which day it is, where the hub's date has leapt and nothing is erased (2026-11-26)."""
    from hub.retention.sure_day import confirm

    opened = _opened(chosen)
    today = opened.clock.now().date()
    if day.date() != today:
        raise Refused(HubRefusal.NOT_THAT_DAY, day=today.isoformat())
    click.echo(confirm(opened).isoformat())


@hub.group(name="keys")
def hub_keys() -> None:
    """Copy the hub's keys away, bring them back, or list those of the sites."""


@hub_keys.command(name="backup")
@click.argument("file", type=click.Path(path_type=Path))
@PASSPHRASE_TWICE
@click.pass_obj
def back_up_keys(chosen: "HubSettings", file: Path, passphrase: str) -> None:
    """Write every key to one file that only the passphrase opens."""
    from hub.keys.key_backup import back_up
    from hub.trail.audit import note

    opened = _opened(chosen)
    back_up(chosen.keys_folder, file, passphrase)
    note(opened, AuditAction.KEYS_COPIED)
    click.echo(file)


@hub_keys.command(name="restore")
@click.argument("file", type=click.Path(path_type=Path))
@PASSPHRASE
@click.pass_obj
def restore_keys(chosen: "HubSettings", file: Path, passphrase: str) -> None:
    """Bring the keys of a copy back; no key that is there is overwritten."""
    from hub.keys.key_backup import restore

    restore(chosen.keys_folder, file, passphrase)
    click.echo(chosen.keys_folder)


@hub_keys.command(name="list")
@click.argument("file", type=click.Path(path_type=Path))
@click.pass_obj
def write_list(chosen: "HubSettings", file: Path) -> None:
    """Write the signed list that receipts are verified with; prints this hub's verify key."""
    from hub.sites.receipt_keys import signed_list_text

    opened = _opened(chosen)
    file.write_text(signed_list_text(opened), "utf-8")
    click.echo(opened.verify_key)


def _opened(chosen: "HubSettings") -> "Hub":
    from hub.opening import open_hub
    from kiosk.clock import Clock

    return open_hub(chosen, Clock())


for command in (
    sites,
    signing_key,
    connectors,
    templates,
    import_bundle,
    announce,
    logs,
    doctor,
    publish,
    published,
    *COMMANDS,
    *COPY_COMMANDS,
):
    hub.add_command(command)

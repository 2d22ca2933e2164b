"""The commands `kiosk hub …`: run the hub, register sites, manage its keys.

Every `kiosk` command imports this module, so the libraries of the extra `hub` are imported only when one of these runs.
"""

import os
import socket
import sys
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from hub.exchange_commands import announce, connectors, import_bundle, publish, published
from hub.open_for_command import open_for_command
from hub.people_commands import COMMANDS, sites
from kiosk.clock import Clock
from kiosk.domain.events.event import CaseState
from kiosk.domain.trail.finding import Finding
from kiosk.error_codes import HubRefusal, Refusal
from kiosk.errors import Refused
from kiosk.process import log_file
from kiosk.words.findings import report
from kiosk.words.languages import of_environment
from kiosk.words.words import Words

if TYPE_CHECKING:
    from hub.settings import HubSettings

_DAY = click.DateTime(["%Y-%m-%d"])
_VARIABLE = "KIOSK_HUB_COPY_PASSPHRASE"
"""The passphrase of a copy where nobody is asked, as in a timer."""
_PASSPHRASE = click.option("--passphrase", prompt=True, hide_input=True, envvar=_VARIABLE)
_PASSPHRASE_TWICE = click.option(
    "--passphrase", prompt=True, hide_input=True, confirmation_prompt=True, envvar=_VARIABLE
)


@click.command()
@click.option("--json", "as_json", is_flag=True, help="As JSON, for another program.")
@click.pass_obj
def doctor(chosen: "HubSettings", as_json: bool) -> None:
    """Say what is well, what is still to do and what is to mend."""
    text, status = report(Words(of_environment(os.environ)), _findings(chosen), as_json)
    click.echo(text)
    sys.exit(status)


def _findings(chosen: "HubSettings") -> list[Finding]:
    """What the examination finds; of a hub whose database does not answer or is damaged, that alone."""
    from sqlalchemy.exc import DatabaseError

    from hub.monitoring.doctor import DAMAGED, examine, find_damage

    try:
        hub = open_for_command(chosen)
    except Refused as refused:
        if refused.code == Refusal.UNREADABLE_STORE:
            return [Finding("hub-database", False, DAMAGED)]
        if refused.code != HubRefusal.DATABASE_AWAY:
            raise
        return [Finding("hub-database", False, refused.code, refused.details["at"])]
    except DatabaseError:
        return [Finding("hub-database", False, DAMAGED)]
    try:
        return examine(hub)
    except DatabaseError:
        return [Finding("hub-database", False, DAMAGED, ", ".join(find_damage(hub)))]
    finally:
        hub.store.engine.dispose()


@click.group()
def logs() -> None:
    """What the program noted for whoever repairs it; nothing of a person."""


@logs.command(name="export")
@log_file.where_and_how_long
@click.pass_obj
def export_logs(chosen: "HubSettings", file: Path | None, days: int) -> None:
    """Write one file for support: log, versions and what state the hub is in; also of one that does not start."""
    described = [_state_for_support(chosen)]
    path, count = log_file.write(file, "hub", described, chosen.logs_folder, Clock().now(), days)
    click.echo(Words(of_environment(os.environ)).code("command", "logs-exported", path=path, count=count))


def _state_for_support(chosen: "HubSettings") -> dict[str, Any]:
    """How the hub is set up and whether it listens; of the database its kind alone: its URL may hold a password."""
    with socket.socket() as line:
        line.settimeout(1)
        listens = line.connect_ex((chosen.host, chosen.port)) == 0
    return {
        "about": "hub",
        "database": chosen.database_url.partition(":")[0],
        "proxies": chosen.proxies,
        "https": chosen.secure_cookies,
        "log_level": chosen.log_level,
        "listens": listens,
    }


@click.command(name="backup")
@click.argument("file", type=click.Path(path_type=Path))
@_PASSPHRASE_TWICE
@click.pass_obj
def write_copy(chosen: "HubSettings", file: Path, passphrase: str) -> None:
    """Write database and keys into one file that only the passphrase opens, while the hub works."""
    from hub.backup.hub_backup import back_up as write

    _say_what_it_holds("copied", str(file), write(open_for_command(chosen), file, passphrase))


@click.command(name="restore")
@click.argument("file", type=click.Path(path_type=Path))
@_PASSPHRASE
@click.pass_obj
def restore_copy(chosen: "HubSettings", file: Path, passphrase: str) -> None:
    """Bring such a file back into an empty hub that is stopped; every box then sends again what it may lack."""
    from hub.backup.hub_backup import restore as bring_back
    from kiosk.clock import Clock

    _refuse_running(chosen)
    _say_what_it_holds("brought-back", str(file), bring_back(chosen, file, passphrase, Clock()))


@click.command(name="export")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--form", default="csv", type=click.Choice(("csv", "json-lines")), help="A table, or all that was said.")
@click.option("--service", "services", multiple=True, help="A service whose cases it holds; all by default.")
@click.option("--site", "sites", multiple=True, help="A site whose cases it holds; all by default.")
@click.option(
    "--state", default="", type=click.Choice(("", *(state.value for state in CaseState))), help="Of one state."
)
@click.option("--first", type=_DAY, help="The first day of the deposits (2026-11-01).")
@click.option("--last", type=_DAY, help="The last day of the deposits.")
@click.pass_obj
def export_cases(
    chosen: "HubSettings",
    file: Path,
    form: str,
    services: tuple[str, ...],
    sites: tuple[str, ...],
    state: str,
    first: datetime | None,
    last: datetime | None,
) -> None:
    """Write cases in clear into one file that this account alone reads; prints how many. The trail says it."""
    from hub.cases.states import Scope
    from hub.outbox.export import FORMS, ExportQuery
    from hub.trail.audit import AuditAction, note

    hub = open_for_command(chosen)
    wanted = ExportQuery(Scope(services, sites), state, first.date() if first else None, last.date() if last else None)
    encoding = "utf-8-sig" if form == "csv" else "utf-8"
    note(hub, AuditAction.CASES_EXPORTED, detail=form)  # before: one that was cut has told contents too
    with (
        open(file, "w", encoding=encoding, newline="", opener=lambda path, flags: os.open(path, flags, 0o600)) as out,
        hub.store.reading() as connection,
    ):
        number = FORMS[form](out, connection, hub.ring, wanted)
    click.echo(number)


_COPY_COMMANDS = (write_copy, restore_copy, export_cases)


def _say_what_it_holds(code: str, file: str, counted: Mapping[str, int]) -> None:
    tables = {name: counted.get(name, 0) for name in ("site", "staff", "cases", "event", "attachment")}
    click.echo(Words(of_environment(os.environ)).code("hub-copy", code, path=file, **tables))


def _refuse_running(chosen: "HubSettings") -> None:
    """Raises `Refused` (`hub-runs`) where something listens at the hub's address: it would go on with old keys."""
    with suppress(OSError), socket.create_connection((chosen.host, chosen.port), 1):
        raise Refused(HubRefusal.HUB_RUNS, port=chosen.port)


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
    from hub.keys.keyring import rotate_sealing_key as make
    from hub.trail.audit import AuditAction, note

    opened = open_for_command(chosen)
    made = make(opened.store, opened.ring, opened.clock)
    note(opened, AuditAction.KEY_ROTATED, detail=made.id)
    click.echo(made.id)


@hub.command
@click.pass_obj
def restored(chosen: "HubSettings") -> None:
    """Say that the database is an older copy: every box then sends again what it may lack."""
    from hub.keys.lineage import begin_new_epoch as say
    from hub.trail.audit import AuditAction, note

    opened = open_for_command(chosen)
    epoch = say(opened.store, opened.clock)
    note(opened, AuditAction.DATABASE_RESTORED, detail=epoch)
    click.echo(epoch)


@hub.command
@click.pass_obj
def expire(chosen: "HubSettings") -> None:
    """End the contents of cases that were kept long enough, as happens by itself once a day; prints how many."""
    from hub.retention.retention import is_sure, run_upkeep

    opened = open_for_command(chosen)
    if not is_sure(opened):
        raise Refused(HubRefusal.HUB_DAY_UNSURE, day=opened.clock.now().date().isoformat())
    click.echo(run_upkeep(opened))


@hub.command
@click.argument("day", type=click.DateTime(["%Y-%m-%d"]))
@click.pass_obj
def confirm_day(chosen: "HubSettings", day: "datetime") -> None:
    """Say which day it is, where the hub's date has leapt and nothing is erased (2026-11-26)."""
    from hub.retention.retention import confirm

    opened = open_for_command(chosen)
    today = opened.clock.now().date()
    if day.date() != today:
        raise Refused(HubRefusal.NOT_THAT_DAY, day=today.isoformat())
    click.echo(confirm(opened).isoformat())


@hub.group(name="keys")
def hub_keys() -> None:
    """Copy the hub's keys away, bring them back, or list those of the sites."""


@hub_keys.command(name="backup")
@click.argument("file", type=click.Path(path_type=Path))
@_PASSPHRASE_TWICE
@click.pass_obj
def back_up_keys(chosen: "HubSettings", file: Path, passphrase: str) -> None:
    """Write every key to one file that only the passphrase opens."""
    from hub.keys.key_backup import back_up
    from hub.trail.audit import AuditAction, note

    opened = open_for_command(chosen)
    back_up(chosen.keys_folder, file, passphrase)
    note(opened, AuditAction.KEYS_COPIED)
    click.echo(file)


@hub_keys.command(name="restore")
@click.argument("file", type=click.Path(path_type=Path))
@_PASSPHRASE
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

    opened = open_for_command(chosen)
    file.write_text(signed_list_text(opened), "utf-8")
    click.echo(opened.verify_key)


for command in (
    sites,
    connectors,
    import_bundle,
    announce,
    logs,
    doctor,
    publish,
    published,
    *COMMANDS,
    *_COPY_COMMANDS,
):
    hub.add_command(command)

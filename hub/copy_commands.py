"""The commands `kiosk hub backup`, `restore` and `export`: database and keys together in one file, or cases in clear.

The libraries of the extra `hub` are imported only when one of these runs.
"""

import os
import socket
from collections.abc import Mapping
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from hub.trail.audit_action import AuditAction
from kiosk.domain.events.event import CaseState
from kiosk.error_codes import HubRefusal
from kiosk.errors import Refused
from kiosk.words.languages import of_environment
from kiosk.words.words import Words

if TYPE_CHECKING:
    from hub.settings import HubSettings

_DAY = click.DateTime(["%Y-%m-%d"])
_VARIABLE = "KIOSK_HUB_COPY_PASSPHRASE"
"""The passphrase of a copy where nobody is asked, as in a timer."""
PASSPHRASE = click.option("--passphrase", prompt=True, hide_input=True, envvar=_VARIABLE)
PASSPHRASE_TWICE = click.option(
    "--passphrase", prompt=True, hide_input=True, confirmation_prompt=True, envvar=_VARIABLE
)


@click.command(name="backup")
@click.argument("file", type=click.Path(path_type=Path))
@PASSPHRASE_TWICE
@click.pass_obj
def back_up(chosen: "HubSettings", file: Path, passphrase: str) -> None:
    """Write database and keys into one file that only the passphrase opens, while the hub works."""
    from hub.backup.hub_backup import back_up as write
    from hub.opening import open_hub
    from kiosk.clock import Clock

    _say_what_it_holds("copied", str(file), write(open_hub(chosen, Clock()), file, passphrase))


@click.command(name="restore")
@click.argument("file", type=click.Path(path_type=Path))
@PASSPHRASE
@click.pass_obj
def restore(chosen: "HubSettings", file: Path, passphrase: str) -> None:
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
def export(
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
    from hub.cases.scope import Scope
    from hub.opening import open_hub
    from hub.outbox.export import FORMS, ExportQuery
    from hub.trail.audit import note
    from kiosk.clock import Clock

    hub = open_hub(chosen, Clock())
    wanted = ExportQuery(Scope(services, sites), state, first.date() if first else None, last.date() if last else None)
    encoding = "utf-8-sig" if form == "csv" else "utf-8"
    note(hub, AuditAction.CASES_EXPORTED, detail=form)  # before: one that was cut has told contents too
    with (
        open(file, "w", encoding=encoding, newline="", opener=lambda path, flags: os.open(path, flags, 0o600)) as out,
        hub.store.reading() as connection,
    ):
        number = FORMS[form](out, connection, hub.ring, wanted)
    click.echo(number)


COMMANDS = (back_up, restore, export)


def _say_what_it_holds(code: str, file: str, counted: Mapping[str, int]) -> None:
    tables = {name: counted.get(name, 0) for name in ("site", "staff", "cases", "event", "attachment")}
    click.echo(Words(of_environment(os.environ)).code("hub-copy", code, path=file, **tables))


def _refuse_running(chosen: "HubSettings") -> None:
    """Raises `Refused` (`hub-runs`) where something listens at the hub's address: it would go on with old keys."""
    with suppress(OSError), socket.create_connection((chosen.host, chosen.port), 1):
        raise Refused(HubRefusal.HUB_RUNS, port=chosen.port)

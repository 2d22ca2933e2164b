"""The commands `kiosk hub …`: run the hub, register sites, manage its keys, pass cases on, publish."""

import json
import os
import socket
import sys
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from importlib.util import find_spec
from io import TextIOWrapper
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from hub.archives_commands import archives
from hub.people_commands import COMMANDS, find_words, open_for_command, pass_hub
from kiosk.clock import Clock
from kiosk.domain.events.wire.statements import HUB_STATES
from kiosk.domain.trail.finding import Finding
from kiosk.error_codes import HubRefusal, Refusal
from kiosk.errors import Refused
from kiosk.paths import name_what_is_wrong
from kiosk.process import log_file
from kiosk.words.findings import report_findings

if TYPE_CHECKING:
    from hub.hub import Hub
    from hub.outbox.outbox import Destination
    from hub.settings import HubSettings

_DAY = click.DateTime(["%Y-%m-%d"])
_VARIABLE = "KIOSK_HUB_COPY_PASSPHRASE"
"""The passphrase of a copy where nobody is asked, as in a timer."""
_PASSPHRASE = click.option("--passphrase", prompt=True, hide_input=True, envvar=_VARIABLE)
_PASSPHRASE_TWICE = click.option(
    "--passphrase", prompt=True, hide_input=True, confirmation_prompt=True, envvar=_VARIABLE
)


@click.group(invoke_without_command=True)
@click.option("--port", type=click.IntRange(0, 65_535), help="The port of the hub.")
@click.option("--database", help="Where it keeps everything: an SQLAlchemy URL, SQLite by default.")
@click.option("--data", type=click.Path(path_type=Path), help="The hub's folder.")
@click.pass_context
def hub(ctx: click.Context, port: int | None, database: str | None, data: Path | None) -> None:
    """Run the central system, or register who uses it."""
    if find_spec("sqlalchemy") is None:  # the extra is not installed
        raise Refused(Refusal.NO_HUB_EXTRA)
    from hub.settings import read_hub_settings

    chosen = read_hub_settings(data=data)
    given: dict[str, Any] = {"port": port, "database": database}
    ctx.obj = replace(chosen, **{name: value for name, value in given.items() if value is not None})
    if ctx.invoked_subcommand is None:
        from hub.server import serve

        serve(ctx.obj, ready=lambda server: click.echo(f"http://{server.bind_addr[0]}:{server.bind_addr[1]}"))


@hub.command(name="announce")
@click.argument("version")
@click.option("--security", "text", required=True, help="What the version mends, in one sentence.")
@click.option(
    "--file", type=click.Path(path_type=Path), help="Also write the signed note, for a stick (Parvis/release.json)."
)
@pass_hub
def announce_command(opened: "Hub", version: str, text: str, file: Path | None) -> None:
    """Tell every box that a newer version of Parvis mends a weakness; no box installs it by itself."""
    from hub.sites import fleet
    from hub.trail import AuditAction, append_audit_line

    signed = fleet.announce_release(opened, version, text)
    append_audit_line(opened, AuditAction.RELEASE_ANNOUNCED, detail=version)
    if file:
        file.write_text(json.dumps(signed.to_wire()), "utf-8")
    click.echo(find_words().code("command", "announced", version=version))


@hub.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@pass_hub
def publish_command(opened: "Hub", file: Path) -> None:
    """Give boxes what `kiosk publish sign` has written; this hub can change nothing of it."""
    from hub import publications
    from hub.trail import AuditAction, append_audit_line

    taken = publications.take_publication(opened, file.read_bytes())
    append_audit_line(
        opened, AuditAction.PUBLISHED, detail=" ".join(f"{listed.scope}{listed.number}" for listed in taken.lists)
    )
    words = find_words()
    for number in taken.roots:
        click.echo(words.code("published", "root-signed", number=number))
    for listed in taken.lists:
        scope = listed.scope or words.code("published", "everyone")
        click.echo(words.code("published", "list-signed", number=listed.number, scope=scope, count=len(listed.items)))
    if not (taken.roots or taken.lists):
        click.echo(words.code("published", "known"))


@hub.command()
@pass_hub
def published_command(opened: "Hub") -> None:
    """Say what is published, until when, and which sites have it."""
    from hub import publications

    words = find_words()
    for listed, cursor in publications.read_newest_lists(opened):
        scope = listed.scope or words.code("published", "everyone")
        details = {"number": listed.number, "scope": scope, "count": len(listed.items), "day": words.day(listed.until)}
        click.echo(f"{cursor}  {words.code('published', 'list-until', **details)}")
    for site in publications.list_site_publications(opened):
        told = words.code(
            "published", "site-has" if site.cursor else "site-has-nothing", site=site.code, cursor=site.cursor
        )
        click.echo(f"{told} {words.code('refused', site.fault) if site.fault else ''}".rstrip())


@hub.command(name="import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.argument("answer", required=False, type=click.Path(path_type=Path))
@pass_hub
def import_bundle_command(opened: "Hub", file: Path, answer: Path | None) -> None:
    """Take what a box sent by hand; writes the answer beside it, or to ANSWER, to be carried back."""
    from hub import bundles
    from hub.bundles import take_bundle
    from hub.trail import AuditAction, append_audit_line
    from kiosk.process.whole_file import write_whole_file

    with file.open("rb") as source:
        taken = take_bundle(opened, source)
    append_audit_line(opened, AuditAction.BUNDLE_TAKEN, detail=taken.site)
    target = answer or file.with_name(bundles.file_name(taken.id))
    if not write_whole_file(target, [bundles.read_answer(opened, taken.id)]):
        raise Refused(Refusal.BUNDLE_NOT_WRITTEN, path=str(target))
    counts = {"site": taken.site, "events": taken.events, "taken": taken.taken, "refused": taken.refused}
    click.echo(find_words().code("command", "bundle-taken", path=target, **counts))


@hub.group()
def connectors() -> None:
    """See where cases are passed on to, check it, and send again."""


@connectors.command(name="list")
@click.pass_obj
def list_destinations_command(chosen: "HubSettings") -> None:
    """Show each destination: what waits, what needs a person, when something last arrived."""
    from hub.outbox.outbox import list_destination_standings

    words = find_words()
    for standing in list_destination_standings(open_for_command(chosen)):
        setup = standing.setup
        where = f"{setup.kind} {setup.connector.where}" if setup else words.code("outgoing", "gone")
        last = standing.delivered_at.isoformat(timespec="seconds") if standing.delivered_at else "-"
        told = words.code("outgoing", "standing", waiting=standing.waiting, attention=standing.attention, last=last)
        fault = f" {words.code('line', standing.fault)}" if standing.fault else ""
        click.echo(f"{standing.name} {where}\n  {told}{fault}")


@connectors.command
@click.argument("name", required=False)
@click.pass_obj
def check_command(chosen: "HubSettings", name: str | None) -> None:
    """Read the settings of every destination, and reach each without delivering anything."""
    from hub.outbox.outbox import read_destinations

    words, wrong = find_words(), False
    destinations = [_named(chosen, name)] if name else read_destinations(chosen)
    if not destinations:
        click.echo(words.code("outgoing", "none"))
    for destination in destinations:
        fault = destination.connector.what_is_wrong()
        wrong = wrong or fault is not None
        click.echo(f"{destination.name}: {words.code('line', fault) if fault else words.code('outgoing', 'reached')}")
    if wrong:
        raise SystemExit(1)


@connectors.command
@click.argument("name")
@click.option("--case", "reference", help="Send again all that this case has told.")
@click.option(
    "--since",
    type=click.DateTime(["%Y-%m-%d"]),
    help="Send again all that has arrived since that day, for a system that lost it (2026-11-26).",
)
@pass_hub
def resend_command(opened: "Hub", name: str, reference: str | None, since: "datetime | None") -> None:
    """Try what waits and what needs a person at once, or send again what has arrived; prints how many deliveries."""
    from zoneinfo import ZoneInfo

    from hub.outbox.outbox import resend_case, resend_since, try_now
    from hub.trail import AuditAction, append_audit_line

    if reference:
        count = resend_case(opened, name, reference)
    elif since:
        count = resend_since(opened, name, since.replace(tzinfo=ZoneInfo(opened.settings.time_zone)))
    else:
        count = try_now(opened, name)
    append_audit_line(opened, AuditAction.SENT_AGAIN, reference=reference or "", detail=name)
    click.echo(find_words().code("outgoing", "sent-again", count=count))


@connectors.command
@click.argument("name")
@click.pass_obj
def secret_command(chosen: "HubSettings", name: str) -> None:
    """Make a new secret for a destination and print it, for whoever runs the other system; the last one still signs."""
    from hub.trail import AuditAction, append_audit_line

    destination, opened = _named(chosen, name), open_for_command(chosen)
    made = destination.connector.new_secret()
    if made is None:
        raise Refused(HubRefusal.NO_OWN_SECRET, name=name)
    append_audit_line(opened, AuditAction.SECRET_MADE, detail=name)
    click.echo(made)


@connectors.command
@click.argument("file", type=click.Path(path_type=Path))
@click.pass_obj
def recipients_command(chosen: "HubSettings", file: Path) -> None:
    """Write whom cases are passed on to as a setting to publish, so that every box's notices name them."""
    from hub.outbox.outbox import published_recipients
    from kiosk.domain.events.wire.reading import encode

    words = find_words()
    why = words.code("outgoing", "recipients-why")
    with name_what_is_wrong(file):
        file.write_bytes(encode(published_recipients(chosen, why)))
    click.echo(file)


def _named(chosen: "HubSettings", name: str) -> "Destination":
    from hub.outbox.outbox import read_destinations

    for destination in read_destinations(chosen):
        if destination.name == name:
            return destination
    raise Refused(HubRefusal.NO_SUCH_DESTINATION, name=name)


@hub.command()
@click.option("--json", "as_json", is_flag=True, help="As JSON, for another program.")
@click.pass_obj
def doctor_command(chosen: "HubSettings", as_json: bool) -> None:
    """Say what is well, what is still to do and what is to mend."""
    text, status = report_findings(find_words(), _findings(chosen), as_json)
    click.echo(text)
    sys.exit(status)


def _findings(chosen: "HubSettings") -> list[Finding]:
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


@hub.group()
def logs() -> None:
    """What the program noted for whoever repairs it; nothing of a person."""


@logs.command(name="export")
@log_file.where_and_how_long
@click.pass_obj
def export_logs_command(chosen: "HubSettings", file: Path | None, days: int) -> None:
    """Write one file for support: log, versions and what state the hub is in; also of one that does not start."""
    described = [_state_for_support(chosen)]
    path, count = log_file.write_support_file(file, "hub", described, chosen.logs_folder, Clock().now(), days)
    click.echo(find_words().code("command", "logs-exported", path=path, count=count))


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


@hub.command(name="backup")
@click.argument("target", type=click.Path(path_type=Path))
@click.option("--keep", type=click.IntRange(1), help="In a folder: how many copies stay there; the oldest go.")
@_PASSPHRASE_TWICE
@click.pass_obj
def back_up_hub_command(chosen: "HubSettings", target: Path, keep: int | None, passphrase: str) -> None:
    """Write database and keys into one file that only the passphrase opens, while the hub works."""
    from hub.backup import back_up_hub, back_up_hub_into

    if keep and not target.is_dir():
        raise click.UsageError(find_words().code("command", "keep-in-a-folder", path=target))
    hub, file = open_for_command(chosen), target
    if target.is_dir():
        file, counted = back_up_hub_into(hub, target, passphrase, keep)
    else:
        counted = back_up_hub(hub, target, passphrase)
    _say_what_it_holds("copied", str(file), counted)


@hub.command(name="restore")
@click.argument("file", type=click.Path(path_type=Path))
@_PASSPHRASE
@click.pass_obj
def restore_hub_command(chosen: "HubSettings", file: Path, passphrase: str) -> None:
    """Bring such a file back into an empty hub that is stopped; every box then sends again what it may lack."""
    from hub.backup import restore_hub

    _refuse_running(chosen)
    _say_what_it_holds("brought-back", str(file), restore_hub(chosen, file, passphrase, Clock()))


@hub.command(name="export")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--form", default="csv", type=click.Choice(("csv", "xlsx", "json-lines")), help="Tables, or all of it.")
@click.option("--service", "services", multiple=True, help="A service whose cases it holds; all by default.")
@click.option("--site", "sites", multiple=True, help="A site whose cases it holds; all by default.")
@click.option(
    "--state", default="", type=click.Choice(("", *(state.value for state in HUB_STATES))), help="Of one state."
)
@click.option("--first", type=_DAY, help="The first day of the deposits (2026-11-01).")
@click.option("--last", type=_DAY, help="The last day of the deposits.")
@pass_hub
def export_cases_command(
    hub: "Hub",
    file: Path,
    form: str,
    services: tuple[str, ...],
    sites: tuple[str, ...],
    state: str,
    first: datetime | None,
    last: datetime | None,
) -> None:
    """Write cases in clear into one file that this account alone reads; prints how many. The trail says it.
    Several tables are packed into a ZIP."""
    from hub.cases.states import Scope
    from hub.outbox.export import choose_cases, write_json_lines, write_tables
    from hub.trail import AuditAction, append_audit_line

    days = (day.date() if day else None for day in (first, last))
    wanted = choose_cases(Scope(services, sites), state, *days)
    append_audit_line(hub, AuditAction.CASES_EXPORTED, detail=form)  # before: one that was cut has told contents too
    with (
        open(file, "wb", opener=lambda path, flags: os.open(path, flags, 0o600)) as out,
        hub.store.reading() as connection,
    ):
        if form == "json-lines":
            with TextIOWrapper(out, encoding="utf-8", newline="") as lines:
                number = write_json_lines(hub, connection, lines, wanted)
        else:
            _, content, number = write_tables(hub, connection, wanted, form, named=True)
            out.write(content)
    click.echo(find_words().code("command", "cases-exported", path=file, count=number))


def _say_what_it_holds(code: str, file: str, counted: Mapping[str, int]) -> None:
    tables = {name: counted.get(name, 0) for name in ("site", "staff", "cases", "event", "attachment")}
    click.echo(find_words().code("hub-copy", code, path=file, **tables))


def _refuse_running(chosen: "HubSettings") -> None:
    """Raises `Refused` (`hub-runs`) where something listens at the hub's address: it would go on with old keys."""
    with suppress(OSError), socket.create_connection((chosen.host, chosen.port), 1):
        raise Refused(HubRefusal.HUB_RUNS, port=chosen.port)


@hub.command
@pass_hub
def rotate_command(opened: "Hub") -> None:
    """Make a new sealing key; prints how it is named. Back the keys up again afterwards."""
    from hub.keyring import rotate_sealing_key
    from hub.trail import AuditAction, append_audit_line

    made = rotate_sealing_key(opened.store, opened.ring, opened.clock)
    append_audit_line(opened, AuditAction.KEY_ROTATED, detail=made.id)
    click.echo(made.id)


@hub.command
@pass_hub
def restored_command(opened: "Hub") -> None:
    """Say that the database is an older copy: every box then sends again what it may lack."""
    from hub.opening import begin_new_epoch
    from hub.trail import AuditAction, append_audit_line

    epoch = begin_new_epoch(opened.store, opened.clock)
    append_audit_line(opened, AuditAction.DATABASE_RESTORED, detail=epoch)
    click.echo(epoch)


@hub.command
@pass_hub
def expire_command(opened: "Hub") -> None:
    """End the contents of cases that were kept long enough, as happens by itself once a day; prints how many."""
    from hub.retention import is_today_sure, run_upkeep

    if not is_today_sure(opened):
        raise Refused(HubRefusal.HUB_DAY_UNSURE, day=opened.clock.now().date().isoformat())
    click.echo(find_words().code("command", "contents-ended", count=run_upkeep(opened)))


@hub.command
@click.argument("day", type=click.DateTime(["%Y-%m-%d"]))
@pass_hub
def confirm_day_command(opened: "Hub", day: "datetime") -> None:
    """Say which day it is, where the hub's date has leapt and nothing is erased (2026-11-26)."""
    from hub.retention import confirm_today

    today = opened.clock.now().date()
    if day.date() != today:
        raise Refused(HubRefusal.NOT_THAT_DAY, day=today.isoformat())
    click.echo(confirm_today(opened).isoformat())


@hub.group(name="keys")
def hub_keys() -> None:
    """Copy the hub's keys away, bring them back, or list those of the sites."""


@hub_keys.command(name="backup")
@click.argument("file", type=click.Path(path_type=Path))
@_PASSPHRASE_TWICE
@pass_hub
def back_up_keys_command(opened: "Hub", file: Path, passphrase: str) -> None:
    """Write every key to one file that only the passphrase opens."""
    from hub.backup import back_up_keys
    from hub.trail import AuditAction, append_audit_line

    back_up_keys(opened.settings.keys_folder, file, passphrase)
    append_audit_line(opened, AuditAction.KEYS_COPIED)
    click.echo(file)


@hub_keys.command(name="restore")
@click.argument("file", type=click.Path(path_type=Path))
@_PASSPHRASE
@click.pass_obj
def restore_keys_command(chosen: "HubSettings", file: Path, passphrase: str) -> None:
    """Bring the keys of a copy back; no key that is there is overwritten."""
    from hub.backup import restore_keys

    restore_keys(chosen.keys_folder, file, passphrase)
    click.echo(chosen.keys_folder)


@hub_keys.command(name="list")
@click.argument("file", type=click.Path(path_type=Path))
@pass_hub
def write_key_list_command(opened: "Hub", file: Path) -> None:
    """Write the signed list that receipts are verified with; prints this hub's verify key."""
    from hub.sites.sites import signed_list_text

    file.write_text(signed_list_text(opened), "utf-8")
    click.echo(opened.ring.verify_key)


for command in (*COMMANDS, archives):
    hub.add_command(command)

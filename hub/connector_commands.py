"""The commands `kiosk hub connectors …`: see where cases are passed on to, check it, send again."""

import os
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kiosk.error_codes import HubRefusal
from kiosk.errors import Refused
from kiosk.paths import name_what_is_wrong
from kiosk.words.languages import of_environment
from kiosk.words.words import Words

if TYPE_CHECKING:
    from datetime import datetime

    from hub.hub import Hub
    from hub.outbox.destinations import Destination
    from hub.settings import HubSettings


@click.group()
def connectors() -> None:
    """See where cases are passed on to, check it, and send again."""


@connectors.command(name="list")
@click.pass_obj
def list_(chosen: "HubSettings") -> None:
    """Show each destination: what waits, what needs a person, when something last arrived."""
    from hub.outbox.standing import standings

    words = _words()
    for standing in standings(_here(chosen)):
        setup = standing.setup
        where = f"{setup.kind} {setup.connector.where}" if setup else words.code("outgoing", "gone")
        last = standing.delivered_at.isoformat(timespec="seconds") if standing.delivered_at else "-"
        told = words.code("outgoing", "standing", waiting=standing.waiting, attention=standing.attention, last=last)
        fault = f" {words.code('line', standing.fault)}" if standing.fault else ""
        click.echo(f"{standing.name} {where}\n  {told}{fault}")


@connectors.command
@click.argument("name", required=False)
@click.pass_obj
def check(chosen: "HubSettings", name: str | None) -> None:
    """Read the settings of every destination, and reach each without delivering anything."""
    from hub.outbox.destinations import read_destinations

    words, wrong = _words(), False
    for destination in [_named(chosen, name)] if name else read_destinations(chosen):
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
@click.pass_obj
def resend(chosen: "HubSettings", name: str, reference: str | None, since: "datetime | None") -> None:
    """Try what waits and what needs a person at once, or send again what has arrived; prints how many deliveries."""
    from zoneinfo import ZoneInfo

    from hub.outbox.resend import resend_case, resend_since, try_now
    from hub.trail.audit import note
    from hub.trail.audit_action import AuditAction

    opened = _here(chosen)
    if reference:
        count = resend_case(opened, name, reference)
    elif since:
        count = resend_since(opened, name, since.replace(tzinfo=ZoneInfo(chosen.time_zone)))
    else:
        count = try_now(opened, name)
    note(opened, AuditAction.SENT_AGAIN, reference=reference or "", detail=name)
    click.echo(count)


@connectors.command
@click.argument("name")
@click.pass_obj
def secret(chosen: "HubSettings", name: str) -> None:
    """Make a new secret for a destination and print it, for whoever runs the other system; the last one still signs."""
    from hub.trail.audit import note
    from hub.trail.audit_action import AuditAction

    destination, opened = _named(chosen, name), _here(chosen)
    made = destination.connector.new_secret()
    if made is None:
        raise Refused(HubRefusal.NO_OWN_SECRET, name=name)
    note(opened, AuditAction.SECRET_MADE, detail=name)
    click.echo(made)


@connectors.command
@click.argument("file", type=click.Path(path_type=Path))
@click.pass_obj
def recipients(chosen: "HubSettings", file: Path) -> None:
    """Write whom cases are passed on to as a setting to publish, so that every box's notices name them."""
    from hub.outbox.destinations import published_recipients
    from kiosk.domain.events.wire.writing import encode

    words = _words()
    why = words.code("outgoing", "recipients-why")
    with name_what_is_wrong(file):
        file.write_bytes(encode(published_recipients(chosen, why)))
    click.echo(file)


def _named(chosen: "HubSettings", name: str) -> "Destination":
    from hub.outbox.destinations import read_destinations

    for destination in read_destinations(chosen):
        if destination.name == name:
            return destination
    raise Refused(HubRefusal.NO_SUCH_DESTINATION, name=name)


def _here(chosen: "HubSettings") -> "Hub":
    from hub.opening import open_hub
    from kiosk.clock import Clock

    return open_hub(chosen, Clock())


def _words() -> Words:
    return Words(of_environment(os.environ))

"""The commands `kiosk hub …` for what comes and goes: versions and publications, files by hand, connectors.

The libraries of the extra `hub` are imported only when one of these runs.
"""

import json
import os
from pathlib import Path
from typing import TYPE_CHECKING

import click

from hub.open_for_command import open_for_command
from kiosk.error_codes import HubRefusal, Refusal
from kiosk.errors import Refused
from kiosk.paths import name_what_is_wrong
from kiosk.words.languages import of_environment
from kiosk.words.words import Words

if TYPE_CHECKING:
    from datetime import datetime

    from hub.outbox.destinations import Destination
    from hub.settings import HubSettings


@click.command(name="announce")
@click.argument("version")
@click.option("--security", "text", required=True, help="What the version mends, in one sentence.")
@click.option(
    "--file", type=click.Path(path_type=Path), help="Also write the signed note, for a stick (Parvis/release.json)."
)
@click.pass_obj
def announce(chosen: "HubSettings", version: str, text: str, file: Path | None) -> None:
    """Tell every box that a newer version of Parvis mends a weakness; no box installs it by itself."""
    from hub.sites import release_notes
    from hub.trail.audit import AuditAction, note

    opened = open_for_command(chosen)
    signed = release_notes.announce(opened, version, text)
    note(opened, AuditAction.RELEASE_ANNOUNCED, detail=version)
    if file:
        file.write_text(json.dumps(signed.to_wire()), "utf-8")
    click.echo(Words(of_environment(os.environ)).code("command", "announced", version=version))


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.pass_obj
def publish(chosen: "HubSettings", file: Path) -> None:
    """Give boxes what `kiosk publish sign` has written; this hub can change nothing of it."""
    from hub.published import publications
    from hub.trail.audit import AuditAction, note

    opened = open_for_command(chosen)
    taken = publications.take(opened, file.read_bytes())
    note(opened, AuditAction.PUBLISHED, detail=" ".join(f"{listed.scope}{listed.number}" for listed in taken.lists))
    words = Words(of_environment(os.environ))
    for number in taken.roots:
        click.echo(words.code("published", "root-signed", number=number))
    for listed in taken.lists:
        scope = listed.scope or words.code("published", "everyone")
        click.echo(words.code("published", "list-signed", number=listed.number, scope=scope, count=len(listed.items)))
    if not (taken.roots or taken.lists):
        click.echo(words.code("published", "known"))


@click.command()
@click.pass_obj
def published(chosen: "HubSettings") -> None:
    """Say what is published, until when, and which sites have it."""
    from hub.published import publications

    opened = open_for_command(chosen)
    words = Words(of_environment(os.environ))
    for listed, cursor in publications.lists(opened):
        scope = listed.scope or words.code("published", "everyone")
        details = {"number": listed.number, "scope": scope, "count": len(listed.items), "day": words.day(listed.until)}
        click.echo(f"{cursor}  {words.code('published', 'list-until', **details)}")
    for site in publications.every(opened):
        click.echo(f"{site.code}  {site.cursor}  {site.fault}".rstrip())


@click.command(name="import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.argument("answer", required=False, type=click.Path(path_type=Path))
@click.pass_obj
def import_bundle(chosen: "HubSettings", file: Path, answer: Path | None) -> None:
    """Take what a box sent by hand; writes the answer beside it, or to ANSWER, to be carried back."""
    from hub.bundles import kept_answers
    from hub.bundles.take_bundle import take
    from hub.trail.audit import AuditAction, note
    from kiosk.process.whole_file import write_whole

    opened = open_for_command(chosen)
    with file.open("rb") as source:
        taken = take(opened, source)
    note(opened, AuditAction.BUNDLE_TAKEN, detail=taken.site)
    target = answer or file.with_name(kept_answers.file_name(taken.id))
    if not write_whole(target, [kept_answers.read_answer(opened, taken.id)]):
        raise Refused(Refusal.BUNDLE_NOT_WRITTEN, path=str(target))
    counts = {"site": taken.site, "events": taken.events, "taken": taken.taken, "refused": taken.refused}
    click.echo(Words(of_environment(os.environ)).code("command", "bundle-taken", path=target, **counts))


@click.group()
def connectors() -> None:
    """See where cases are passed on to, check it, and send again."""


@connectors.command(name="list")
@click.pass_obj
def list_destinations(chosen: "HubSettings") -> None:
    """Show each destination: what waits, what needs a person, when something last arrived."""
    from hub.outbox.standing import standings

    words = _words()
    for standing in standings(open_for_command(chosen)):
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
    from hub.trail.audit import AuditAction, note

    opened = open_for_command(chosen)
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
    from hub.trail.audit import AuditAction, note

    destination, opened = _named(chosen, name), open_for_command(chosen)
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
    from kiosk.domain.events.wire.reading import encode

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


def _words() -> Words:
    return Words(of_environment(os.environ))

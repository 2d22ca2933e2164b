"""The commands for what goes down to boxes: `announce` a version, `publish` what was signed elsewhere, see who has it.

The libraries of the extra `hub` are imported only when it runs.
"""

import json
import os
from pathlib import Path
from typing import TYPE_CHECKING

import click

from hub.trail.audit_action import AuditAction
from kiosk.words.languages import of_environment
from kiosk.words.words import Words

if TYPE_CHECKING:
    from hub.hub import Hub
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
    from hub.opening import open_hub
    from hub.sites import release_notes
    from hub.trail.audit import note
    from kiosk.clock import Clock

    opened = open_hub(chosen, Clock())
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
    from hub.trail.audit import note

    opened = _here(chosen)
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
    from hub.published import publications, site_publications

    opened = _here(chosen)
    words = Words(of_environment(os.environ))
    for listed, cursor in publications.lists(opened):
        scope = listed.scope or words.code("published", "everyone")
        details = {"number": listed.number, "scope": scope, "count": len(listed.items), "day": words.day(listed.until)}
        click.echo(f"{cursor}  {words.code('published', 'list-until', **details)}")
    for site in site_publications.every(opened):
        click.echo(f"{site.code}  {site.cursor}  {site.fault}".rstrip())


def _here(chosen: "HubSettings") -> "Hub":
    from hub.opening import open_hub
    from kiosk.clock import Clock

    return open_hub(chosen, Clock())

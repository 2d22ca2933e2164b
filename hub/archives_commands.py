"""The commands `kiosk hub archives …`: the list for the archives' visa, and a file that they want to keep."""

import os
from pathlib import Path
from typing import TYPE_CHECKING

import click

from hub.people_commands import find_words, pass_hub

if TYPE_CHECKING:
    from hub.hub import Hub


@click.group()
def archives() -> None:
    """What the public archives need before files are destroyed, or to keep one."""


@archives.command(name="list")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--form", default="pdf", type=click.Choice(("pdf", "csv")), help="To print and sign, or a table.")
@click.option("--service", "services", multiple=True, help="A service whose cases it holds; all by default.")
@click.option("--site", "sites", multiple=True, help="A site whose cases it holds; all by default.")
@pass_hub
def list_for_visa_command(hub: "Hub", file: Path, form: str, services: tuple[str, ...], sites: tuple[str, ...]) -> None:
    """Write the list of files whose time is over and that wait for the archives' visa: numbers, procedures and days, no
    name; prints how many."""
    from hub.archives.transfer import list_for_visa, write_visa_list
    from hub.cases.states import Scope
    from hub.trail import AuditAction, append_audit_line
    from kiosk.paths import name_what_is_wrong

    words = find_words()
    with hub.store.reading() as connection:
        listed = list_for_visa(hub, connection, Scope(services, sites))
    content = write_visa_list(hub, listed, form, words)
    append_audit_line(hub, AuditAction.ARCHIVES_LISTED, detail=form)
    with (
        name_what_is_wrong(file),
        open(file, "wb", opener=lambda path, flags: os.open(path, flags, 0o600)) as out,
    ):
        out.write(content)
    until = hub.day(hub.clock.now()).isoformat()
    click.echo(words.code("command", "archives-listed", path=file, count=len(listed), until=until))


@archives.command(name="export")
@click.argument("reference")
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
@pass_hub
def export_for_archives_command(hub: "Hub", reference: str, folder: Path) -> None:
    """Write one file in clear into FOLDER, in the BagIt layout (RFC 8493), for archives that want to keep it; it stays
    here. The trail says it."""
    from hub.archives.transfer import write_archive_folder
    from kiosk.domain.events.reference import parse_reference

    click.echo(write_archive_folder(hub, parse_reference(reference), folder, find_words()))

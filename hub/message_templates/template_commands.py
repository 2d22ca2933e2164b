"""The commands `kiosk hub templates …`: write the message templates into a file, and take them from one."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from kiosk.paths import name_what_is_wrong

if TYPE_CHECKING:
    from hub.hub import Hub
    from hub.settings import HubSettings


@click.group()
def templates() -> None:
    """Pass message templates from one hub to another, in a file."""


@templates.command
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.pass_obj
def export(chosen: "HubSettings", file: Path) -> None:
    """Write all message templates into FILE; prints its name."""
    from hub.message_templates import kept_templates
    from hub.message_templates.template_file import written

    with _here(chosen).store.reading() as connection:
        known = kept_templates.every(connection)
    with name_what_is_wrong(file):
        file.write_bytes(written(known))
    click.echo(file)


@templates.command(name="import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.pass_obj
def import_(chosen: "HubSettings", file: Path) -> None:
    """Take the message templates of FILE, all or none; prints how many are new or changed."""
    from hub.message_templates.template_file import read, take

    click.echo(take(_here(chosen), read(file.read_bytes(), str(file))))


def _here(chosen: "HubSettings") -> "Hub":
    from hub.opening import open_hub
    from kiosk.clock import Clock

    return open_hub(chosen, Clock())

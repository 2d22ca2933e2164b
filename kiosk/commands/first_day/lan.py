"""The command that opens a box to the other screens of the building, or closes it, from its next start on."""

import click

from kiosk import paths
from kiosk.commands.asking import WORDS, box_settings

_STATES = ("on", "off")


@click.command()
@click.argument("state", type=click.Choice(_STATES))
def lan(state: str) -> None:
    """Serve the other screens of the building too (on), or this machine alone (off), from the next start on."""
    from kiosk.services.box import settings_file
    from kiosk.services.lan import firewall

    box_paths = paths.Paths(paths.default_data())
    box_paths.create()
    settings_file.write(box_paths.settings, {"lan": state})
    port = box_settings().lan_port
    click.echo(WORDS.code("command", "lan-on" if state == "on" else "lan-off", path=str(box_paths.settings), port=port))
    needed = firewall.needs(port) if state == "on" else ()
    if needed:
        click.echo(WORDS.code("command", "lan-firewall"))
    for line in needed:
        click.echo(f"    {line}")

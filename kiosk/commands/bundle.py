"""Commands that carry cases to the hub by hand, and take its answer."""

from pathlib import Path

import click
from msgspec.structs import asdict

from kiosk.commands.asking import WORDS, ask


@click.group()
def bundle() -> None:
    """Carry cases to the hub by hand, on a stick, and bring its answer back."""


@bundle.command(name="export")
@click.argument("folder", required=False, type=click.Path(exists=True, file_okay=False, path_type=Path))
def export(folder: Path | None) -> None:
    """Write one sealed file with what waits for the hub into a folder, or onto the USB stick."""
    from kiosk.operations import exchange

    written = ask(exchange.write_bundle, folder.resolve() if folder else None)
    click.echo(WORDS.code("command", "bundle-written", path=written.path, events=written.events))
    if folder is None:
        click.echo(WORDS.code("command", "stick-may-go"))


@bundle.command(name="import")
@click.argument("source", required=False, type=click.Path(exists=True, path_type=Path))
def bring_back(source: Path | None) -> None:
    """Take the hub's answer: a file, or the one in a folder, or the one on the USB stick."""
    from kiosk.operations import exchange

    taken = ask(exchange.take_answer, source.resolve() if source else None)
    click.echo(WORDS.code("command", "bundle-answered", **asdict(taken)))

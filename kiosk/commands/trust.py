"""The commands `kiosk trust …`: whom a box trusts to publish, and a publication that came by hand."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from kiosk.commands.asking import WORDS, ask

if TYPE_CHECKING:
    from kiosk.operations.exchange import TrustedRoot

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.group()
def trust() -> None:
    """Whom this box trusts to publish procedures, information and messages."""


@trust.command()
@click.argument("file", type=_FILE)
def root(file: Path) -> None:
    """Trust whoever this root names; compare the keys with those that the operator reads to you."""
    from kiosk.operations import exchange

    _show(ask(exchange.trust_root, file.read_bytes().decode("utf-8", "replace")))


@trust.command()
def show() -> None:
    """Say whom this box trusts."""
    from kiosk.operations import exchange

    _show(ask(exchange.show_root))


@trust.command()
@click.argument("file", type=_FILE)
def take(file: Path) -> None:
    """Take a publication from a file, as from the hub: `publication.json` on a stick."""
    from kiosk.operations import exchange

    taken = ask(exchange.take_publication, file.read_bytes().decode("utf-8", "replace"))
    click.echo(WORDS.code("published", "taken" if taken.changed else "known"))


def _show(trusted: "TrustedRoot") -> None:
    if trusted.until is None:
        click.echo(WORDS.code("refused", "no-root"))
        return
    click.echo(
        WORDS.code("published", "trusted", number=trusted.number, least=trusted.threshold, day=WORDS.day(trusted.until))
    )
    for key in trusted.keys:
        click.echo(f"  {key}")

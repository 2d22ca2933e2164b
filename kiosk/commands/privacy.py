"""Commands for the data-protection officer: the register of processing."""

import click

from kiosk.commands.asking import ask


@click.group()
def privacy() -> None:
    """What the town hall writes down of the data it handles."""


@privacy.command()
@click.option("--csv", "as_csv", is_flag=True, help="One line a processing, for a spreadsheet.")
def register(as_csv: bool) -> None:
    """Write the entries for the register of processing (GDPR article 30)."""
    from kiosk.operations import register

    click.echo(ask(register.write, register.Form(as_csv)).text, nl=False)

"""What a town hall owes its data-protection officer."""

from typing import Any

import click

from kiosk.commands.asking import with_box


@click.group()
def privacy() -> None:
    """What the town hall writes down of the data it handles."""


@privacy.command()
@click.option("--csv", "as_csv", is_flag=True, help="One line a processing, for a spreadsheet.")
def register(as_csv: bool) -> None:
    """Write the entries for the register of processing (GDPR article 30)."""

    def alone(box: Any) -> dict[str, Any]:
        from kiosk.services import register as registering

        return {"text": registering.written(box, as_csv)}

    click.echo(with_box("register", {"csv": as_csv}, alone)["text"], nl=False)

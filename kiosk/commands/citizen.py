"""What a person may ask for by law: a copy of what is kept about them, or its erasure."""

from typing import Any

import click

from kiosk.commands.asking import French, with_box


@click.group()
def citizen() -> None:
    """The rights of the person, by the number of their case."""


@citizen.command(name="export")
@click.argument("reference")
@click.option("--login", default="", help="Who opens it, unless they have a badge.")
def export(reference: str, login: str) -> None:
    """Everything this box holds of a case, as JSON."""
    asked = {"reference": reference, **_opener(login)}

    def alone(box: Any) -> dict[str, Any]:
        from kiosk.services import rights

        return {"text": rights.export_for(box, **asked)}

    click.echo(with_box("export", asked, alone)["text"])


@citizen.command(name="erase")
@click.argument("reference")
@click.option("--login", default="", help="Who opens it, unless they have a badge.")
def erase(reference: str, login: str) -> None:
    """Ask the hub to erase a case, and keep nothing here once it knows."""
    asked = {"reference": reference, **_opener(login)}

    def alone(box: Any) -> dict[str, Any]:
        from kiosk.services import rights

        rights.erase_for(box, **asked)
        return {}

    with_box("erase", asked, alone)
    click.echo(French.code("paper", "erasure-next"))


def _opener(login: str) -> dict[str, str]:
    """First factor and PIN: nobody who only has the machine opens a case."""
    return {
        "login": login,
        "factor": click.prompt(French.code("command", "factor"), hide_input=True),
        "pin": click.prompt("PIN", hide_input=True),
    }

"""The first day of a box, the people who help at it, and the hub it belongs to."""

from typing import Any

import click

from kiosk.commands.asking import French, said, with_box
from kiosk.errors import Refused

FACTORS = ("passphrase", "badge", "key-file")
_FACTOR = "What they sign in with, beside a PIN."


@click.group()
def mediator() -> None:
    """The people who help at the desk."""


@mediator.command(name="add")
@click.argument("login")
@click.argument("name")
@click.option("--factor", type=click.Choice(FACTORS), default=FACTORS[0], show_default=True, help=_FACTOR)
@click.option("--administrator", is_flag=True, help="Runs the box, and opens no case.")
def add_mediator(login: str, name: str, factor: str, administrator: bool) -> None:
    """Someone new; a supervisor then hands them their services, at the desk."""

    def alone(box: Any) -> dict[str, Any]:
        from kiosk.services import setting_up

        made = setting_up.add(box, login, name, factor, administrator=administrator)
        return {"factor": made.factor, "pin": made.pin}

    details = {"login": login, "name": name, "factor": factor, "administrator": administrator}
    _handed_over(with_box("mediator", details, alone))


@mediator.command(name="remove")
@click.argument("login")
def remove_mediator(login: str) -> None:
    """Someone leaves: they can never sign in again, and their name stays in what they did."""

    def alone(box: Any) -> dict[str, Any]:
        from kiosk.services import departure

        departure.remove_here(box, login)
        return {}

    with_box("mediator-remove", {"login": login}, alone)
    click.echo(French.code("command", "mediator-removed", login=login))


@mediator.command(name="recover")
@click.argument("login")
def recover(login: str) -> None:
    """New sign-in for someone who lost theirs, with the recovery sheet."""
    words = click.prompt(French.code("command", "sheet-words"), hide_input=True)

    def alone(box: Any) -> dict[str, Any]:
        from kiosk.services import setting_up

        made = setting_up.recover(box, login, words)
        return {"factor": made.factor, "pin": made.pin}

    _handed_over(with_box("recover", {"login": login, "words": words}, alone))


@click.command(name="setup")
@click.argument("login")
@click.argument("name")
@click.option("--factor", type=click.Choice(FACTORS), default=FACTORS[0], show_default=True, help=_FACTOR)
def setup(login: str, name: str, factor: str) -> None:
    """The first day: keys for every service, the first mediator, the recovery sheet."""

    def alone(box: Any) -> dict[str, Any]:
        from kiosk.services import setting_up

        made, words = setting_up.first(box, login, name, factor)
        return {"factor": made.factor, "pin": made.pin, "words": words}

    found = with_box("set-up", {"login": login, "name": name, "factor": factor}, alone)
    click.echo(French.code("command", "sheet"))
    for place, word in enumerate(found["words"].split(), 1):
        click.echo(f"  {place:>2}. {word}")
    verify_sheet()
    _handed_over(found)


def verify_sheet() -> None:
    """Ask for the sheet until it is typed back right: a sheet that was copied wrong is no sheet."""
    while True:
        words = click.prompt(French.code("command", "sheet-words"), hide_input=True)

        def alone(box: Any, words: str = words) -> dict[str, Any]:
            from kiosk.services import setting_up

            setting_up.verify_sheet(box, words)
            return {}

        try:
            with_box("verify-sheet", {"words": words}, alone)
            return
        except Refused as refused:
            click.echo(said(refused))


def _handed_over(made: dict[str, Any]) -> None:
    click.echo(French.code("command", "handed-over"))
    click.echo(f"  {made['factor']}\n  PIN {made['pin']}")


@click.command(name="enroll")
@click.argument("url")
@click.argument("code")
def enroll(url: str, code: str) -> None:
    """Make this box known to a hub, with the one-time code its operator gave."""

    def alone(box: Any) -> dict[str, Any]:
        from kiosk.services import enrolling

        return {"name": enrolling.enroll(box, url, code).name}

    found = with_box("enroll", {"url": url, "code": code}, alone)
    click.echo(French.code("command", "enrolled", name=found["name"]))

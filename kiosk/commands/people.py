"""Commands to manage mediators, and to enrol the box at a hub."""

import click

from kiosk.commands.asking import WORDS, ask
from kiosk.domain.keys.factor_kind import FactorKind

FACTORS = tuple(kind.value for kind in FactorKind)
FACTOR_HELP = "What they sign in with, beside a PIN."


@click.group()
def mediator() -> None:
    """The people who help at the desk."""


@mediator.command(name="add")
@click.argument("login")
@click.argument("name")
@click.option("--factor", type=click.Choice(FACTORS), default=FACTORS[0], show_default=True, help=FACTOR_HELP)
@click.option("--administrator", is_flag=True, help="Runs the box, and opens no case.")
def add_mediator(login: str, name: str, factor: str, administrator: bool) -> None:
    """Someone new; a supervisor then hands them their services, at the desk."""
    from kiosk.operations import people

    issued = ask(people.add, people.NewMediator(login, name, factor, administrator))
    hand_over(issued.factor, issued.pin)


@mediator.command(name="remove")
@click.argument("login")
def remove_mediator(login: str) -> None:
    """Someone leaves: they can never sign in again, and their name stays in what they did."""
    from kiosk.operations import people

    ask(people.remove, people.Login(login))
    click.echo(WORDS.code("command", "mediator-removed", login=login))


@mediator.command(name="recover")
@click.argument("login")
@click.option("--every-service", is_flag=True, help="Make them supervisor of every service.")
def recover(login: str, every_service: bool) -> None:
    """New sign-in for someone who lost theirs, with the recovery sheet; they open what they opened before."""
    from kiosk.operations import people

    if every_service:
        click.echo(WORDS.code("command", "every-service", login=login))
    words = click.prompt(WORDS.code("command", "sheet-words"), hide_input=True)
    recovered = ask(people.recover, people.Lost(login, words, every_service))
    hand_over(recovered.factor, recovered.pin)
    if not recovered.services:
        click.echo(WORDS.code("command", "holds-nothing", login=login))


def hand_over(factor: str, pin: str) -> None:
    """Show a sign-in, once."""
    click.echo(WORDS.code("command", "handed-over"))
    click.echo(f"  {factor}\n  PIN {pin}")


@click.command(name="enroll")
@click.argument("url")
@click.argument("code")
def enroll(url: str, code: str) -> None:
    """Make this box known to a hub, with the one-time code its operator gave."""
    from kiosk.operations import enrol

    enrolled = ask(enrol.enroll, enrol.Invitation(url, code))
    click.echo(WORDS.code("command", "enrolled", name=enrolled.name))
    if enrolled.new_key:
        click.echo(WORDS.code("command", "new-site-key"))

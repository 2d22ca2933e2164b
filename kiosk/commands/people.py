"""Commands to set up a box, manage its mediators, and enrol it at a hub."""

import click

from kiosk.commands.asking import French, ask, in_words
from kiosk.domain.keys.factor_kind import FactorKind
from kiosk.errors import Refused

FACTORS = tuple(kind.value for kind in FactorKind)
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
    from kiosk.operations import people

    issued = ask(people.add, people.NewMediator(login, name, factor, administrator))
    _hand_over(issued.factor, issued.pin)


@mediator.command(name="remove")
@click.argument("login")
def remove_mediator(login: str) -> None:
    """Someone leaves: they can never sign in again, and their name stays in what they did."""
    from kiosk.operations import people

    ask(people.remove, people.Login(login))
    click.echo(French.code("command", "mediator-removed", login=login))


@mediator.command(name="recover")
@click.argument("login")
@click.option("--every-service", is_flag=True, help="Make them supervisor of every service.")
def recover(login: str, every_service: bool) -> None:
    """New sign-in for someone who lost theirs, with the recovery sheet; they open what they opened before."""
    from kiosk.operations import people

    if every_service:
        click.echo(French.code("command", "every-service", login=login))
    words = click.prompt(French.code("command", "sheet-words"), hide_input=True)
    recovered = ask(people.recover, people.Lost(login, words, every_service))
    _hand_over(recovered.factor, recovered.pin)
    if not recovered.services:
        click.echo(French.code("command", "holds-nothing", login=login))


@click.command(name="setup")
@click.argument("login")
@click.argument("name")
@click.option("--factor", type=click.Choice(FACTORS), default=FACTORS[0], show_default=True, help=_FACTOR)
def setup(login: str, name: str, factor: str) -> None:
    """The first day: keys for every service, the first mediator, the recovery sheet."""
    from kiosk.operations import first_day

    issued = ask(first_day.set_up, first_day.First(login, name, factor))
    click.echo(French.code("command", "sheet"))
    for place, word in enumerate(issued.words.split(), 1):
        click.echo(f"  {place:>2}. {word}")
    verify_sheet()
    _hand_over(issued.factor, issued.pin)


def verify_sheet() -> None:
    """Ask for the recovery sheet until it is typed correctly, because a miscopied sheet cannot recover anything."""
    from kiosk.operations import first_day

    while True:
        words = click.prompt(French.code("command", "sheet-words"), hide_input=True)
        try:
            ask(first_day.verify_sheet, first_day.Sheet(words))
            return
        except Refused as refused:
            click.echo(in_words(refused))


def _hand_over(factor: str, pin: str) -> None:
    click.echo(French.code("command", "handed-over"))
    click.echo(f"  {factor}\n  PIN {pin}")


@click.command(name="enroll")
@click.argument("url")
@click.argument("code")
def enroll(url: str, code: str) -> None:
    """Make this box known to a hub, with the one-time code its operator gave."""
    from kiosk.operations import enrol

    enrolled = ask(enrol.enroll, enrol.Invitation(url, code))
    click.echo(French.code("command", "enrolled", name=enrolled.name))

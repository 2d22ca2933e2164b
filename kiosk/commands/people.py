"""Commands to manage mediators, and to enrol the box at a hub."""

import click

from kiosk.commands.asking import WORDS, run_operation
from kiosk.domain.keys.ring import FactorKind

FACTORS = tuple(kind.value for kind in FactorKind)
FACTOR_HELP = "What they sign in with, beside a PIN."


@click.group()
def citizen() -> None:
    """The rights of the person, by the number of their case."""


@citizen.command(name="export")
@click.argument("reference")
@click.option("--login", default="", help="Who opens it; asked for by default.")
def export_case_command(reference: str, login: str) -> None:
    """Everything this box holds of a case, as JSON."""
    from kiosk.operations import people

    login, factor, pin = _sign_in(login)
    click.echo(run_operation(people.run_case_export, reference, login, factor, pin).text)


@citizen.command(name="erase")
@click.argument("reference")
@click.option("--login", default="", help="Who opens it; asked for by default.")
def erase_case_command(reference: str, login: str) -> None:
    """Ask the hub to erase a case, and keep nothing here once it knows."""
    from kiosk.operations import people

    login, factor, pin = _sign_in(login)
    run_operation(people.run_case_erasure, reference, login, factor, pin)
    click.echo(WORDS.code("paper", "erasure-next"))


def _sign_in(login: str) -> tuple[str, str, str]:
    """Ask who opens it, first factor and PIN, because access to the machine alone must not open a case."""
    login = login or click.prompt(WORDS.code("command", "login-or-badge"), default="", show_default=False).strip()
    factor = click.prompt(WORDS.code("command", "factor"), hide_input=True)
    return login, factor, click.prompt("PIN", hide_input=True)


@click.group()
def privacy_group() -> None:
    """What the town hall writes down of the data it handles."""


@privacy_group.command()
@click.option("--csv", "as_csv", is_flag=True, help="One line a processing, for a spreadsheet.")
def register(as_csv: bool) -> None:
    """Write the entries for the register of processing (GDPR article 30)."""
    from kiosk.operations import upkeep

    click.echo(run_operation(upkeep.write_register, as_csv), nl=False)


@privacy_group.command(name="kept")
@click.option("--csv", "as_csv", is_flag=True, help="One line a row, for a spreadsheet.")
def kept_command(as_csv: bool) -> None:
    """Write what is kept how long and why, for the archives and the register."""
    from kiosk.operations import upkeep

    click.echo(run_operation(upkeep.write_kept_table, as_csv), nl=False)


@privacy_group.command(name="assessment")
def assessment_command() -> None:
    """Write the impact assessment (GDPR article 35), for the data protection officer to complete."""
    from kiosk.operations import upkeep

    click.echo(run_operation(upkeep.write_impact_assessment), nl=False)


@click.group()
def mediator_group() -> None:
    """The people who help at the desk."""


@mediator_group.command(name="add")
@click.argument("login")
@click.argument("name")
@click.option("--factor", type=click.Choice(FACTORS), default=FACTORS[0], show_default=True, help=FACTOR_HELP)
@click.option("--administrator", is_flag=True, help="Runs the box, and opens no case.")
def add_mediator_command(login: str, name: str, factor: str, administrator: bool) -> None:
    """Someone new; a supervisor then hands them their services, at the desk."""
    from kiosk.operations import people

    issued = run_operation(people.run_add_mediator, login, name, factor, administrator)
    echo_sign_in(issued.factor, issued.pin)


@mediator_group.command(name="remove")
@click.argument("login")
def remove_mediator_command(login: str) -> None:
    """Someone leaves: they can never sign in again, and their name stays in what they did."""
    from kiosk.operations import people

    run_operation(people.run_remove_mediator, login)
    click.echo(WORDS.code("command", "mediator-removed", login=login))


@mediator_group.command(name="recover")
@click.argument("login")
@click.option("--every-service", is_flag=True, help="Make them supervisor of every service.")
def recover_mediator_command(login: str, every_service: bool) -> None:
    """New sign-in for someone who lost theirs, with the recovery sheet; they open what they opened before."""
    from kiosk.operations import people

    if every_service:
        click.echo(WORDS.code("command", "every-service", login=login))
    words = click.prompt(WORDS.code("command", "sheet-words"), hide_input=True)
    recovered = run_operation(people.run_recover_sign_in, login, words, every_service)
    echo_sign_in(recovered.factor, recovered.pin)
    if not recovered.services:
        click.echo(WORDS.code("command", "holds-nothing", login=login))


def echo_sign_in(factor: str, pin: str) -> None:
    click.echo(WORDS.code("command", "handed-over"))
    click.echo(f"  {factor}\n  PIN {pin}")


@click.command(name="enroll")
@click.argument("url")
@click.argument("code")
def enroll_command(url: str, code: str) -> None:
    """Make this box known to a hub, with the one-time code its operator gave."""
    from kiosk.operations import exchange

    enrolled = run_operation(exchange.run_enrolment, url, code)
    click.echo(WORDS.code("command", "enrolled", hub=url, name=enrolled.name))
    if enrolled.new_key:
        click.echo(WORDS.code("command", "new-site-key"))

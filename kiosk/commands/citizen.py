"""Commands for a person's rights: a copy of the data kept about them, or its erasure (GDPR art. 15 and 17)."""

import click

from kiosk.commands.asking import WORDS, ask


@click.group()
def citizen() -> None:
    """The rights of the person, by the number of their case."""


@citizen.command(name="export")
@click.argument("reference")
@click.option("--login", default="", help="Who opens it; asked for by default.")
def export(reference: str, login: str) -> None:
    """Everything this box holds of a case, as JSON."""
    from kiosk.operations import rights

    login, factor, pin = _sign_in(login)
    click.echo(ask(rights.export, rights.Opening(reference, login, factor, pin)).text)


@citizen.command(name="erase")
@click.argument("reference")
@click.option("--login", default="", help="Who opens it; asked for by default.")
def erase(reference: str, login: str) -> None:
    """Ask the hub to erase a case, and keep nothing here once it knows."""
    from kiosk.operations import rights

    login, factor, pin = _sign_in(login)
    ask(rights.erase, rights.Opening(reference, login, factor, pin))
    click.echo(WORDS.code("paper", "erasure-next"))


def _sign_in(login: str) -> tuple[str, str, str]:
    """Ask who opens it, first factor and PIN, because access to the machine alone must not open a case."""
    login = login or click.prompt(WORDS.code("command", "login-or-badge"), default="", show_default=False).strip()
    factor = click.prompt(WORDS.code("command", "factor"), hide_input=True)
    return login, factor, click.prompt("PIN", hide_input=True)

"""Commands to list, add, remove, choose and test printers."""

from typing import TYPE_CHECKING

import click

from kiosk.commands.asking import WORDS, ask
from printers.carriers import CARRIERS
from printers.renderers import RENDERERS

if TYPE_CHECKING:
    from kiosk.operations.printers import Printer

KINDS = tuple(carrier.kind for carrier in CARRIERS)
SHEETS = tuple(renderer.kind for renderer in RENDERERS)
INSTEAD = ("usual", "nothing", "as-before")


@click.group()
def printers() -> None:
    """The printers of this town hall, and what comes out of each."""


@printers.command(name="list")
@click.option("--search/--no-search", default=True, help="Look around for others, for a few seconds.")
def list_(search: bool) -> None:
    """Those that are known, how each is, and those that can be seen from here."""
    from kiosk.operations import printers

    listed = ask(printers.show, search)
    for printer in listed.known:
        state = WORDS.code("printer", printer.wrong) if printer.wrong else WORDS.code("doctor", "well")
        name = printer.name or WORDS.code("printers", "usual")
        click.echo(f"{'✗' if printer.wrong else '✓'} {name} {_how(printer)} {state}")
    for printer in listed.found:
        click.echo(f"+ {printer.name} {_how(printer)}")


@printers.command(name="add")
@click.argument("name")
@click.option("--kind", type=click.Choice(KINDS), required=True, help="The way to it.")
@click.option("--set", "given", multiple=True, metavar="NAME=VALUE", help="What reaches it; once for each setting.")
@click.option("--paper", type=click.Choice(SHEETS), default=None, help="What it prints on; a likely one by default.")
@click.option("--model", default="", help="Its model, as python-escpos names it; unknown by default.")
def add(name: str, kind: str, given: tuple[str, ...], paper: str | None, model: str) -> None:
    """Add a printer."""
    from kiosk.operations import printers

    settings = dict(pair.partition("=")[::2] for pair in given)
    if not all("=" in pair for pair in given):
        raise click.UsageError(WORDS.code("command", "set-how"))
    ask(printers.add, printers.NewPrinter(name, kind, settings, paper or "", model))
    click.echo(WORDS.code("command", "printer-added", name=name))


@printers.command(name="remove")
@click.argument("name")
def remove(name: str) -> None:
    """Forget a printer: nothing goes there any more."""
    from kiosk.operations import printers

    ask(printers.remove, name)
    click.echo(WORDS.code("command", "printer-removed", name=name))


@printers.command(name="use")
@click.argument("name", default="")
@click.option("--instead", type=click.Choice(INSTEAD), help="No printer of this list, but one of these.")
@click.option("--screen", default="", help="For the screen of that name alone.")
@click.option("--papers", default="", help="For these papers alone: receipts, answers, decisions, mandates, lists.")
def use(name: str, instead: str | None, screen: str, papers: str) -> None:
    """Choose where papers come out."""
    if bool(name) is bool(instead):
        raise click.UsageError(WORDS.code("command", "printer-or-instead"))
    from kiosk.operations import printers

    ask(printers.use, name, instead or "", screen, papers)
    click.echo(WORDS.code("command", "printer-chosen"))


@printers.command(name="test")
@click.argument("name", default="")
def test(name: str) -> None:
    """Print a test page; without NAME, on the printer of the settings file."""
    from kiosk.operations import printers

    ask(printers.try_out, name)
    click.echo(WORDS.code("command", "test-page-queued"))


def _how(printer: "Printer") -> str:
    """One line that says how a printer is reached and what it prints on."""
    settings = [f"{name}={value}" for name, value in printer.settings.items()]
    return f"({', '.join(filter(None, [printer.kind, *settings, printer.paper]))})"

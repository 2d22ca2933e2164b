"""The printers of a town hall from the command line; what runs is asked, so that no second one writes."""

from typing import Any

import click

from kiosk.commands.asking import French, with_box
from printers.carriers import CARRIERS
from printers.renderers import RENDERERS

KINDS = tuple(each.kind for each in CARRIERS)
SHEETS = tuple(each.kind for each in RENDERERS)
INSTEAD = ("usual", "nothing", "as-before")


@click.group()
def printers() -> None:
    """The printers of this town hall, and what comes out of each."""


@printers.command(name="list")
@click.option("--search/--no-search", default=True, help="Look around for others, for a few seconds.")
def list_(search: bool) -> None:
    """Those that are known, how each is, and those that can be seen from here."""
    found = _ask("list", search=search)
    for each in found["known"]:
        wrong = each["wrong"]
        state = French.code("printer", wrong) if wrong else French.code("doctor", "well")
        click.echo(f"{'✗' if wrong else '✓'} {each['name'] or French.code('printers', 'usual')} {_how(each)} {state}")
    for each in found["found"]:
        click.echo(f"+ {each['name']} {_how(each)}")


@printers.command(name="add")
@click.argument("name")
@click.option("--kind", type=click.Choice(KINDS), required=True, help="The way to it.")
@click.option("--set", "given", multiple=True, metavar="NAME=VALUE", help="What reaches it; once for each setting.")
@click.option("--paper", type=click.Choice(SHEETS), default=None, help="What it prints on; a likely one by default.")
@click.option("--model", default="", help="Its model, as python-escpos names it; unknown by default.")
def add(name: str, kind: str, given: tuple[str, ...], paper: str | None, model: str) -> None:
    """Add a printer."""
    settings = dict(each.partition("=")[::2] for each in given)
    if not all("=" in each for each in given):
        raise click.UsageError("--set takes NAME=VALUE.")
    _ask("add", name=name, kind=kind, settings=settings, paper=paper or "", model=model)
    click.echo(French.code("command", "printer-added", name=name))


@printers.command(name="remove")
@click.argument("name")
def remove(name: str) -> None:
    """Forget a printer: nothing goes there any more."""
    _ask("remove", name=name)
    click.echo(French.code("command", "printer-removed", name=name))


@printers.command(name="use")
@click.argument("name", default="")
@click.option("--instead", type=click.Choice(INSTEAD), help="No printer of this list, but one of these.")
@click.option("--screen", default="", help="For the screen of that name alone.")
@click.option("--papers", default="", help="For these papers alone: receipts, answers, decisions, mandates, lists.")
def use(name: str, instead: str | None, screen: str, papers: str) -> None:
    """Choose where papers come out."""
    if bool(name) is bool(instead):
        raise click.UsageError("Either NAME or --instead.")
    _ask("use", name=name, instead=instead or "", screen=screen, papers=papers)
    click.echo(French.code("command", "printer-chosen"))


@printers.command(name="test")
@click.argument("name", default="")
def test(name: str) -> None:
    """Print a test page; without NAME, on the printer of the settings file."""
    _ask("test", name=name)
    click.echo(French.code("command", "test-page-queued"))


def _ask(action: str, **details: Any) -> dict[str, Any]:
    def alone(box: Any) -> dict[str, Any]:
        from kiosk.services import printers_by_name, spooler

        found: dict[str, Any] = printers_by_name.ASKED[action](box, **details)
        if "job" in found:  # no loop prints it
            spooler.recover(box)
            spooler.print_due(box)
        return found

    return with_box("printers", {"do": action, "details": details}, alone)


def _how(each: dict[str, Any]) -> str:
    """How it is reached and what it prints on, in one piece."""
    settings = [f"{name}={value}" for name, value in each.get("settings", {}).items()]
    return f"({', '.join([*([each['kind']] if 'kind' in each else []), *settings, each['paper']])})"

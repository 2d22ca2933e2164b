"""Commands of printers (list, add, remove, choose and test them) and of receipts, which are verified."""

import json
import sys
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click
from msgspec.structs import replace

from kiosk.commands.asking import WORDS, run_operation
from kiosk.error_codes import Refusal
from kiosk.errors import Refused
from printers.carriers import CARRIERS
from printers.renderers import RENDERERS

if TYPE_CHECKING:
    from kiosk.domain.proofs.receipt_proof import Seal
    from kiosk.operations.printers import ListedPrinter
    from kiosk.services.receipts.verify_receipt import VerificationReport

KINDS = tuple(carrier.kind for carrier in CARRIERS)
SHEETS = tuple(renderer.kind for renderer in RENDERERS)
INSTEAD = ("usual", "nothing", "as-before")
SET_HELP = (
    "What reaches it; once for each setting. ipp: uri, patience, fingerprint; network: host, port; usb: vendor,"
    " product; serial: port, speed, flow, answers; file: folder."
)


@click.group()
def printers() -> None:
    """The printers of this town hall, and what comes out of each."""


@printers.command(name="list")
@click.option("--search/--no-search", default=True, help="Look around for others, for a few seconds.")
def list_(search: bool) -> None:
    """Those that are known, how each is, and those that can be seen from here."""
    from kiosk.operations import printers

    listed = run_operation(printers.run_list_printers, search)
    for printer in listed.known:
        state = WORDS.code("printer", printer.wrong) if printer.wrong else WORDS.code("doctor", "well")
        name = printer.name or WORDS.code("printers", "usual")
        click.echo(f"{'✗' if printer.wrong else '✓'} {name} {_how(printer)} {state}")
    for printer in listed.found:
        click.echo(f"+ {printer.name} {_how(printer)}")


@printers.command(name="add")
@click.argument("name")
@click.option("--kind", type=click.Choice(KINDS), required=True, help="The way to it.")
@click.option("--set", "given", multiple=True, metavar="NAME=VALUE", help=SET_HELP)
@click.option("--paper", type=click.Choice(SHEETS), default=None, help="What it prints on; a likely one by default.")
@click.option("--model", default="", help="Its model, as python-escpos names it; unknown by default.")
def add_printer_command(name: str, kind: str, given: tuple[str, ...], paper: str | None, model: str) -> None:
    """Add a printer."""
    from kiosk.operations import printers

    settings = dict(pair.partition("=")[::2] for pair in given)
    if not all("=" in pair for pair in given):
        raise click.UsageError(WORDS.code("command", "set-how"))
    try:
        run_operation(printers.run_add_printer, printers.PrinterToAdd(name, kind, settings, paper or "", model))
    except Refused as refused:
        if refused.code not in (Refusal.SETTING_MISSING, Refusal.BAD_SETTING_OF_PRINTER):
            raise
        setting = refused.details["setting"].partition(",")[0]
        what = WORDS.code("carrier-setting", f"{kind}-{setting}")
        raise click.UsageError(WORDS.code("command", refused.code, setting=setting, what=what)) from refused
    click.echo(WORDS.code("command", "printer-added", name=name))


@printers.command(name="remove")
@click.argument("name")
def remove_printer_command(name: str) -> None:
    """Forget a printer: nothing goes there any more."""
    from kiosk.operations import printers

    run_operation(printers.run_remove_printer, name)
    click.echo(WORDS.code("command", "printer-removed", name=name))


@printers.command(name="use")
@click.argument("name", default="")
@click.option("--instead", type=click.Choice(INSTEAD), help="No printer of this list, but one of these.")
@click.option("--screen", default="", help="For the screen of that name alone.")
@click.option("--papers", default="", help="For these papers alone: receipts, answers, decisions, mandates, lists.")
def choose_printer_command(name: str, instead: str | None, screen: str, papers: str) -> None:
    """Choose where papers come out."""
    if bool(name) is bool(instead):
        raise click.UsageError(WORDS.code("command", "printer-or-instead"))
    from kiosk.operations import printers

    run_operation(printers.run_choose_printer, name, instead or "", screen, papers)
    click.echo(WORDS.code("command", "printer-chosen"))


@printers.command(name="test")
@click.argument("name", default="")
def test(name: str) -> None:
    """Print a test page; without NAME, on the printer of the settings file."""
    from kiosk.operations import printers

    run_operation(printers.try_out, name)
    click.echo(WORDS.code("command", "test-page-queued"))


def _how(printer: "ListedPrinter") -> str:
    settings = [f"{name}={value}" for name, value in printer.settings.items()]
    return f"({', '.join(filter(None, [printer.kind, *settings, printer.paper]))})"


@click.group()
def receipt() -> None:
    """Receipts that people hold."""


@receipt.command(name="verify")
@click.argument("receipt", metavar="TEXT|FILE")
@click.option(
    "--list", "file", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="A signed list of keys."
)
@click.option("--hub", default="", help="The verify key of the hub whose list it must be (64 hexadecimal digits).")
def verify_receipt_command(receipt: str, file: Path | None, hub: str) -> None:
    """Say whether a receipt is genuine: the text of its code, a picture of it, or its PDF. Ends with 1 if it is not."""
    text, seal, path = receipt, None, Path(receipt)
    if len(receipt) <= 255 and path.is_file():
        from kiosk.services.receipts import verify_receipt

        text, seal = verify_receipt.read_receipt_file(path.read_bytes())
    if file is None:
        from kiosk.operations import printers

        report = run_operation(printers.run_verify_receipt, text, seal)
    else:
        report = _by_file(text, seal, file, hub.lower())
    click.echo("\n".join(_lines(report)))
    if report.code != "genuine" or report.pdf == "changed":
        sys.exit(1)


def _by_file(text: str, seal: "Seal | None", file: Path, hub: str) -> "VerificationReport":
    """Verify with a key list in a file; needs no box on this machine. Raises `Refused`: `not-a-list`, `another-hub`."""
    from kiosk.clock import Clock
    from kiosk.domain.proofs import receipt_proof
    from kiosk.services.receipts import verify_receipt

    try:
        signed = json.loads(file.read_bytes())
        statement, signature = str(signed["statement"]).encode(), bytes.fromhex(signed["signature"])
        key_list = receipt_proof.read_key_list(statement, signature, hub or str(json.loads(statement)["hub"]))
    except (ValueError, TypeError, KeyError, RecursionError):
        raise Refused(Refusal.NOT_A_LIST) from None
    verdict = receipt_proof.verify_text(text, key_list, Clock().now())
    report = verify_receipt.report_of(verdict, key_list)
    return replace(report, pdf=verify_receipt.sealed_state(seal, verdict, key_list))


def _lines(report: "VerificationReport") -> list[str]:
    say = WORDS.code
    lines = [say("proof", report.code)]
    if report.pdf:
        lines.append(say("pdf", report.pdf))
    if report.reference:
        day, kind = WORDS.day(date.fromisoformat(report.day)), say("proof", report.kind)
        lines.append(f"{report.reference} · {report.site} · {day} · {report.procedure} · {kind}")
    if report.now:
        lines.append(say("proof", "number-now", reference=report.now))
    if report.revoked:
        lines.append(say("proof", "revoked-on", day=WORDS.day(date.fromisoformat(report.revoked))))
    if report.old_list:
        lines.append(say("proof", "old-list"))
    if report.at:
        day = WORDS.day(datetime.fromisoformat(report.at).date())
        lines.append(say("proof", "list-of", day=day, hub=report.hub[:16]))
    else:
        lines.append(say("proof", "no-list"))
    return lines

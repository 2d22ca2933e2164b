"""The command that verifies a receipt, with the key list of this box or with a key list in a file."""

import json
import sys
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click
from msgspec.structs import replace

from kiosk.commands.asking import WORDS, ask
from kiosk.error_codes import Refusal
from kiosk.errors import Refused

if TYPE_CHECKING:
    from kiosk.domain.proofs.site_keys import Seal
    from kiosk.services.receipts.verify_receipt import Report


@click.group()
def receipt() -> None:
    """Receipts that people hold."""


@receipt.command()
@click.argument("receipt", metavar="TEXT|FILE")
@click.option(
    "--list", "file", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="A signed list of keys."
)
@click.option("--hub", default="", help="The verify key of the hub whose list it must be (64 hexadecimal digits).")
def verify(receipt: str, file: Path | None, hub: str) -> None:
    """Say whether a receipt is genuine: the text of its code, a picture of it, or its PDF. Ends with 1 if it is not."""
    text, seal = _shown(receipt)
    if file is None:
        from kiosk.operations import printers

        details = printers.Receipt(text, True, seal.digest, seal.seal) if seal else printers.Receipt(text)
        report = ask(printers.verify, details)
    else:
        report = _by_file(text, seal, file, hub.lower())
    for line in _lines(report):
        click.echo(line)
    if report.code != "genuine" or report.pdf == "changed":
        sys.exit(1)


def _shown(receipt: str) -> "tuple[str, Seal | None]":
    """The typed text, or the text of the code in the picture or PDF of that name, and a PDF's seal."""
    path = Path(receipt)
    if len(receipt) > 255 or not path.is_file():
        return receipt, None
    from kiosk.services.receipts import verify_receipt

    return verify_receipt.opened(path.read_bytes())


def _by_file(text: str, seal: "Seal | None", file: Path, hub: str) -> "Report":
    """Verify with a key list in a file; needs no box on this machine. Raises `Refused`: `not-a-list`, `another-hub`."""
    from kiosk.clock import Clock
    from kiosk.domain.proofs import site_keys
    from kiosk.services.receipts import verify_receipt

    try:
        signed = json.loads(file.read_bytes())
        statement, signature = str(signed["statement"]).encode(), bytes.fromhex(signed["signature"])
        key_list = site_keys.read_key_list(statement, signature, hub or str(json.loads(statement)["hub"]))
    except (ValueError, TypeError, KeyError, RecursionError):
        raise Refused(Refusal.NOT_A_LIST) from None
    verdict = site_keys.verify_text(text, key_list, Clock().now())
    report = verify_receipt.report_of(verdict, key_list)
    return replace(report, pdf=verify_receipt.sealed_state(seal, verdict, key_list))


def _lines(report: "Report") -> list[str]:
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

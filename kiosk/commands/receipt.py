"""The command that verifies a receipt, with the key list of this box or with a key list in a file."""

import json
import sys
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kiosk.commands.asking import WORDS, ask
from kiosk.error_codes import Refusal
from kiosk.errors import Refused

if TYPE_CHECKING:
    from kiosk.services.receipts.verify_receipt import Report


@click.group()
def receipt() -> None:
    """Receipts that people hold."""


@receipt.command()
@click.argument("receipt", metavar="TEXT|IMAGE")
@click.option(
    "--list", "file", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="A signed list of keys."
)
@click.option("--hub", default="", help="The verify key of the hub whose list it must be (64 hexadecimal digits).")
def verify(receipt: str, file: Path | None, hub: str) -> None:
    """Say whether a receipt is genuine: the text of its code, or a picture of it. Ends with 1 where it is not."""
    text = _text(receipt)
    if file is None:
        from kiosk.operations import receipts

        report = ask(receipts.verify, receipts.Receipt(text))
    else:
        report = _by_file(text, file, hub.lower())
    for line in _lines(report):
        click.echo(line)
    if report.code != "genuine":
        sys.exit(1)


def _text(receipt: str) -> str:
    """The typed text, or the text of the code in the picture of that name."""
    path = Path(receipt)
    if len(receipt) > 255 or not path.is_file():
        return receipt
    from kiosk.services.receipts import verify_receipt

    return verify_receipt.pictured(path.read_bytes())


def _by_file(text: str, file: Path, hub: str) -> "Report":
    """Verify with a key list in a file; needs no box on this machine. Raises `Refused`: `not-a-list`, `another-hub`."""
    from kiosk.clock import Clock
    from kiosk.domain.proofs import site_keys
    from kiosk.services.receipts import verify_receipt

    try:
        signed = json.loads(file.read_bytes())
        statement, signature = str(signed["statement"]).encode(), bytes.fromhex(signed["signature"])
        key_list = site_keys.read(statement, signature, hub or str(json.loads(statement)["hub"]))
    except (ValueError, TypeError, KeyError, RecursionError):
        raise Refused(Refusal.NOT_A_LIST) from None
    return verify_receipt.report_of(site_keys.verify_text(text, key_list, Clock().now()), key_list)


def _lines(report: "Report") -> list[str]:
    say = WORDS.code
    lines = [say("proof", report.code)]
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

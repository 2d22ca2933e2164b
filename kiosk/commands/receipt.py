"""A receipt verified on the command line: by the list of this box, or by a file with the list and nothing else."""

import json
import sys
from datetime import date, datetime
from pathlib import Path
from typing import Any

import click

from kiosk.commands.asking import French, with_box
from kiosk.errors import Refused


@click.group()
def receipt() -> None:
    """Receipts that people hold."""


@receipt.command()
@click.argument("said", metavar="TEXT|IMAGE")
@click.option(
    "--list", "file", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="A signed list of keys."
)
@click.option("--hub", default="", help="The verify key of the hub whose list it must be (64 hexadecimal digits).")
def verify(said: str, file: Path | None, hub: str) -> None:
    """Say whether a receipt is genuine: the text of its code, or a picture of it. Ends with 1 where it is not."""
    text = _text(said)
    if file is None:

        def alone(box: Any) -> dict[str, Any]:
            from kiosk.services import verifying

            return verifying.report(box, text)

        found = with_box("verify", {"text": text}, alone)
    else:
        found = _by_file(text, file, hub.lower())
    for line in _lines(found):
        click.echo(line)
    if found["code"] != "genuine":
        sys.exit(1)


def _text(said: str) -> str:
    """What was typed, or what is in the picture of that name."""
    path = Path(said)
    if len(said) > 255 or not path.is_file():
        return said
    from kiosk.services import verifying

    return verifying.pictured(path.read_bytes())


def _by_file(text: str, file: Path, hub: str) -> dict[str, Any]:
    """Judged by the list alone: no box is needed on this machine. Raises `Refused`: `not-a-list`, `another-hub`."""
    from kiosk.clock import Clock
    from kiosk.domain import sitekeys
    from kiosk.services import verifying

    try:
        signed = json.loads(file.read_bytes())
        statement, signature = str(signed["statement"]).encode(), bytes.fromhex(signed["signature"])
        known = sitekeys.read(statement, signature, hub or str(json.loads(statement)["hub"]))
    except (ValueError, TypeError, KeyError, RecursionError):
        raise Refused("not-a-list") from None
    return verifying.told(sitekeys.judge(text, known, Clock().now()), known)


def _lines(found: dict[str, Any]) -> list[str]:
    say = French.code
    lines = [say("proof", found["code"])]
    if "reference" in found:
        day = French.day(date.fromisoformat(found["day"]))
        lines.append(
            f"{found['reference']} · {found['site']} · {day} · {found['procedure']} · {say('proof', found['kind'])}"
        )
    if found.get("revoked"):
        lines.append(say("proof", "revoked-on", day=French.day(date.fromisoformat(found["revoked"]))))
    if found["old_list"]:
        lines.append(say("proof", "old-list"))
    if found["at"]:
        day = French.day(datetime.fromisoformat(found["at"]).date())
        lines.append(say("proof", "list-of", day=day, hub=found["hub"][:16]))
    else:
        lines.append(say("proof", "no-list"))
    return lines

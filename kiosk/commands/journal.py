"""Commands about the journal."""

import sys
from typing import Any

import click

from kiosk.commands.asking import French, with_box


@click.group()
def journal() -> None:
    """Who did what to which reference."""


@journal.command()
@click.option("--count", type=click.IntRange(0), help="How many lines a head counted that was noted elsewhere.")
@click.option("--head", default="", help="That head: 64 hexadecimal digits, as the hub keeps the last one it heard.")
def verify(count: int | None, head: str) -> None:
    """Say whether any line was changed, put in, taken out or moved."""
    if (count is None) is not (not head):
        raise click.UsageError("--count and --head belong together.")
    details: dict[str, Any] = {"count": count, "head": head.lower()}

    def alone(box: Any) -> dict[str, Any]:
        from kiosk.services import journal as reading

        return reading.report(box, details["count"], details["head"])

    found = with_box("journal", details, alone)
    click.echo(f"{found['count']} {found['head']}")
    for number, code in found["faults"]:
        click.echo(f"✗ {number}: {French.code('journal-fault', code)}")
    if found["faults"]:
        sys.exit(1)
    click.echo(f"✓ {French.code('journal-fault', 'whole')}")

"""Command that verifies the journal."""

import sys

import click

from kiosk.commands.asking import WORDS, ask


@click.group()
def journal() -> None:
    """Who did what to which reference."""


@journal.command()
@click.option("--count", type=click.IntRange(0), help="How many lines a head counted that was noted elsewhere.")
@click.option("--head", default="", help="That head: 64 hexadecimal digits, as the hub keeps the last one it heard.")
def verify(count: int | None, head: str) -> None:
    """Say whether any line was changed, put in, taken out or moved."""
    if (count is None) is not (not head):
        raise click.UsageError(WORDS.code("command", "count-and-head"))
    from kiosk.operations import journal

    report = ask(journal.verify, journal.Head(count, head.lower()))
    click.echo(WORDS.code("command", "journal-head", count=report.count, head=report.head))
    for fault in report.faults:
        click.echo(f"✗ {fault.number}: {WORDS.code('journal-fault', fault.code)}")
    if report.faults:
        sys.exit(1)
    click.echo(f"✓ {WORDS.code('journal-fault', 'whole')}")

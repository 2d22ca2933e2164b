"""The command that writes the technical log into one file for support."""

import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import click

from kiosk import paths
from kiosk.clock import Clock
from kiosk.commands.asking import WORDS, ask
from kiosk.errors import ParvisError
from kiosk.logs import places
from kiosk.paths import Paths
from kiosk.process import log_file

_OF_PERSONS = ("numbers",)
"""Checks whose detail names cases; support is told their outcome alone."""


@click.group()
def logs() -> None:
    """What the program noted for whoever repairs it; nothing of a person."""


@logs.command()
@log_file.where_and_how_long
def export(file: Path | None, days: int) -> None:
    """Write one file for support: log, versions and what the doctor finds; also of a box that does not start."""
    data = paths.default_data()
    with ThreadPoolExecutor(1) as beside:  # whatever the examination meets, the file is written
        examined = beside.submit(_findings)
        fault = examined.exception()
    findings = examined.result() if fault is None else [_failed(fault)]
    path, count = log_file.write(file, "box", findings, Paths(data).logs, Clock().now(), days)
    click.echo(WORDS.code("command", "logs-exported", path=path, count=count))


def _findings() -> list[dict[str, Any]]:
    from kiosk.operations import upkeep
    from kiosk.operations.operation import Nothing

    return [
        {
            "about": "doctor",
            "check": finding.code,
            "state": finding.state,
            "reason": finding.reason,
            "detail": "" if finding.code in _OF_PERSONS else finding.detail,
        }
        for finding in ask(upkeep.examine, Nothing()).findings
    ]


def _failed(fault: BaseException) -> dict[str, Any]:
    """Why the doctor cannot look: a refusal by its code, anything else by the places it passed."""
    why = {"refused": fault.code} if isinstance(fault, ParvisError) else {"trace": places(fault)}
    return {"about": "doctor", **why}


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
    from kiosk.operations import upkeep

    report = ask(upkeep.verify, upkeep.Head(count, head.lower()))
    click.echo(WORDS.code("command", "journal-head", count=report.count, head=report.head))
    for fault in report.faults:
        click.echo(f"✗ {fault.number}: {WORDS.code('journal-fault', fault.code)}")
    if report.faults:
        sys.exit(1)
    click.echo(f"✓ {WORDS.code('journal-fault', 'whole')}")

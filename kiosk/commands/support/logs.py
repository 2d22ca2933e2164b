"""The command that writes the technical log into one file for support."""

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
from kiosk.process import support_file, support_options

_OF_PERSONS = ("numbers",)
"""Checks whose detail names cases; support is told their outcome alone."""


@click.group()
def logs() -> None:
    """What the program noted for whoever repairs it; nothing of a person."""


@logs.command()
@support_options.where_and_how_long
def export(file: Path | None, days: int) -> None:
    """Write one file for support: log, versions and what the doctor finds; also of a box that does not start."""
    data = paths.default_data()
    with ThreadPoolExecutor(1) as beside:  # whatever the examination meets, the file is written
        examined = beside.submit(_findings)
        fault = examined.exception()
    findings = examined.result() if fault is None else [_failed(fault)]
    path, count = support_file.write(file, "box", findings, Paths(data).logs, Clock().now(), days)
    click.echo(WORDS.code("command", "logs-exported", path=path, count=count))


def _findings() -> list[dict[str, Any]]:
    from kiosk.operations import doctor
    from kiosk.operations.operation import Nothing

    return [
        {
            "about": "doctor",
            "check": finding.code,
            "state": finding.state,
            "reason": finding.reason,
            "detail": "" if finding.code in _OF_PERSONS else finding.detail,
        }
        for finding in ask(doctor.examine, Nothing()).findings
    ]


def _failed(fault: BaseException) -> dict[str, Any]:
    """Why the doctor cannot look: a refusal by its code, anything else by the places it passed."""
    why = {"refused": fault.code} if isinstance(fault, ParvisError) else {"trace": places(fault)}
    return {"about": "doctor", **why}

"""The command that examines the box and says of each thing whether it is well, to do or to mend, and what mends it."""

import json
import sys

import click

from kiosk.commands.asking import WORDS, ask, in_words
from kiosk.domain.trail.finding import Finding, State
from kiosk.error_codes import Refusal
from kiosk.errors import Refused
from kiosk.version import VERSION

MARKS = {State.WELL: "✓", State.TO_DO: "○", State.TO_MEND: "✗", State.UNKNOWN: "?"}
"""Signs for a check that passed, for what is still to do or to mend, and for what could not be checked."""
_NO_BOX = (Refusal.NO_SITE_CODE,)
"""Refusals of a box that nobody has set up yet."""


@click.command()
@click.option("--json", "as_json", is_flag=True, help="As JSON, for another program.")
def doctor(as_json: bool) -> None:
    """Say what is well, what is still to do and what is to mend."""
    findings = _findings()
    if as_json:
        click.echo(json.dumps(_described(findings), ensure_ascii=False, indent=2))
    else:
        for finding in findings:
            click.echo(f"{MARKS[finding.state]} {_line(finding)}")
            if remedy := _remedy(finding):
                click.echo(f"    → {remedy}")
        click.echo(WORDS.code("command", _outcome(findings)))
    if any(finding.state == State.TO_MEND for finding in findings):
        sys.exit(1)


def _findings() -> tuple[Finding, ...]:
    """What the examination finds; of a box that nobody has set up, that alone."""
    from kiosk.operations import doctor
    from kiosk.operations.operation import Nothing

    try:
        return ask(doctor.examine, Nothing()).findings
    except Refused as refused:
        if refused.code not in _NO_BOX:
            raise
        return (Finding("site", False, refused.code, in_words(refused)),)


def _outcome(findings: tuple[Finding, ...]) -> str:
    states = {finding.state for finding in findings}
    if State.TO_MEND in states:
        return "doctor-to-mend"
    return "doctor-to-do" if State.TO_DO in states else "doctor-well"


def _line(finding: Finding) -> str:
    return f"{WORDS.code('doctor', finding.code)} {_state(finding)} {finding.detail}".rstrip()


def _state(finding: Finding) -> str:
    if finding.state == State.WELL:
        return WORDS.code("doctor", "well")
    return WORDS.code("doctor" if WORDS.has("doctor", finding.reason) else "printer", finding.reason)


def _remedy(finding: Finding) -> str:
    """The one command or screen that mends it, "" where nothing is to be done."""
    if finding.state in (State.WELL, State.UNKNOWN) and not WORDS.has("remedy", finding.reason):
        return ""
    return WORDS.code("remedy", finding.reason if WORDS.has("remedy", finding.reason) else finding.code)


def _described(findings: tuple[Finding, ...]) -> dict[str, object]:
    """The findings as JSON values."""
    return {
        "version": VERSION,
        "outcome": _outcome(findings).removeprefix("doctor-"),
        "findings": [
            {
                "check": finding.code,
                "state": finding.state,
                "reason": finding.reason,
                "detail": finding.detail,
                "words": _line(finding),
                "remedy": _remedy(finding),
            }
            for finding in findings
        ],
    }

"""The command that examines the box and says of each thing whether it is well, to do or to mend, and what mends it."""

import sys

import click

from kiosk.commands.asking import WORDS, ask, in_words
from kiosk.domain.trail.finding import Finding
from kiosk.error_codes import Refusal
from kiosk.errors import Refused
from kiosk.words.findings import report

_NO_BOX = (Refusal.NO_SITE_CODE,)
"""Refusals of a box that nobody has set up yet."""


@click.command()
@click.option("--json", "as_json", is_flag=True, help="As JSON, for another program.")
def doctor(as_json: bool) -> None:
    """Say what is well, what is still to do and what is to mend."""
    text, status = report(WORDS, _findings(), as_json)
    click.echo(text)
    sys.exit(status)


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

"""The command that examines the box and says of each thing whether it is well, to do or to mend, and what mends it."""

import sys

import click

from kiosk.commands.asking import WORDS, ask, box_settings, in_words
from kiosk.domain.trail.finding import Finding
from kiosk.error_codes import Refusal
from kiosk.errors import Refused
from kiosk.words.findings import report

_IN_HAND = 75
"""EX_TEMPFAIL of sysexits.h: later it will be well."""
_NO_BOX = (Refusal.NO_SITE_CODE,)
"""Refusals of a box that nobody has set up yet."""


@click.command()
@click.option("--json", "as_json", is_flag=True, help="As JSON, for another program.")
def doctor(as_json: bool) -> None:
    """Say what is well, what is still to do and what is to mend."""
    text, status = report(WORDS, _findings(), as_json)
    click.echo(text)
    sys.exit(status)


@click.command()
def idle() -> None:
    """Say whether nobody is in the middle of a case; ends with 75 where somebody is, as an upgrade asks."""
    from kiosk.operations import upkeep
    from kiosk.operations.operation import Nothing

    if count := ask(upkeep.count_in_hand, Nothing()).count:
        click.echo(WORDS.code("command", "in-hand", count=count))
        sys.exit(_IN_HAND)


def _damaged_tables() -> tuple[str, ...]:
    """The tables that a box's damaged file has lost a page of; none where nothing of it can be read."""
    from kiosk.crypto import keys
    from kiosk.store import contents

    paths = box_settings().paths
    return contents.damaged_tables(paths.database, keys.read_seed(paths.database_key))


def _findings() -> tuple[Finding, ...]:
    """What the examination finds; of a box that nobody has set up, or whose file is damaged, that alone."""
    from kiosk.operations import upkeep
    from kiosk.operations.operation import Nothing

    try:
        return ask(upkeep.examine, Nothing()).findings
    except Refused as refused:
        if refused.code == Refusal.UNREADABLE_STORE and (tables := _damaged_tables()):
            return (Finding("store", False, "damaged", " ".join((refused.details["path"], *tables))),)
        if refused.code not in _NO_BOX:
            raise
        return (Finding("site", False, refused.code, in_words(refused)),)

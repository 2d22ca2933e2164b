"""Commands to check procedure files and to compare two versions of one."""

import sys
from collections.abc import Sequence
from functools import partial
from pathlib import Path

import click

from kiosk import paths
from kiosk.clock import Clock
from kiosk.commands.asking import WORDS


@click.group()
def procedures() -> None:
    """The procedures of this town hall."""


@procedures.command(name="check")
@click.argument("files", nargs=-1, type=click.Path(exists=True, path_type=Path))
def check_procedures(files: tuple[Path, ...]) -> None:
    """Say everything that is wrong in procedure files, each at file:line:column; of two versions, what changed."""
    from kiosk.catalogue.check.file_warnings import hard_to_read, missing_pictograms, stale_facts
    from kiosk.catalogue.define.catalogue import check_files
    from kiosk.services.box.box import shipped_procedures
    from kiosk.services.media.pictograms import is_there

    data = paths.Paths(paths.default_data())
    own = data.procedures
    places = list(files) or [shipped_procedures(), *([own] if own.is_dir() else [])]
    today = Clock().now().date()
    undrawn = missing_pictograms(places, partial(is_there, data.pictograms))
    faults = sorted([*check_files(places, today), *stale_facts(places, today), *hard_to_read(places), *undrawn])
    for fault in faults:
        words = WORDS.code("mistake", fault.code, **fault.details)
        if fault.warning:
            words = WORDS.code("mistake", "warning", words=words)
        click.echo(f"{fault.path}:{fault.line}:{fault.column}: {words}")
    _tell_changes(places)
    if not all(fault.warning for fault in faults):
        sys.exit(1)
    click.echo(WORDS.code("mistake", "none"))


def _tell_changes(places: Sequence[Path]) -> None:
    """Compare each file with an earlier one of the same id, if there is one."""
    from kiosk.catalogue.check.file_warnings import asks_otherwise, changes
    from kiosk.catalogue.define.catalogue import each_procedure
    from kiosk.domain.procedure.procedure import Procedure

    earlier: dict[str, Procedure] = {}
    for place in places:
        for procedure in each_procedure(place, []):
            old = earlier.get(procedure.id)
            if old is not None and old.sha256 != procedure.sha256:
                details = {"id": procedure.id, "old": old.version, "new": procedure.version}
                click.echo(WORDS.code("change", "heading", **details))
                for change in changes(old, procedure):
                    click.echo("  - " + WORDS.code("change", change.code, **change.details))
                if procedure.version <= old.version and asks_otherwise(old, procedure):
                    click.echo("  " + WORDS.code("change", "raise-version", new=old.version + 1))
            earlier[procedure.id] = procedure

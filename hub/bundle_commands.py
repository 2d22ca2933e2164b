"""The command `kiosk hub import`: take the file that a box made to be carried by hand, and write the answer to it.

The libraries of the extra `hub` are imported only when it runs.
"""

import os
from pathlib import Path
from typing import TYPE_CHECKING

import click

from hub.trail.audit_action import AuditAction
from kiosk.error_codes import Refusal
from kiosk.errors import Refused
from kiosk.words.languages import of_environment
from kiosk.words.words import Words

if TYPE_CHECKING:
    from hub.settings import HubSettings


@click.command(name="import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.argument("answer", required=False, type=click.Path(path_type=Path))
@click.pass_obj
def import_bundle(chosen: "HubSettings", file: Path, answer: Path | None) -> None:
    """Take what a box sent by hand; writes the answer beside it, or to ANSWER, to be carried back."""
    from hub.bundles import kept_answers
    from hub.bundles.take_bundle import take
    from hub.opening import open_hub
    from hub.trail.audit import note
    from kiosk.clock import Clock
    from kiosk.process.whole_file import write_whole

    opened = open_hub(chosen, Clock())
    with file.open("rb") as source:
        taken = take(opened, source)
    note(opened, AuditAction.BUNDLE_TAKEN, detail=taken.site)
    target = answer or file.with_name(kept_answers.file_name(taken.id))
    if not write_whole(target, kept_answers.pieces_of(opened, taken.id)):
        raise Refused(Refusal.BUNDLE_NOT_WRITTEN, path=str(target))
    counts = {"site": taken.site, "events": taken.events, "taken": taken.taken, "refused": taken.refused}
    click.echo(Words(of_environment(os.environ)).code("command", "bundle-taken", path=target, **counts))

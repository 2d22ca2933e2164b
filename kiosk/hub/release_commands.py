"""The command `kiosk hub announce`: tell every box of a newer version that mends a weakness.

The libraries of the extra `hub` are imported only when it runs.
"""

import json
import os
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kiosk.hub.trail.audit_action import AuditAction
from kiosk.words.languages import of_environment
from kiosk.words.words import Words

if TYPE_CHECKING:
    from kiosk.hub.settings import HubSettings


@click.command(name="announce")
@click.argument("version")
@click.option("--security", "text", required=True, help="What the version mends, in one sentence.")
@click.option(
    "--file", type=click.Path(path_type=Path), help="Also write the signed note, for a stick (Parvis/release.json)."
)
@click.pass_obj
def announce(chosen: "HubSettings", version: str, text: str, file: Path | None) -> None:
    """Tell every box that a newer version of Parvis mends a weakness; no box installs it by itself."""
    from kiosk.clock import Clock
    from kiosk.hub.opening import open_hub
    from kiosk.hub.sites import release_notes
    from kiosk.hub.trail.audit import note

    opened = open_hub(chosen, Clock())
    signed = release_notes.announce(opened, version, text)
    note(opened, AuditAction.RELEASE_ANNOUNCED, detail=version)
    if file:
        file.write_text(json.dumps(signed.to_wire()), "utf-8")
    click.echo(Words(of_environment(os.environ)).code("command", "announced", version=version))

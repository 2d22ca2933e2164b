"""The command `kiosk hub doctor`: what is well at the hub, what is still to do and what is to mend."""

import os
import sys
from typing import TYPE_CHECKING

import click

from kiosk.domain.trail.finding import Finding
from kiosk.error_codes import HubRefusal, Refusal
from kiosk.errors import Refused
from kiosk.words.findings import report
from kiosk.words.languages import of_environment
from kiosk.words.words import Words

if TYPE_CHECKING:
    from hub.settings import HubSettings


@click.command()
@click.option("--json", "as_json", is_flag=True, help="As JSON, for another program.")
@click.pass_obj
def doctor(chosen: "HubSettings", as_json: bool) -> None:
    """Say what is well, what is still to do and what is to mend."""
    text, status = report(Words(of_environment(os.environ)), _findings(chosen), as_json)
    click.echo(text)
    sys.exit(status)


def _findings(chosen: "HubSettings") -> list[Finding]:
    """What the examination finds; of a hub whose database does not answer or is damaged, that alone."""
    from sqlalchemy.exc import DatabaseError

    from hub.monitoring import damage
    from hub.monitoring.doctor import DAMAGED, examine
    from hub.opening import open_hub
    from kiosk.clock import Clock

    try:
        hub = open_hub(chosen, Clock())
    except Refused as refused:
        if refused.code == Refusal.UNREADABLE_STORE:
            return [Finding("hub-database", False, DAMAGED)]
        if refused.code != HubRefusal.DATABASE_AWAY:
            raise
        return [Finding("hub-database", False, refused.code, refused.details["at"])]
    except DatabaseError:
        return [Finding("hub-database", False, DAMAGED)]
    try:
        return examine(hub)
    except DatabaseError:
        return [Finding("hub-database", False, DAMAGED, ", ".join(damage.tables(hub)))]
    finally:
        hub.store.engine.dispose()

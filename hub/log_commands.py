"""The command `kiosk hub logs export`: the hub's technical log as one file for support."""

import os
import socket
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from kiosk.clock import Clock
from kiosk.process import support_file, support_options
from kiosk.words.languages import of_environment
from kiosk.words.words import Words

if TYPE_CHECKING:
    from hub.settings import HubSettings


@click.group()
def logs() -> None:
    """What the program noted for whoever repairs it; nothing of a person."""


@logs.command()
@support_options.where_and_how_long
@click.pass_obj
def export(chosen: "HubSettings", file: Path | None, days: int) -> None:
    """Write one file for support: log, versions and what state the hub is in; also of one that does not start."""
    described = [_state(chosen)]
    path, count = support_file.write(file, "hub", described, chosen.logs_folder, Clock().now(), days)
    click.echo(Words(of_environment(os.environ)).code("command", "logs-exported", path=path, count=count))


def _state(chosen: "HubSettings") -> dict[str, Any]:
    """How the hub is set up and whether it listens; of the database its kind alone: its URL may hold a password."""
    with socket.socket() as line:
        line.settimeout(1)
        listens = line.connect_ex((chosen.host, chosen.port)) == 0
    return {
        "about": "hub",
        "database": chosen.database_url.partition(":")[0],
        "proxies": chosen.proxies,
        "https": chosen.secure_cookies,
        "log_level": chosen.log_level,
        "listens": listens,
    }

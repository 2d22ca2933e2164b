"""The commands `kiosk hub signing-key …`: the certificates with which services sign their decisions."""

import os
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kiosk.paths import name_what_is_wrong
from kiosk.words.languages import of_environment
from kiosk.words.words import Words

if TYPE_CHECKING:
    from hub.hub import Hub
    from hub.settings import HubSettings
    from hub.signing.signing_keys import SigningKey


@click.group(name="signing-key")
def signing_key() -> None:
    """Keep, list and remove the certificates with which services sign their decisions."""


@signing_key.command
@click.argument("service")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--passphrase", prompt=True, hide_input=True, help="What opens the file; asked where it is not given.")
@click.pass_obj
def add(chosen: "HubSettings", service: str, file: Path, passphrase: str) -> None:
    """Keep the certificate and key of a service (a .p12 file), in the place of those it had."""
    from hub.signing import signing_keys

    with name_what_is_wrong(file):
        data = file.read_bytes()
    _show(signing_keys.add(_here(chosen), service, data, passphrase))


@signing_key.command
@click.argument("service")
@click.pass_obj
def remove(chosen: "HubSettings", service: str) -> None:
    """Forget the certificate and key of a service: it can sign no more."""
    from hub.signing import signing_keys

    _show(signing_keys.remove(_here(chosen), service))


@signing_key.command(name="list")
@click.pass_obj
def list_(chosen: "HubSettings") -> None:
    """Show each service that can sign, whom its certificate names, and until when."""
    from hub.signing import signing_keys

    for known in signing_keys.every(_here(chosen)):
        _show(known)


def _show(known: "SigningKey") -> None:
    words = Words(of_environment(os.environ))
    until = known.not_after.date().isoformat()
    click.echo(words.code("command", "signing-key", service=known.service, subject=known.subject, day=until))


def _here(chosen: "HubSettings") -> "Hub":
    """The hub of these settings, opened without its web pages."""
    from hub.opening import open_hub
    from kiosk.clock import Clock

    return open_hub(chosen, Clock())

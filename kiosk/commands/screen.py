"""The command that makes this machine's screen one of a box elsewhere, once a person has compared its fingerprint."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click

from kiosk.commands.asking import WORDS, agreed
from kiosk.error_codes import Refusal
from kiosk.errors import Refused
from kiosk.paths import name_what_is_wrong

ENVIRONMENT = Path("/etc/parvis/screen.env")
"""Where the packages of screens look for the box's address."""
POLICIES = Path("/etc/chromium/policies/managed/parvis.local.json")
"""Chromium's policies about this box, beside those of the package: of two files the last by name counts."""
_TRUSTED = "CACertificates"
_GROUPS_A_LINE = 8


@click.command()
@click.argument("address")
@click.option("--fingerprint", default="", help="The box's fingerprint as its desk shows it; otherwise it is asked.")
def screen(address: str, fingerprint: str) -> None:
    """Make this machine a screen of the box at ADDRESS, as root; parvis-desk or parvis-terminal is installed."""
    from kiosk.services.lan import box_trust

    origin = box_trust.origin(address)
    if not origin:
        raise click.UsageError(WORDS.code("install", "not-https", address=address))
    certificate = box_trust.fetch(origin)
    held = box_trust.written(certificate)
    if held not in trusted():
        if not fingerprint:
            _show_fingerprint(origin, box_trust.fingerprint(certificate))
        same = (
            box_trust.is_same(certificate, fingerprint)
            if fingerprint
            else agreed(WORDS.code("install", "fingerprint-same"))
        )
        if not same:
            raise Refused(Refusal.FINGERPRINT_DIFFERS)
    box_trust.try_line(origin, certificate)
    policies = {_TRUSTED: [held], "URLAllowlist": [origin], "VideoCaptureAllowedUrls": [origin]}
    _write(POLICIES, json.dumps(policies, indent=2) + "\n")
    _write(ENVIRONMENT, f"KIOSK_SCREEN_ADDRESS={origin}\n")
    click.echo(WORDS.code("install", "next-screen", address=origin))


def trusted() -> tuple[str, ...]:
    """The certificates that Chromium trusts already, as its policies hold them."""
    try:
        read: Any = json.loads(POLICIES.read_text("utf-8"))
    except (OSError, ValueError):
        return ()
    held = read.get(_TRUSTED) if isinstance(read, Mapping) else None
    return tuple(held) if isinstance(held, list) else ()


def _show_fingerprint(address: str, groups: tuple[str, ...]) -> None:
    click.echo(WORDS.code("install", "fingerprint", address=address))
    for start in range(0, len(groups), _GROUPS_A_LINE):
        click.echo("    " + " ".join(groups[start : start + _GROUPS_A_LINE]))


def _write(path: Path, text: str) -> None:
    with name_what_is_wrong(path):
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o755)
        path.write_text(text, "utf-8")
        path.chmod(0o644)

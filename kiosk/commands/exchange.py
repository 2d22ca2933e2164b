"""Commands that exchange without a line: cases on a stick, whom a box trusts, and what somebody publishes and signs."""

import os
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import click
from msgspec.structs import asdict

from kiosk.clock import Clock
from kiosk.commands.asking import WORDS, run_operation
from kiosk.error_codes import Refusal
from kiosk.errors import Refused

if TYPE_CHECKING:
    from kiosk.operations.exchange import TrustedRoot


_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
_FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)


@click.group()
def bundle_group() -> None:
    """Carry cases to the hub by hand, on a stick, and bring its answer back."""


@bundle_group.command(name="export")
@click.argument("folder", required=False, type=_FOLDER)
def export_bundle_command(folder: Path | None) -> None:
    """Write one sealed file with what waits for the hub into a folder, or onto the USB stick."""
    from kiosk.operations import exchange, upkeep

    path = folder.resolve() if folder else None
    written = run_operation(exchange.run_bundle_export, path, upkeep.device_of(path) if path else None)
    click.echo(WORDS.code("command", "bundle-written", path=written.path, events=written.events))
    if folder is None:
        click.echo(WORDS.code("command", "stick-may-go"))


@bundle_group.command(name="import")
@click.argument("source", required=False, type=click.Path(exists=True, path_type=Path))
def bring_back(source: Path | None) -> None:
    """Take the hub's answer: a file, or the one in a folder, or the one on the USB stick."""
    from kiosk.operations import exchange, upkeep

    path = source.resolve() if source else None
    taken = run_operation(exchange.run_bundle_import, path, upkeep.device_of(path) if path else None)
    click.echo(WORDS.code("command", "bundle-answered", **asdict(taken)))


@click.group()
def trust_group() -> None:
    """Whom this box trusts to publish procedures, information and messages."""


@trust_group.command(name="root")
@click.argument("file", type=_FILE)
def trust_root_command(file: Path) -> None:
    """Trust whoever this root names; compare the keys with those that the operator reads to you."""
    from kiosk.operations import exchange

    _show(run_operation(exchange.run_trust_root, file.read_bytes().decode("utf-8", "replace")))


@trust_group.command(name="show")
def show_trust_command() -> None:
    """Say whom this box trusts."""
    from kiosk.operations import exchange

    _show(run_operation(exchange.run_show_root))


@trust_group.command(name="take")
@click.argument("file", type=_FILE)
def take_publication_command(file: Path) -> None:
    """Take a publication from a file, as from the hub: `publication.json` on a stick."""
    from kiosk.operations import exchange

    taken = run_operation(exchange.run_take_publication, file.read_bytes().decode("utf-8", "replace"))
    click.echo(WORDS.code("published", "taken" if taken else "known"))


def _show(trusted: "TrustedRoot") -> None:
    if trusted.until is None:
        click.echo(WORDS.code("refused", "no-root"))
        return
    day = WORDS.day(trusted.until)
    told = WORDS.code("published", "trusted", number=trusted.number, least=trusted.threshold, day=day)
    click.echo("\n  ".join((told, *trusted.keys)))


_VARIABLE = "KIOSK_PUBLISH_PASSPHRASE"
_KEYS = click.option(
    "--key",
    "files",
    multiple=True,
    required=True,
    type=_FILE,
    help="The file of a key to sign with; several times for several people.",
)
ROOT_DAYS, LIST_DAYS = 1_095, 90


@click.group()
def publish_group() -> None:
    """Sign what boxes follow, on a machine of your own: no hub has these keys."""


@publish_group.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--passphrase", prompt=True, hide_input=True, confirmation_prompt=True, envvar=_VARIABLE)
def keygen(file: Path, passphrase: str) -> None:
    """Make a key in a file that only the passphrase opens; prints its public half."""
    from kiosk.services.published import publishing

    click.echo(publishing.make_signing_key(file, passphrase))


@publish_group.command(name="root")
@click.argument("folder", type=_FOLDER)
@click.option(
    "--root-key", "roots", multiple=True, required=True, help="A public half, or a key's file: may sign roots."
)
@click.option("--list-key", "lists", multiple=True, help="The same for lists; the keys of roots where none is given.")
@click.option("--root-threshold", default=1, show_default=True, help="How many of them have to sign a root.")
@click.option("--list-threshold", default=1, show_default=True, help="How many of them have to sign a list.")
@click.option("--days", default=ROOT_DAYS, show_default=True, help="For how many days it is good.")
@_KEYS
def write_root_command(
    folder: Path,
    roots: tuple[str, ...],
    lists: tuple[str, ...],
    root_threshold: int,
    list_threshold: int,
    days: int,
    files: tuple[Path, ...],
) -> None:
    """Write the next root: who may sign from now on. The keys of the root before sign it, too."""
    from kiosk.domain.published.documents import SigningRole
    from kiosk.services.published import publishing

    of_roots = SigningRole(keys=_publics(roots), threshold=root_threshold)
    of_lists = SigningRole(keys=_publics(lists or roots), threshold=list_threshold)
    for role in (of_roots, of_lists):
        if role.threshold > len(role.keys):
            raise Refused(Refusal.TOO_FEW_KEYS, least=role.threshold, count=len(role.keys))
    seeds = _seeds(files)
    publishing.new_root(folder, of_roots, of_lists, (Clock().now() + timedelta(days=days)).date())
    _tell_root(folder, seeds)


@publish_group.command(name="check")
@click.argument("folder", type=_FOLDER)
def check_publication_command(folder: Path) -> None:
    """Say everything that is wrong in the files of a publication, as boxes will judge them."""
    from kiosk.services.published import publishing

    faults = publishing.find_publication_faults(folder, Clock().now().date())
    for fault in faults:
        words = WORDS.code("mistake", fault.code, **fault.details)
        click.echo(f"{fault.path}:{fault.line}:{fault.column}: {words}")
    if not all(fault.warning for fault in faults):
        raise SystemExit(1)
    click.echo(WORDS.code("mistake", "none"))


@publish_group.command(name="sign")
@click.argument("folder", type=_FOLDER)
@click.option("--days", default=LIST_DAYS, show_default=True, help="For how many days boxes may take it.")
@click.option("--root", "of_root", is_flag=True, help="Sign the newest root, which lacks a signature, and no list.")
@_KEYS
def sign_publication_command(folder: Path, days: int, of_root: bool, files: tuple[Path, ...]) -> None:
    """Check and sign what is in a folder, and write `publication.json`, which is put into the hub."""
    from kiosk.services.published import publishing

    seeds = _seeds(files)
    if of_root:
        _tell_root(folder, seeds)
        return
    now = Clock().now()
    for signed in publishing.sign_lists(folder, seeds, now, (now + timedelta(days=days)).date()):
        code = "list-signed" if signed.complete else "list-waits"
        scope = signed.list.scope or WORDS.code("published", "everyone")
        click.echo(WORDS.code("published", code, number=signed.list.number, scope=scope, count=len(signed.list.items)))
    publishing.write_publication_bundle(folder)
    click.echo(folder / publishing.BUNDLE)


def _tell_root(folder: Path, seeds: Sequence[bytes]) -> None:
    from kiosk.services.published import publishing

    signed, complete = publishing.sign_root(folder, seeds)
    click.echo(WORDS.code("published", "root-signed" if complete else "root-waits", number=signed.number))


def _publics(named: Sequence[str]) -> tuple[str, ...]:
    """The public keys that these name, each once: in hexadecimal, or by the file of a key."""
    from kiosk.services.published import publishing

    keys = set[str]()
    for name in named:
        if Path(name).is_file():
            keys.add(publishing.read_signing_public_key(Path(name)))
        elif len(name) == 64 and set(name.lower()) <= set("0123456789abcdef"):
            keys.add(name.lower())
        else:
            raise Refused(Refusal.NOT_A_SIGNING_KEY, path=name)
    return tuple(sorted(keys))


def _seeds(files: Sequence[Path]) -> list[bytes]:
    """The private halves, each opened with the passphrase that is asked for it."""
    from kiosk.services.published import publishing

    def asked(path: Path) -> str:
        typed = os.environ.get(_VARIABLE)
        return typed or str(click.prompt(WORDS.code("published", "key-passphrase", path=path.name), hide_input=True))

    return [publishing.unlock_signing_seed(path, asked(path)) for path in files]

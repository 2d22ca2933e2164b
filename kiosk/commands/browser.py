"""Commands of a screen: make this machine one of a box elsewhere, and open its pages in a Chromium without memory."""

import base64
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, NoReturn
from urllib.parse import urlsplit

import click
from filelock import FileLock, Timeout

from kiosk import paths
from kiosk.clock import Clock
from kiosk.commands.asking import WORDS, ask_yes_or_no, box_settings
from kiosk.crypto import keys
from kiosk.error_codes import Refusal
from kiosk.errors import Refused
from kiosk.paths import name_what_is_wrong
from kiosk.process import hardening
from kiosk.services.lan import box_trust
from kiosk.services.lan.box_trust import StationCookieFile
from kiosk.settings import Settings

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
    origin = box_trust.origin(address)
    if not origin:
        raise click.UsageError(WORDS.code("install", "not-https", address=address))
    certificate = box_trust.fetch_authority_certificate(origin)
    held = base64.b64encode(certificate).decode("ascii")  # as Chromium's policies hold it
    if held not in read_trusted_certificates():
        if fingerprint:
            same = box_trust.is_same(certificate, fingerprint)
        else:
            click.echo(WORDS.code("install", "fingerprint", address=origin))
            groups = box_trust.list_fingerprint_groups(certificate)
            for start in range(0, len(groups), _GROUPS_A_LINE):
                click.echo("    " + " ".join(groups[start : start + _GROUPS_A_LINE]))
            same = ask_yes_or_no(WORDS.code("install", "fingerprint-same"))
        if not same:
            raise Refused(Refusal.FINGERPRINT_DIFFERS)
    box_trust.try_line(origin, certificate)
    policies = {_TRUSTED: [held], "URLAllowlist": [origin], "VideoCaptureAllowedUrls": [origin]}
    _write(POLICIES, json.dumps(policies, indent=2) + "\n")
    _write(ENVIRONMENT, f"KIOSK_SCREEN_ADDRESS={origin}\n")
    click.echo(WORDS.code("install", "next-screen", address=origin))


def read_trusted_certificates() -> tuple[str, ...]:
    try:
        read: Any = json.loads(POLICIES.read_text("utf-8"))
    except (OSError, ValueError):
        return ()
    held = read.get(_TRUSTED) if isinstance(read, Mapping) else None
    return tuple(held) if isinstance(held, list) else ()


def _write(path: Path, text: str) -> None:
    with name_what_is_wrong(path):
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o755)
        path.write_text(text, "utf-8")
        path.chmod(0o644)


PROGRAMS = (
    *("chromium", "chromium-browser", "google-chrome", "google-chrome-stable"),
    *("msedge", "microsoft-edge", "microsoft-edge-stable"),
)
"""Names of the Chromium program; the first on PATH is used."""
PRIVATE = "--incognito"
FLAGS = (
    "--no-first-run",
    "--no-default-browser-check",
    "--disable-sync",
    "--disable-extensions",
    "--disable-save-password-bubble",
    "--password-store=basic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-domain-reliability",
    "--disable-breakpad",
    "--no-pings",
    "--disable-session-crashed-bubble",
    "--autoplay-policy=no-user-gesture-required",
    "--disable-features=Translate,AutofillServerCommunication,PasswordManagerOnboarding,OptimizationHints,MediaRouter",
)
"""Nothing kept, nothing sent, nothing filled in, no bar that offers to translate; a call is heard at once."""
TERMINAL = ("--kiosk", "--disable-pinch", "--overscroll-history-navigation=0", "--noerrdialogs", "--disable-infobars")
"""One page over the whole screen, and no gesture that leaves it."""
PREFERENCES: Mapping[str, Any] = {
    "credentials_enable_service": False,
    "credentials_enable_autosignin": False,
    "profile": {"password_manager_enabled": False},
    "autofill": {"profile_enabled": False, "credit_card_enabled": False},
    "translate": {"enabled": False},
    "search": {"suggest_enabled": False},
}
"""Preferences for which there is no flag; Chromium reads them from its profile."""
_STOPS = tuple(getattr(signal, name) for name in ("SIGTERM", "SIGHUP") if hasattr(signal, name))
_PREFIX, _LOCK = "browser-", "lock"
_PATIENCE_S = 5
_TRIES, _BETWEEN_TRIES_S = 20, 0.1
_LOOKS_EVERY_S = 5.0


@click.command(context_settings={"ignore_unknown_options": True})
@click.option("--terminal", is_flag=True, help="A public terminal: one page over the whole screen.")
@click.option(
    "--address",
    default="",
    envvar="KIOSK_SCREEN_ADDRESS",
    help="Where the box serves its screens; this machine's by default.",
)
@click.argument("more", nargs=-1, type=click.UNPROCESSED)
def browser(terminal: bool, address: str, more: tuple[str, ...]) -> None:
    """Open the box's screen; nothing of it stays on the disk. MORE goes to Chromium as it is, after `--`."""
    # Imported here: it knows the box, which no help of a command needs.
    from kiosk.services.upkeep.machine import Mounts

    try:
        settings = box_settings()
    except PermissionError:  # an account that may not look into the box's folder, as a screen's own should not
        settings = Settings(data=paths.default_data())
    program = find_browser()
    hardening.harden()  # what it starts inherits the limit on cores
    with profile(settings.paths) as folder:
        mount = Mounts().of(folder)
        on_disk = mount is not None and not mount.in_memory
        if on_disk:
            click.echo(WORDS.code("command", "profile-on-disk", path=str(folder)), err=True)
        kept = None if on_disk else kept_for(address)
        if kept:
            kept.put_back(folder)
        page = address or arriving_at(served_at(settings))
        command = [program, *flags(folder, terminal, enrolled=kept is not None), *more, f"--app={page}"]
        status = watch(command, environment(folder), (lambda: kept.keep(folder)) if kept else None)
    sys.exit(status)


def find_browser() -> str:
    """The first Chromium on PATH. Raises `Refused` (`no-browser`)."""
    for name in PROGRAMS:
        if program := shutil.which(name):
            return program
    raise Refused(Refusal.NO_BROWSER)


def kept_for(address: str) -> StationCookieFile | None:
    """The cookie that a screen keeps which a box elsewhere enrolled; None for a screen of this machine."""
    parts = urlsplit(address)
    return box_trust.of_account(parts.hostname) if parts.scheme == "https" and parts.hostname else None


def flags(folder: Path, terminal: bool, *, enrolled: bool = False) -> list[str]:
    """The command line of Chromium with a profile in that folder.

    A private window writes no cookie at all. An enrolled screen needs one of them, so that it has an ordinary window,
    whose profile lies in memory and is removed as the private one's is.
    """
    places = [f"--user-data-dir={folder}", f"--disk-cache-dir={folder / 'cache'}", f"--crash-dumps-dir={folder}"]
    return [*places, *(() if enrolled else (PRIVATE,)), *FLAGS, *(TERMINAL if terminal else ("--start-maximized",))]


def environment(folder: Path) -> dict[str, str]:
    """Variables after which the rest of what a desktop program writes lies in the folder too."""
    given = dict(os.environ)
    cookie = Path(given.get("HOME", "/")) / ".Xauthority"  # found beside HOME, which moves
    if "XAUTHORITY" not in given and cookie.exists():
        given["XAUTHORITY"] = str(cookie)
    own = {"HOME", "TMPDIR", "XDG_CACHE_HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME"}
    return given | dict.fromkeys(own, str(folder))


def served_at(settings: Settings) -> str:
    """Where the running box listens; where the settings say, for an account that may not look into the folder."""
    with suppress(OSError):
        return settings.paths.address.read_text("utf-8")
    everywhere = ("0.0.0.0", "::")  # nosec B104: compared with, never listened on
    host = "127.0.0.1" if settings.host in everywhere else settings.host
    return f"http://{host}:{settings.port}"


def arriving_at(served: str) -> str:
    """The first page of the box, by way of one that tells it which screen this is: its profile never remembers."""
    path = paths.screen_token()
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with suppress(Refused):  # it has one already
            keys.write_secret_file(path, Clock().token().encode())
        return f"{served}/arrival/{keys.read_secret_file(path).decode('ascii', 'replace')}"
    except OSError:  # an account that can keep nothing is a new screen at each start
        click.echo(WORDS.code("command", "screen-not-kept", path=str(path)), err=True)
        return served


@contextmanager
def profile(places: paths.Paths) -> Iterator[Path]:
    """A fresh profile, in memory where the system can, removed at the end, as is first what a killed browser left."""
    places.create_runtime()
    for left in places.runtime.glob(f"{_PREFIX}*"):
        with suppress(Timeout, OSError), FileLock(left / _LOCK, timeout=0):
            shutil.rmtree(left, ignore_errors=True)
    folder = Path(tempfile.mkdtemp(prefix=_PREFIX, dir=places.runtime))
    try:
        with FileLock(folder / _LOCK):
            (folder / "Default").mkdir()
            (folder / "Default" / "Preferences").write_text(json.dumps(PREFERENCES), "utf-8")
            yield folder
    finally:
        for _ in range(_TRIES):  # a process of the browser that is ending may write into it for a moment yet
            shutil.rmtree(folder, ignore_errors=True)
            if not folder.exists():
                break
            threading.Event().wait(_BETWEEN_TRIES_S)


def watch(command: list[str], variables: dict[str, str], look: Callable[[], object] | None = None) -> int:
    """Run the browser until it closes; its exit status. Told to stop, all of its processes are ended first. `look` is
    called every few seconds, and once more when the browser has ended."""
    previous = {number: signal.signal(number, _stop) for number in _STOPS}
    process = subprocess.Popen(command, env=variables, start_new_session=True)
    try:
        while True:
            with suppress(subprocess.TimeoutExpired):
                return process.wait(_LOOKS_EVERY_S if look else None)
            if look:
                look()
    except KeyboardInterrupt:
        return 0
    finally:
        # With what it started, so that none writes into a profile that is being removed.
        for how in (signal.SIGTERM, getattr(signal, "SIGKILL", signal.SIGTERM)):
            if hasattr(os, "killpg"):
                with suppress(ProcessLookupError):
                    os.killpg(process.pid, how)
            elif process.poll() is None:
                process.terminate()
            with suppress(subprocess.TimeoutExpired):
                process.wait(_PATIENCE_S)
        if look:
            look()
        for number, handler in previous.items():
            signal.signal(number, handler)


def _stop(*_: object) -> NoReturn:
    raise KeyboardInterrupt

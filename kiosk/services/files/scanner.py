"""Scan a page with a scanner at the desk, through SANE's command `scanimage` where the machine has it."""

import re
import shutil
import subprocess

from msgspec import Struct

from kiosk.error_codes import Refusal
from kiosk.errors import Refused

COMMAND = "scanimage"
TIMEOUT_S = 120.0
"""A flatbed warms up, and a page at 300 dots an inch takes a minute on an old one."""
LIST_TIMEOUT_S = 20.0
"""SANE asks the network too."""
RESOLUTIONS = (150, 200, 300)
MOST_BYTES = 60_000_000
"""Of a page as it comes; it is cleaned, and so made smaller, like every file."""
_DEVICE = re.compile(r"[!-~]{1,200}")
"""As SANE writes device names (`backend:place`); never begins with a dash, which the command would take as its own."""


class Device(Struct, frozen=True):
    """One scanner: `id` as SANE names it, `name` as its maker does."""

    id: str
    name: str


def is_usable() -> bool:
    """Whether the scan command is installed."""
    return not what_is_wrong()


def what_is_wrong() -> Refusal | None:
    """`no-scanner-software`, or None; whether a scanner is plugged in, `devices` says."""
    return None if shutil.which(COMMAND) else Refusal.NO_SCANNER_SOFTWARE


def devices() -> list[Device]:
    """The scanners that answer now. Raises `Refused` with `no-scanner-software` or `scanner-failed`."""
    listed = _run(["--formatted-device-list=%d%t%v %m%n"], LIST_TIMEOUT_S).decode("utf-8", "replace")
    parts = (line.split("\t", 1) for line in listed.splitlines() if "\t" in line)
    return [Device(device.strip(), " ".join(name.split())) for device, name in parts if _is_device(device.strip())]


def scan(device: str, dpi: int = 200) -> bytes:
    """One page as PNG, from the scanner to memory: no file is made on the way.

    Raises `Refused` with `no-scanner-software`, `no-such-scanner` or `scanner-failed`.
    """
    if not _is_device(device):
        raise Refused(Refusal.NO_SUCH_SCANNER)
    if dpi not in RESOLUTIONS:
        raise ValueError(dpi)
    page = _run(["--device-name", device, "--format=png", f"--resolution={dpi}"], TIMEOUT_S)
    if not page or len(page) > MOST_BYTES:
        raise Refused(Refusal.SCANNER_FAILED)
    return page


def _run(options: list[str], timeout_s: float) -> bytes:
    command = shutil.which(COMMAND)
    if command is None:
        raise Refused(Refusal.NO_SCANNER_SOFTWARE)
    try:
        done = subprocess.run([command, *options], capture_output=True, timeout=timeout_s, check=True)
    except (OSError, subprocess.SubprocessError):
        raise Refused(Refusal.SCANNER_FAILED) from None
    return done.stdout


def _is_device(text: str) -> bool:
    return bool(_DEVICE.fullmatch(text)) and not text.startswith("-")

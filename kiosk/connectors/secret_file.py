"""Reads a secret that somebody else gave, from a file of one line."""

from pathlib import Path

from kiosk.error_codes import LineFault
from kiosk.errors import Unreachable


def read_secret(path: str) -> str:
    """Its first line. Raises `Unreachable`: `no-secret` where there is no such file, or nothing in it."""
    try:
        lines = Path(path).read_text("utf-8-sig").splitlines()  # Notepad begins a file with a mark
    except (OSError, UnicodeDecodeError) as fault:
        raise Unreachable(LineFault.NO_SECRET) from fault
    if not lines or not lines[0].strip():
        raise Unreachable(LineFault.NO_SECRET)
    return lines[0].strip()

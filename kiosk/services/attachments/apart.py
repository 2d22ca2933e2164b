"""The process that reads a stranger's file: bytes in, harmless bytes out, and nothing else within its reach."""

import json
import sys
from typing import Any

from kiosk.errors import Refused
from kiosk.services.attachments.rewriting import rewritten
from kiosk.services.attachments.sizes import MOST_BYTES

MOST_MEMORY = 232 * 1024 * 1024
"""Bytes of its own that the process may hold (RLIMIT_DATA); with its libraries it then stays below 256 MB."""
MOST_SECONDS = 20
"""Of processor time."""


def main() -> int:
    """Reads the file, writes one line of JSON and, where it is `{"media_type": …}`, the cleaned file after it."""
    confine()
    data = sys.stdin.buffer.read(MOST_BYTES + 1)
    try:
        media_type, cleaned = rewritten(data)
    except Refused as refused:
        answer({"code": refused.code, "details": refused.details}, b"")
    else:
        answer({"media_type": media_type}, cleaned)
    return 0


def confine() -> None:
    """No file may grow, no core, no more memory or time than said; Windows has no such limits, and only the clock."""
    try:
        import resource
    except ImportError:
        return
    for what, most in (
        (resource.RLIMIT_DATA, MOST_MEMORY),
        (resource.RLIMIT_CPU, MOST_SECONDS),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(what, (most, most))


def answer(said: dict[str, Any], cleaned: bytes) -> None:
    """One line, then the bytes."""
    sys.stdout.buffer.write(json.dumps(said).encode() + b"\n")
    sys.stdout.buffer.write(cleaned)
    sys.stdout.buffer.flush()


if __name__ == "__main__":
    sys.exit(main())

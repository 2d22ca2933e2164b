"""The confined process that decodes an untrusted file: bytes in, cleaned bytes out."""

import json
import sys
from typing import Any

from kiosk.errors import Refused
from kiosk.files.rewrite import rewritten
from kiosk.files.size_limits import MOST_BYTES
from kiosk.process.hardening import confine

MOST_MEMORY = 232 * 1024 * 1024
"""Bytes of its own that the process may hold (RLIMIT_DATA); with its libraries it then stays below 256 MB."""
MOST_SECONDS = 20
"""Of processor time."""


def main() -> int:
    """Reads the file, writes one line of JSON and, where it is `{"media_type": …}`, the cleaned file after it."""
    confine_this()
    data = sys.stdin.buffer.read(MOST_BYTES + 1)
    try:
        media_type, cleaned = rewritten(data)
    except Refused as refused:
        answer({"code": refused.code, "details": refused.details}, b"")
    else:
        answer({"media_type": media_type}, cleaned)
    return 0


def confine_this() -> None:
    """Limit this process to what one file may cost."""
    confine(MOST_MEMORY, MOST_SECONDS)


def answer(result: dict[str, Any], cleaned: bytes) -> None:
    """Write one line of JSON, then the bytes, to standard output."""
    sys.stdout.buffer.write(json.dumps(result).encode() + b"\n")
    sys.stdout.buffer.write(cleaned)
    sys.stdout.buffer.flush()


if __name__ == "__main__":
    sys.exit(main())

"""What a citizen brings as a file, made harmless: decoded and drawn again, nothing but what the eye sees."""

import json
import logging
import subprocess
import sys
import threading
from dataclasses import dataclass
from typing import Any

from kiosk.errors import Refused
from kiosk.services.attachments.labels import label
from kiosk.services.attachments.sizes import MOST_BYTES
from kiosk.services.attachments.sniffing import family

log = logging.getLogger(__name__)
TIMEOUT_S = 40.0
"""Seconds a file may take, on a busy machine; the processor time of the child has a limit of its own."""
_AT_ONCE = threading.BoundedSemaphore(2)
"""One file costs up to 256 MB while it is drawn: two at a time, however many people there are."""


@dataclass(frozen=True, slots=True)
class Clean:
    """A file that may be kept: `name` a safe label, `media_type` one of `image/jpeg image/png application/pdf`."""

    name: str
    media_type: str
    data: bytes


def clean(data: bytes, name: str) -> Clean:
    """The file without anything that runs, hides or tells more than its picture (OWASP ASVS 5.0, 5.2 and 5.3).

    Done by a process of its own that may write to no disk, holds 256 MB at most, and is ended when it takes too long:
    what decodes strangers' bytes is C, and C breaks. Raises `Refused` with `empty-file`, `file-too-large`,
    `not-a-document`, `too-many-pixels`, `too-many-pages`, `locked-pdf`, `unreadable-form` or `broken-file`.
    """
    check(data)
    with _AT_ONCE:
        media_type, cleaned = _apart(data)
    if len(cleaned) > MOST_BYTES:
        raise Refused("file-too-large", most=MOST_BYTES // 1_000_000)
    return Clean(label(name, media_type), media_type, cleaned)


def check(data: bytes) -> str:
    """The family of a file by its first bytes, before anything reads it. Raises `Refused`."""
    if not data:
        raise Refused("empty-file")
    if len(data) > MOST_BYTES:
        raise Refused("file-too-large", most=MOST_BYTES // 1_000_000)
    found = family(data)
    if not found:
        raise Refused("not-a-document")
    return found


def codes(data: bytes) -> list[str]:
    """What the codes in a stranger's picture say, read by the same kind of process.

    Raises `Refused` with `empty-file`, `file-too-large`, `not-a-document`, `not-a-picture`, `too-many-pixels` or
    `broken-file`.
    """
    check(data)
    with _AT_ONCE:
        said, _ = _asked("codes", data)
    return [str(each) for each in said["codes"]]


def _apart(data: bytes) -> tuple[str, bytes]:
    said, cleaned = _asked("apart", data)
    return str(said["media_type"]), cleaned


def _asked(module: str, data: bytes) -> tuple[dict[str, Any], bytes]:
    command = [sys.executable, "-I", "-B", "-m", f"kiosk.services.attachments.{module}"]
    try:
        done = subprocess.run(command, input=data, capture_output=True, timeout=TIMEOUT_S, check=False)
    except subprocess.TimeoutExpired:
        log.warning("a file of %d bytes took too long to read", len(data))
        raise Refused("broken-file") from None
    head, _, rest = done.stdout.partition(b"\n")
    try:
        said = json.loads(head)
    except ValueError:
        # What the child says of its end names our code and no contents.
        log.warning("a file of %d bytes ended its reader (%d): %s", len(data), done.returncode, _last(done.stderr))
        raise Refused("broken-file") from None
    if "code" in said:
        raise Refused(said["code"], **said["details"])
    return said, rest


def _last(trace: bytes) -> str:
    return trace.decode("utf-8", "replace").strip().rpartition("\n")[2][:200]

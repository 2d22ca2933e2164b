"""Clean a file that a citizen brings: a separate process decodes it and draws it again, so only its picture is kept."""

import json
import logging
import re
import subprocess
import sys
import threading
from typing import Any

from msgspec import Struct

from kiosk.error_codes import Refusal
from kiosk.errors import Refused
from kiosk.files.file_type import MOST_BYTES, family, label_file

log = logging.getLogger(__name__)
TIMEOUT_S = 40.0
"""Seconds a file may take, on a busy machine; the processor time of the child has a limit of its own."""
_AT_ONCE = threading.BoundedSemaphore(2)
"""One file costs up to 256 MB while it is drawn: two at a time, however many people there are."""


class Clean(Struct, frozen=True):
    """A file that may be kept: `name` a safe label, `media_type` one of `image/jpeg image/png application/pdf`."""

    name: str
    media_type: str
    data: bytes


def clean(data: bytes, name: str) -> Clean:
    """Clean a file: nothing that runs, is hidden or says more than its picture stays (OWASP ASVS 5.0, 5.2 and 5.3).

    Done by a process of its own that may write to no disk, holds 256 MB at most, and is ended when it takes too long:
    what decodes strangers' bytes is C, and C breaks. Raises `Refused` with `empty-file`, `file-too-large`,
    `not-a-document`, `too-many-pixels`, `too-many-pages`, `locked-pdf`, `unreadable-form` or `broken-file`.
    """
    check(data)
    with _AT_ONCE:
        media_type, cleaned = _apart(data)
    if len(cleaned) > MOST_BYTES:
        raise Refused(Refusal.FILE_TOO_LARGE, most=MOST_BYTES // 1_000_000)
    return Clean(label_file(name, media_type), media_type, cleaned)


def check(data: bytes) -> str:
    """The family of a file by its first bytes, before anything reads it. Raises `Refused`."""
    if not data:
        raise Refused(Refusal.EMPTY_FILE)
    if len(data) > MOST_BYTES:
        raise Refused(Refusal.FILE_TOO_LARGE, most=MOST_BYTES // 1_000_000)
    kind = family(data)
    if not kind:
        raise Refused(Refusal.NOT_A_DOCUMENT)
    return kind


def inspect_pdf(data: bytes) -> None:
    """Judge whether a PDF may be passed on as it is, by a process as `clean` has; nothing of it is changed.

    Raises `Refused` with `active-pdf`, `locked-pdf`, `too-many-pages` or `broken-file`.
    """
    with _AT_ONCE:
        _asked("pdf_inspection", data)


def codes(data: bytes) -> list[str]:
    """The texts of the codes in an untrusted picture, read by a process of the same kind.

    Raises `Refused` with `empty-file`, `file-too-large`, `not-a-document`, `not-a-picture`, `too-many-pixels` or
    `broken-file`.
    """
    check(data)
    with _AT_ONCE:
        answer, _ = _asked("picture_codes", data)
    return [str(code) for code in answer["codes"]]


def _apart(data: bytes) -> tuple[str, bytes]:
    answer, cleaned = _asked("decoder_process", data)
    return str(answer["media_type"]), cleaned


def _asked(module: str, data: bytes) -> tuple[dict[str, Any], bytes]:
    command = [sys.executable, "-I", "-B", "-m", f"kiosk.files.{module}"]
    try:
        done = subprocess.run(command, input=data, capture_output=True, timeout=TIMEOUT_S, check=False)
    except subprocess.TimeoutExpired:
        log.warning("a file of %d bytes took too long to read", len(data))
        raise Refused(Refusal.BROKEN_FILE) from None
    head, _, rest = done.stdout.partition(b"\n")
    try:
        answer = json.loads(head)
        refusal = Refusal(answer["code"]) if "code" in answer else None
    except ValueError:
        log.warning("a file of %d bytes ended its reader (%d): %s", len(data), done.returncode, _kind(done.stderr))
        raise Refused(Refusal.BROKEN_FILE) from None
    if refusal:
        raise Refused(refusal, **answer["details"])
    return answer, rest


def _kind(trace: bytes) -> str:
    """The kind of error that ended the process, "" for none; never its message, which may quote the file."""
    last = trace.decode("utf-8", "replace").strip().rpartition("\n")[2].partition(":")[0]
    return last if re.fullmatch(r"[A-Za-z_.]{1,60}", last) else ""

"""Clean a file that a citizen brings: a separate process decodes it and draws it again, so only its picture is kept."""

import json
import logging
import re
import subprocess
import sys
import threading
import unicodedata
from collections.abc import Iterable
from typing import Any

from msgspec import Struct

from kiosk.domain.language import spelling
from kiosk.error_codes import Refusal
from kiosk.errors import Refused

MOST_BYTES = 20_000_000
"""Of one file, as it comes and as it is kept."""
MOST_OF_A_CASE = 60_000_000
"""Bytes of all files of one case, as they are kept."""
MOST_PIXELS = 50_000_000
MOST_PAGES = 100
LONGEST_SIDE = 3508
"""Pixels: A4 at 300 dots an inch, the archives' usual resolution for text."""
PREVIEW_SIDE = 1200
"""Pixels of a picture that is shown on a page: a paper can be read, and is sent in a moment."""
LONGEST_NAME = 100
"""Characters, the ending included."""
ENDINGS = {"image/jpeg": ".jpg", "image/png": ".png", "application/pdf": ".pdf"}
_KNOWN = re.compile(r"\.(jpe?g|jfif|png|webp|gif|tiff?|bmp|heic|heif|pdf)$", re.IGNORECASE)
_UNSAFE = re.compile(r'[<>:"|?*%;`$\\/]+')
PDF = "pdf"
HEIF = "heif"
IMAGE = "image"
_HEIF_BRANDS = (b"heic", b"heix", b"heim", b"heis", b"mif1", b"msf1", b"hevc", b"hevx")
_IMAGES = (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"GIF87a", b"GIF89a", b"BM", b"II*\0", b"MM\0*")
_HEADER_WITHIN = 1024
"""Bytes: readers look this far for `%PDF-` (ISO 32000-1, implementation note 13)."""


def fits_in_case(existing: Iterable[int], size: int) -> bool:
    """Whether a file of `size` bytes may join those whose sizes are given."""
    return size <= MOST_BYTES and sum(existing) + size <= MOST_OF_A_CASE


def label_file(name: str, media_type: str) -> str:
    """The last part of a path, readable, with the ending of what the file has become; `document` where nothing is left.

    No control character, no character that turns the direction of writing, no dot in front: at most 100 characters.
    """
    ending = ENDINGS[media_type]
    return (name_stem(name)[: LONGEST_NAME - len(ending)].strip(". ") or "document") + ending


def name_stem(name: str) -> str:
    """The same without an ending; "" where nothing is left."""
    last = re.split(r"[\\/]", name)[-1]
    plain = "".join(
        " " if unicodedata.category(character)[0] in "CZ" else character
        for character in unicodedata.normalize("NFC", last)
    )
    return spelling.clean_line(_UNSAFE.sub(" ", _KNOWN.sub("", plain.strip()))).strip(". ")[:LONGEST_NAME]


def file_family(data: bytes) -> str:
    """`pdf`, `heif`, `image`, or "" for anything else, SVG and office files among it."""
    if data.startswith(_IMAGES) or (data.startswith(b"RIFF") and data[8:12] == b"WEBP"):
        return IMAGE
    if data[4:8] == b"ftyp" and data[8:12] in _HEIF_BRANDS:
        return HEIF
    return PDF if b"%PDF-" in data[:_HEADER_WITHIN] else ""


log = logging.getLogger(__name__)
TIMEOUT_S = 40.0
"""Seconds a file may take, on a busy machine; the processor time of the child has a limit of its own."""
_AT_ONCE = threading.BoundedSemaphore(2)
"""One file costs up to 256 MB while it is drawn: two at a time, however many people there are."""


class SafeFile(Struct, frozen=True):
    """A file that may be kept: `name` a safe label, `media_type` one of `image/jpeg image/png application/pdf`."""

    name: str
    media_type: str
    data: bytes


def clean_untrusted_file(data: bytes, name: str) -> SafeFile:
    """Clean a file: nothing that runs, is hidden or says more than its picture stays (OWASP ASVS 5.0, 5.2 and 5.3).

    Done by a process of its own that may write to no disk, holds 256 MB at most, and is ended when it takes too long:
    what decodes strangers' bytes is C, and C breaks. Raises `Refused` with `empty-file`, `file-too-large`,
    `not-a-document`, `too-many-pixels`, `too-many-pages`, `locked-pdf`, `unreadable-form` or `broken-file`.
    """
    check_file_family(data)
    with _AT_ONCE:
        answer, cleaned = _asked("media_type", data)
    media_type = str(answer["media_type"])
    if len(cleaned) > MOST_BYTES:
        raise Refused(Refusal.FILE_TOO_LARGE, most=MOST_BYTES // 1_000_000)
    return SafeFile(label_file(name, media_type), media_type, cleaned)


def draw_preview(data: bytes) -> tuple[str, bytes]:
    """The media type and bytes of a picture that a page may show, drawn anew by a process of the same kind, at most
    `PREVIEW_SIDE` pixels on its longest side.

    Raises `Refused` with `not-a-picture` for a PDF, and as `clean_untrusted_file` does.
    """
    if check_file_family(data) == PDF:
        raise Refused(Refusal.NOT_A_PICTURE)
    with _AT_ONCE:
        answer, drawn = _asked("preview", data)
    return str(answer["preview"]), drawn


def check_file_family(data: bytes) -> str:
    """The family of a file by its first bytes, before anything reads it. Raises `Refused`."""
    if not data:
        raise Refused(Refusal.EMPTY_FILE)
    if len(data) > MOST_BYTES:
        raise Refused(Refusal.FILE_TOO_LARGE, most=MOST_BYTES // 1_000_000)
    kind = file_family(data)
    if not kind:
        raise Refused(Refusal.NOT_A_DOCUMENT)
    return kind


def inspect_pdf(data: bytes) -> None:
    """Judge whether a PDF may be passed on as it is, by a process as `clean_untrusted_file` has; nothing of it is
    changed.

    Raises `Refused` with `active-pdf`, `locked-pdf`, `too-many-pages` or `broken-file`.
    """
    with _AT_ONCE:
        _asked("passed", data)


def read_picture_codes(data: bytes) -> list[str]:
    """The texts of the codes in an untrusted picture, read by a process of the same kind.

    Raises `Refused` with `empty-file`, `file-too-large`, `not-a-document`, `not-a-picture`, `too-many-pixels` or
    `broken-file`.
    """
    check_file_family(data)
    with _AT_ONCE:
        answer, _ = _asked("codes", data)
    return [str(code) for code in answer["codes"]]


def _asked(what: str, data: bytes) -> tuple[dict[str, Any], bytes]:
    command = [sys.executable, "-I", "-B", "-m", "kiosk.files.decoder_process", what]
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

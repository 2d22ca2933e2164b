"""The confined process that inspects an untrusted PDF that is to stay as it is: bytes in, why not or nothing out."""

from io import BytesIO
from typing import Any

import pikepdf
from pikepdf import Dictionary, Stream

from kiosk.error_codes import Refusal
from kiosk.errors import Refused
from kiosk.files.decoder_process import answer_about_file
from kiosk.files.pdf import BROKEN, RUNS, check_pages, read_pdf_name, walk_pdf_dictionaries

_LINKS = frozenset({"/URI", "/Named"})
"""Kinds of actions that lead to an address or to another page: for a link that somebody presses."""
_PLAYED = frozenset({"/FileAttachment", "/Sound", "/Movie", "/Screen", "/RichMedia", "/3D"})
"""Kinds of annotations (ISO 32000-2, 12.5.6) that hold a file, or play one."""
_SCRIPTS = ("/JS", "/JavaScript", "/XFA")
_ELSEWHERE = ("/F", "/OPI", "/Ref")
"""In a stream: that what it shows lies in another file."""


def inspect_pdf_bytes(data: bytes) -> None:
    """Look at every object of a PDF, also those that no page shows.

    Raises `Refused`: `active-pdf` for one that runs, plays, sends or holds a file, `locked-pdf` for one that is
    encrypted, `too-many-pages`, and `broken-file`, also where readers would have to repair it, each in its own way.
    """
    if not data.startswith(b"%PDF-"):
        raise Refused(Refusal.BROKEN_FILE)
    try:
        with pikepdf.open(BytesIO(data), suppress_warnings=True, attempt_recovery=False) as pdf:
            if pdf.is_encrypted:
                raise Refused(Refusal.LOCKED_PDF)
            check_pages(pdf)
            if any(_is_active(dictionary) for dictionary in walk_pdf_dictionaries(pdf)):
                raise Refused(Refusal.ACTIVE_PDF)
    except pikepdf.PasswordError:
        raise Refused(Refusal.LOCKED_PDF) from None
    except (*BROKEN, MemoryError):
        raise Refused(Refusal.BROKEN_FILE) from None


def _is_active(item: Any) -> bool:
    kind, action = read_pdf_name(item.get("/Subtype")), read_pdf_name(item.get("/S"))
    if action in RUNS - _LINKS or kind in _PLAYED or any(key in item for key in _SCRIPTS):
        return True
    if isinstance(item, Stream):
        return (
            read_pdf_name(item.get("/Type")) == "/EmbeddedFile"
            or kind == "/PS"
            or any(key in item for key in _ELSEWHERE)
        )
    return _acts_by_itself(item) or _has_file(item)


def _acts_by_itself(item: Any) -> bool:
    """Whether more than a view is opened where nobody pressed: with the document, with a page, under a pointer."""
    events = item.get("/AA")
    actions = [item.get("/OpenAction")]
    if isinstance(events, Dictionary):
        actions += [action for _, action in events.items()]
    return any(
        isinstance(action, Dictionary) and (read_pdf_name(action.get("/S")) in RUNS or "/Next" in action)
        for action in actions
    )


def _has_file(item: Any) -> bool:
    """Whether it is a file specification with the file in it; a font too may be called `/EF`."""
    files = item.get("/EF")
    return isinstance(files, Dictionary) and any(isinstance(file, Stream) for _, file in files.items())


def _inspected(data: bytes) -> tuple[bool, bytes]:
    inspect_pdf_bytes(data)
    return True, b""


if __name__ == "__main__":
    answer_about_file("passed", _inspected)

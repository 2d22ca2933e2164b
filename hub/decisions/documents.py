"""Reads the file that a decision is to carry: a PDF goes on byte for byte, a photo is drawn anew.

A service signs with its own tools before it joins a PDF, so nothing of it may change. One that could act on whoever
opens or prints it is refused. Nothing here verifies a signature.
"""

from dataclasses import dataclass, field

from hub.files.given_file import NewDocument
from kiosk.error_codes import HubRefusal, Refusal
from kiosk.errors import Refused
from kiosk.files.clean_file import PDF, check, clean, inspect_pdf, label_file

FAULTS = frozenset(
    {
        HubRefusal.DOCUMENT_MISSING,
        Refusal.ACTIVE_PDF,
        Refusal.BROKEN_FILE,
        Refusal.EMPTY_FILE,
        Refusal.FILE_TOO_LARGE,
        Refusal.LOCKED_PDF,
        Refusal.NOT_A_DOCUMENT,
        Refusal.TOO_MANY_PAGES,
        Refusal.TOO_MANY_PIXELS,
    }
)
"""What `read_document` refuses."""
_MEDIA_TYPE = "application/pdf"


@dataclass(frozen=True, slots=True)
class Brought:
    """A file that came with the form; no bytes where none was chosen."""

    name: str = ""
    data: bytes = field(default=b"", repr=False)


def read_document(brought: Brought) -> NewDocument:
    """The document. Raises `Refused`: `document-missing`, and what `inspect_pdf` and `clean` raise."""
    if not brought.data:
        raise Refused(HubRefusal.DOCUMENT_MISSING)
    if check(brought.data) == PDF:
        inspect_pdf(brought.data)
        return NewDocument(label_file(brought.name, _MEDIA_TYPE), _MEDIA_TYPE, brought.data)
    cleaned = clean(brought.data, brought.name)
    return NewDocument(cleaned.name, cleaned.media_type, cleaned.data)

"""Makes the document that a decision is to carry: a scanned letter that was cleaned, or a PDF that is signed here."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

from hub.cases.cases import CaseFile, read_case
from hub.files.given_file import NewDocument
from hub.hub import Hub
from hub.people.people import Staff
from hub.signing import letter, pades, signing_keys
from hub.signing.letter import Draft
from kiosk.error_codes import HubRefusal, Refusal
from kiosk.errors import Refused
from kiosk.files.clean_file import clean
from kiosk.files.file_type import label_file

PDF = "application/pdf"
FAULTS = frozenset(
    {
        HubRefusal.CANNOT_SIGN,
        HubRefusal.DOCUMENT_MISSING,
        HubRefusal.DOCUMENT_NOT_PDF,
        HubRefusal.DOCUMENT_SIGNED,
        HubRefusal.NO_SIGN_EXTRA,
        HubRefusal.NO_SIGNING_KEY,
        HubRefusal.NO_SUCH_DOCUMENT,
        HubRefusal.SIGNING_KEY_ENDED,
        HubRefusal.TIMESTAMP_AWAY,
        Refusal.BROKEN_FILE,
        Refusal.EMPTY_FILE,
        Refusal.FILE_TOO_LARGE,
        Refusal.LOCKED_PDF,
        Refusal.NOT_A_DOCUMENT,
        Refusal.TOO_MANY_PAGES,
        Refusal.TOO_MANY_PIXELS,
        Refusal.UNREADABLE_FORM,
    }
)
"""What `prepared` refuses about the document itself."""
_SIGNED_ALREADY = b"/ByteRange"
"""Stands in clear in every PDF that holds a signature (ISO 32000-1, 12.8.1): cleaning would take it away."""
_LETTER = "lettre"
"""How the letter of a decision is named: the person keeps it beside others."""


class Carries(StrEnum):
    """What a decision carries, as its form says it."""

    NOTHING = ""
    SCAN = "scan"
    SIGNED_LETTER = "signed-letter"
    SIGNED_FILE = "signed-file"


@dataclass(frozen=True, slots=True)
class Brought:
    """A file that came with the form; no bytes where none was chosen."""

    name: str = ""
    data: bytes = field(default=b"", repr=False)


def prepared(hub: Hub, by: Staff, reference: str, carries: str, brought: Brought, draft: Draft) -> NewDocument | None:
    """The document, clean and signed as it was asked for; None where none was.

    Raises `Refused`: `unknown-case`, `no-such-document` for another choice, `document-missing`, `document-signed` for a
    PDF that somebody signed before, `document-not-pdf` for a picture that is to be signed, and what `clean`,
    `signing_keys.opened` and `pades.sign` raise.
    """
    if carries not in list(Carries):
        raise Refused(HubRefusal.NO_SUCH_DOCUMENT)
    if carries == Carries.NOTHING:
        return None
    with hub.store.reading() as connection:
        case = read_case(connection, hub.ring, reference, by.scope)
    if carries == Carries.SCAN:
        media_type, name, data = _cleaned(brought)
        return NewDocument(name, media_type, data)
    key, pkcs12 = signing_keys.opened(hub, str(case.submitted["service"]["id"]))
    now = hub.clock.now()
    if carries == Carries.SIGNED_FILE:
        media_type, name, data = _cleaned(brought)
        if media_type != PDF:
            raise Refused(HubRefusal.DOCUMENT_NOT_PDF)
    else:
        name, data = label_file(_LETTER, PDF), _letter(hub, case, draft, now, key.subject)
    signed = pades.sign(data, pkcs12, hub.settings.timestamp_url)
    return NewDocument(name, PDF, signed, key.subject, now.isoformat())


def _letter(hub: Hub, case: CaseFile, draft: Draft, now: datetime, signer: str) -> bytes:
    return letter.pdf(case, draft, now.astimezone(ZoneInfo(hub.settings.time_zone)), signer)


def _cleaned(brought: Brought) -> tuple[str, str, bytes]:
    """The media type, the name and the bytes of a file that was brought, cleaned as those of citizens are."""
    if not brought.data:
        raise Refused(HubRefusal.DOCUMENT_MISSING)
    if brought.data[:1024].find(b"%PDF-") >= 0 and _SIGNED_ALREADY in brought.data:
        raise Refused(HubRefusal.DOCUMENT_SIGNED)
    cleaned = clean(brought.data, brought.name)
    return cleaned.media_type, cleaned.name, cleaned.data

"""Downloads a file of a case, or the document of a decision, for an instructor who may open it; it is never displayed
inside a page of the hub."""

from collections.abc import Iterable

from flask import Blueprint, Response

from hub import trail
from hub.cases.cases import read_case
from hub.files.listed_file import open_file, open_given
from hub.hub import this_hub
from hub.trail import AuditAction
from hub.web.visitor import instructors_only, me
from kiosk.error_codes import HubRefusal
from kiosk.errors import Refused, Rejected
from kiosk.http.downloads import file_stream

files = Blueprint("files", __name__)
_TYPES = frozenset({"application/pdf", "image/jpeg", "image/png"})
"""The media types that boxes send; anything else is sent as bytes."""


@files.get("/dossiers/<reference>/pieces/<attachment_id>")
@instructors_only
def give(reference: str, attachment_id: str) -> Response:
    """The file under the name it was joined with; each download is written to the audit trail."""
    hub = this_hub()
    with hub.store.reading() as connection:
        case = read_case(connection, hub.ring, reference, me().scope)
    attachment = next((attachment for attachment in case.files if attachment["id"] == attachment_id), None)
    if attachment is None:
        raise Refused(HubRefusal.UNKNOWN_CASE, reference=reference)
    try:
        pieces = open_file(hub, case.id, attachment_id)
    except Rejected:  # its event is there, the file is still on its way
        raise Refused(HubRefusal.UNKNOWN_CASE, reference=reference) from None
    trail.note(hub, AuditAction.FILE_OPENED, by=me().id, reference=reference, detail=attachment_id)
    return _given(pieces, attachment["size"], attachment["media_type"], attachment["name"])


@files.get("/dossiers/<reference>/documents/<document_id>")
@instructors_only
def give_document(reference: str, document_id: str) -> Response:
    """The document of a decision, whether it has left or not; each download is written to the audit trail."""
    hub = this_hub()
    with hub.store.reading() as connection:
        case = read_case(connection, hub.ring, reference, me().scope)
    document = next((document for document in case.documents.values() if document.id == document_id), None)
    if document is None:
        raise Refused(HubRefusal.UNKNOWN_CASE, reference=reference)
    try:
        pieces = open_given(hub, case.id, document_id)
    except Rejected:
        raise Refused(HubRefusal.UNKNOWN_CASE, reference=reference) from None
    trail.note(hub, AuditAction.FILE_OPENED, by=me().id, reference=reference, detail=document_id)
    return _given(pieces, document.size, document.media_type, document.name)


def _given(pieces: Iterable[bytes], size: int, media_type: str, named: str) -> Response:
    kind = media_type if media_type in _TYPES else "application/octet-stream"
    name = "".join(character for character in named if character.isprintable()) or "copie"
    answered = file_stream(pieces, size, kind, name)
    answered.headers["Cache-Control"] = "no-store"
    return answered

"""Downloads a file of a case, or the document of a decision, for an instructor who may open it; it is never displayed
inside a page of the hub."""

from collections.abc import Callable, Iterator, Mapping

from flask import Blueprint, Response

from hub import trail
from hub.cases.cases import CaseFile, read_case
from hub.files.listed_file import open_case_file, open_given
from hub.hub import Hub, this_hub
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
def download_case_file(reference: str, attachment_id: str) -> Response:
    case = _case(reference)
    named = {file["id"]: (file["size"], file["media_type"], file["name"]) for file in case.files}
    return _give(case, named, attachment_id, open_case_file)


@files.get("/dossiers/<reference>/documents/<document_id>")
@instructors_only
def download_decision_document(reference: str, document_id: str) -> Response:
    """The document of a decision, whether it has left or not."""
    case = _case(reference)
    named = {file.id: (file.size, file.media_type, file.name) for file in case.documents.values()}
    return _give(case, named, document_id, open_given)


def _case(reference: str) -> CaseFile:
    hub = this_hub()
    with hub.store.reading() as connection:
        return read_case(connection, hub.ring, reference, me().scope)


def _give(
    case: CaseFile,
    named: Mapping[str, tuple[int, str, str]],
    file_id: str,
    opened: Callable[[Hub, str, str], Iterator[bytes]],
) -> Response:
    """The bytes of a file; `named` are size, media type and name by id. Each download is written to the audit trail."""
    hub = this_hub()
    try:
        size, media_type, name = named[file_id]
        pieces = opened(hub, case.id, file_id)
    except (KeyError, Rejected):  # none of this case, or its event is there and the file is still on its way
        raise Refused(HubRefusal.UNKNOWN_CASE, reference=case.reference) from None
    trail.append_audit_line(hub, AuditAction.FILE_OPENED, by=me().id, reference=case.reference, detail=file_id)
    shown = "".join(character for character in name if character.isprintable()) or "copie"
    answered = file_stream(pieces, size, media_type if media_type in _TYPES else "application/octet-stream", shown)
    answered.headers["Cache-Control"] = "no-store"
    return answered

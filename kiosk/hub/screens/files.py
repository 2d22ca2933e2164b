"""Downloads a file of a case, for an instructor who may open it; it is never displayed inside a page of the hub."""

from flask import Blueprint, Response

from kiosk.error_codes import HubRefusal
from kiosk.errors import Refused, Rejected
from kiosk.http.downloads import file_stream
from kiosk.hub.cases.cases import read_case
from kiosk.hub.files.opened_file import open_file
from kiosk.hub.hub import this_hub
from kiosk.hub.trail import audit
from kiosk.hub.trail.audit_action import AuditAction
from kiosk.hub.web.visitor import instructors_only, me

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
    audit.note(hub, AuditAction.FILE_OPENED, by=me().id, reference=reference, detail=attachment_id)
    kind = attachment["media_type"] if attachment["media_type"] in _TYPES else "application/octet-stream"
    name = "".join(character for character in attachment["name"] if character.isprintable()) or "copie"
    answered = file_stream(pieces, attachment["size"], kind, name)
    answered.headers["Cache-Control"] = "no-store"
    return answered

"""A file of a case, for an instructor who may open it: handed over to be kept, never shown inside a page of ours."""

from io import BytesIO

from flask import Blueprint, Response, send_file

from kiosk.errors import Refused, Rejected
from kiosk.hub.cases.cases import read_case
from kiosk.hub.hub import this_hub
from kiosk.hub.intake.attachments import read_back
from kiosk.hub.trail import audit
from kiosk.hub.web.visitor import instructors_only, me

files = Blueprint("files", __name__)
_TYPES = frozenset({"application/pdf", "image/jpeg", "image/png"})
"""What boxes make of whatever was joined; anything else is bytes."""


@files.get("/dossiers/<reference>/pieces/<attachment_id>")
@instructors_only
def give(reference: str, attachment_id: str) -> Response:
    """The file under the name it was joined with; each opening is written into the trail."""
    hub = this_hub()
    with hub.store.reading() as connection:
        case = read_case(connection, hub.ring, reference, me().scope)
    found = next((each for each in case.files if each["id"] == attachment_id), None)
    if found is None:
        raise Refused("unknown-case", reference=reference)
    try:
        data = read_back(hub, case.id, attachment_id)
    except Rejected:  # its event is there, the file is still on its way
        raise Refused("unknown-case", reference=reference) from None
    audit.note(hub, "file-opened", by=me().id, reference=reference, detail=attachment_id)
    kind = found["media_type"] if found["media_type"] in _TYPES else "application/octet-stream"
    name = "".join(each for each in found["name"] if each.isprintable()) or "copie"
    answered = send_file(BytesIO(data), kind, as_attachment=True, download_name=name, conditional=False, etag=False)
    answered.headers["Cache-Control"] = "no-store"
    return answered

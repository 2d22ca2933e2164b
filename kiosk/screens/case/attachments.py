"""Screen that joins copies of a document to a case: a file or a scanned page at the desk, a photo at any camera."""

from collections.abc import Sequence

from flask import Blueprint, Response, request
from flask.typing import ResponseReturnValue

from kiosk.domain.answers.position import SUBMITTED, Page, Position, after_copies, asking
from kiosk.domain.procedure.procedure import Field
from kiosk.error_codes import Refusal
from kiosk.errors import Refused
from kiosk.files.clean_file import MOST_BYTES
from kiosk.http.security_headers import CAMERA
from kiosk.services.access.open_case import OpenedCase, open_case
from kiosk.services.drafts import join_files
from kiosk.services.drafts.join_files import Device
from kiosk.web.edge.guards import at_case
from kiosk.web.edge.pages import htmx, page
from kiosk.web.framework.view_marks import takes_files
from kiosk.web.request import session
from kiosk.web.visit import detours

screen = Blueprint("attachments", __name__, url_prefix="/cases/<case_id>/documents/<field_id>")
_NOT_MENDED_HERE = (Refusal.NO_SUCH_CASE, Refusal.NO_SUCH_STEP, Refusal.ALREADY_SUBMITTED)


@screen.get("")
@at_case
def show(case_id: str, field_id: str) -> ResponseReturnValue:
    opened = open_case(session.box(), case_id, session.current().actor)
    if not opened.editable:
        return detours.redirect_to(case_id, SUBMITTED)
    if htmx:
        # What a page may do is settled when it is loaded: put into another one, it would have no camera.
        return Response(headers={"HX-Redirect": request.full_path.rstrip("?")})
    return _page(opened, join_files.document(opened, field_id))


@screen.post("")
@at_case
@takes_files(MOST_BYTES)
def add(case_id: str, field_id: str) -> ResponseReturnValue:
    """Join a file or a photo. At a terminal only a photo is accepted, since there is no file to choose."""
    sent = request.files.get("file")
    data, name = (sent.read(), sent.filename or "") if sent else (b"", "")
    if session.current().terminal and not request.form.get("camera"):
        raise Refused(Refusal.NO_FILE_HERE)
    return _join(case_id, field_id, data, name)


@screen.post("/scan")
@at_case
def scan(case_id: str, field_id: str) -> ResponseReturnValue:
    """Join one page from the desk's scanner."""
    box, actor = session.box(), session.current().actor
    opened = open_case(box, case_id, actor)
    field = join_files.document(opened, field_id)
    if session.current().terminal:
        raise Refused(Refusal.NO_FILE_HERE)
    try:
        devices = join_files.devices()
        if not devices:
            raise Refused(Refusal.NO_SUCH_SCANNER)
        device_id = request.form.get("device", "")
        if len(devices) > 1 and device_id not in {device.id for device in devices}:
            return _page(opened, field, devices=devices)
        data = join_files.scan(device_id if len(devices) > 1 else devices[0].id)
    except Refused as refused:
        return _page(opened, field, refused, 422)
    return _join(case_id, field_id, data, session.words().text(field.label))


@screen.post("/bring")
@at_case
def bring(case_id: str, field_id: str) -> ResponseReturnValue:
    """Note that the document will be brought instead of joined."""
    box, current = session.box(), session.current()
    opened = join_files.bring_instead(box, case_id, field_id, current.preferences, current.actor)
    return detours.redirect_to(case_id, asking(opened.journey, _here(field_id)))


@screen.post("/<attachment_id>/remove")
@at_case
def remove(case_id: str, field_id: str, attachment_id: str) -> ResponseReturnValue:
    current = session.current()
    join_files.remove(session.box(), case_id, attachment_id, current.preferences, current.actor)
    return detours.redirect_to(case_id, _here(field_id))


@screen.get("/<attachment_id>")
@at_case
def picture(case_id: str, field_id: str, attachment_id: str) -> Response:
    """The joined file itself, for whoever can open the case; decrypted for this answer and stored nowhere in clear."""
    try:
        attachment = join_files.read(session.box(), case_id, attachment_id, session.current().actor)
    except Refused as refused:
        if refused.code == Refusal.NO_SUCH_ATTACHMENT:
            return Response(status=404)
        raise
    return Response(attachment.data, content_type=attachment.media_type, headers={"Content-Disposition": "inline"})


def _join(case_id: str, field_id: str, data: bytes, name: str) -> ResponseReturnValue:
    box, current = session.box(), session.current()
    try:
        sent_id = request.form.get("attachment", "")
        join_files.add(box, case_id, field_id, data, name, current.preferences, current.actor, sent_id)
    except Refused as refused:
        if refused.code in _NOT_MENDED_HERE:
            raise
        opened = open_case(box, case_id, current.actor)
        return _page(opened, join_files.document(opened, field_id), refused, 422)
    return detours.redirect_to(case_id, _here(field_id))


def _here(field_id: str) -> Position:
    """The page of this document, with the page it was opened from."""
    return Position(Page.DOCUMENT, field_id, origin=detours.origin_in(request.args))


def _page(
    opened: OpenedCase,
    field: Field,
    refused: Refused | None = None,
    status: int = 200,
    devices: Sequence[Device] = (),
) -> Response:
    box, current, here = session.box(), session.current(), _here(field.id)
    response = page(
        "case/attachments/page.html",
        status,
        opened=opened,
        field=field,
        refused=refused,
        devices=devices,
        document=opened.procedure.document(str(field.options.get("document", ""))),
        joined=join_files.joined(box, opened.case.id, current.actor).get(field.id, ()),
        attachment_id=box.clock.new_id(),
        at_desk=not current.terminal,
        scanner=not current.terminal and join_files.is_usable(),
        way=detours.origin_parameters(here.origin),
        back=detours.address(opened.case.id, asking(opened.journey, here)),
        onward=detours.address(opened.case.id, after_copies(opened.journey, here)),
    )
    response.headers["Permissions-Policy"] = CAMERA
    return response

"""Copies of one document, joined to a case: a file or a scanned page at the desk, a picture wherever a camera is."""

from typing import Any

from flask import Blueprint, Response, redirect, request, url_for

from kiosk.domain.procedure import Field
from kiosk.errors import Refused
from kiosk.services import desk, joining
from kiosk.services.attachments import scanner
from kiosk.services.attachments.sizes import MOST_BYTES
from kiosk.services.desk import Opened
from kiosk.web import session
from kiosk.web.guards import at_case
from kiosk.web.pages import page
from kiosk.web.security import CAMERA
from kiosk.web.uploads import takes_files

screen = Blueprint("attachments", __name__, url_prefix="/cases/<case_id>/documents/<field_id>")
_NOT_MENDED_HERE = ("no-such-case", "no-such-step", "already-submitted")


@screen.get("")
@at_case
def show(case_id: str, field_id: str) -> Any:
    opened = desk.open_case(session.box(), case_id, session.current().actor)
    if not opened.editable:
        return redirect(url_for("submitted.show", case_id=case_id), 303)
    if request.headers.get("HX-Request"):
        # What a page may do is settled when it is loaded: put into another one, it would have no camera.
        return Response(headers={"HX-Redirect": request.full_path.rstrip("?")})
    return _page(opened, joining.document(opened, field_id))


@screen.post("")
@at_case
@takes_files(MOST_BYTES)
def add(case_id: str, field_id: str) -> Any:
    """A file chosen, or a picture taken. At a terminal there is no file to choose, and a picture is an image."""
    sent = request.files.get("file")
    data, name = (sent.read(), sent.filename or "") if sent else (b"", "")
    if session.current().terminal and not request.form.get("camera"):
        raise Refused("no-file-here")
    return _join(case_id, field_id, data, name)


@screen.post("/scan")
@at_case
def scan(case_id: str, field_id: str) -> Any:
    """One page from the scanner of the desk."""
    box, actor = session.box(), session.current().actor
    opened = desk.open_case(box, case_id, actor)
    field = joining.document(opened, field_id)
    if session.current().terminal:
        raise Refused("no-file-here")
    try:
        found = scanner.devices()
        if not found:
            raise Refused("no-such-scanner")
        asked = request.form.get("device", "")
        if len(found) > 1 and asked not in {device.id for device in found}:
            return _page(opened, field, devices=found)
        data = scanner.scan(asked if len(found) > 1 else found[0].id)
    except Refused as refused:
        return _page(opened, field, refused, 422)
    return _join(case_id, field_id, data, session.words().text(field.label))


@screen.post("/bring")
@at_case
def bring(case_id: str, field_id: str) -> Any:
    """No copy: the document is to bring."""
    box, actor = session.box(), session.current().actor
    joining.bring_instead(box, case_id, field_id, actor)
    return redirect(_step(desk.open_case(box, case_id, actor), field_id), 303)


@screen.post("/<attachment_id>/remove")
@at_case
def remove(case_id: str, field_id: str, attachment_id: str) -> Any:
    joining.remove(session.box(), case_id, attachment_id, session.current().actor)
    return redirect(_here(case_id, field_id), 303)


@screen.get("/<attachment_id>")
@at_case
def picture(case_id: str, field_id: str, attachment_id: str) -> Any:
    """The file itself, for whoever can open its case; it is decrypted for this answer and kept nowhere."""
    try:
        found = joining.read(session.box(), case_id, attachment_id, session.current().actor)
    except Refused as refused:
        if refused.code == "no-such-attachment":
            return Response(status=404)
        raise
    return Response(found.data, content_type=found.media_type, headers={"Content-Disposition": "inline"})


def _join(case_id: str, field_id: str, data: bytes, name: str) -> Any:
    box, actor = session.box(), session.current().actor
    try:
        joining.add(box, case_id, field_id, data, name, actor, request.form.get("attachment", ""))
    except Refused as refused:
        if refused.code in _NOT_MENDED_HERE:
            raise
        opened = desk.open_case(box, case_id, actor)
        return _page(opened, joining.document(opened, field_id), refused, 422)
    return redirect(_here(case_id, field_id), 303)


def _here(case_id: str, field_id: str) -> str:
    return url_for(
        "attachments.show", case_id=case_id, field_id=field_id, change="1" if request.args.get("change") else None
    )


def _step(opened: Opened, field_id: str) -> str:
    """The step that asks for this document."""
    stop = next(each for each in opened.journey.stops if any(field.id == field_id for field in each.fields))
    change = "1" if request.args.get("change") else None
    return url_for("step.show", case_id=opened.case.id, step_id=stop.id, change=change)


def _page(
    opened: Opened, field: Field, refused: Refused | None = None, status: int = 200, devices: Any = ()
) -> Response:
    box, current = session.box(), session.current()
    response = page(
        "attachments/page.html", status, opened=opened, field=field, refused=refused, devices=devices,
        document=opened.procedure.document(str(field.options.get("document", ""))),
        joined=joining.joined(box, opened.case.id, current.actor).get(field.id, ()), attachment_id=box.clock.new_id(),
        at_desk=not current.terminal, scanner=not current.terminal and scanner.is_usable(),
        change="1" if request.args.get("change") else None, back=_step(opened, field.id),
    )  # fmt: skip
    response.headers["Permissions-Policy"] = CAMERA
    return response

"""« Mettre de côté »: a draft waits with a note, and the desk is free for whoever comes next."""

from typing import Any

from flask import Blueprint, Response, redirect, request, url_for

from kiosk.errors import Refused
from kiosk.services import desk, parking
from kiosk.services.opening import Opened
from kiosk.web import present, session
from kiosk.web.guards import signed_in
from kiosk.web.pages import page

screen = Blueprint("park", __name__, url_prefix="/cases/<case_id>/park")


@screen.get("")
@signed_in
def show(case_id: str) -> Any:
    box, actor = session.box(), session.current().actor
    opened = desk.open_case(box, case_id, actor)
    if opened.state != "draft":
        return redirect(url_for("submitted.show", case_id=case_id), 303)
    return _page(opened, parking.note_of(box, case_id, actor))


@screen.post("")
@signed_in
def park(case_id: str) -> Any:
    box, actor, note = session.box(), session.current().actor, request.form.get("note", "")
    try:
        parking.park(box, case_id, note, actor)
    except Refused as refused:
        if refused.code not in ("note-too-long", "note-unreadable"):
            raise
        return _page(desk.open_case(box, case_id, actor), note, refused, 422)
    present.leave(case_id)
    return redirect(url_for("desk.show"), 303)


def _page(opened: Opened, note: str, refused: Refused | None = None, status: int = 200) -> Response:
    return page(
        "park/page.html", status, opened=opened, procedure=opened.procedure, note=note, refused=refused,
        most=parking.LONGEST, here="desk",
    )  # fmt: skip

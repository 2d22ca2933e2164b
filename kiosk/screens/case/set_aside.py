"""Screen « Mettre de côté »: sets a draft aside with a note, so that the desk is free for the next person."""

from flask import Blueprint, Response, redirect, request, url_for
from flask.typing import ResponseReturnValue

from kiosk.domain.answers.position import SUBMITTED
from kiosk.domain.events.event import CaseState
from kiosk.error_codes import Refusal
from kiosk.errors import Refused
from kiosk.services.access.open_case import OpenedCase, open_case
from kiosk.services.drafts import drafts
from kiosk.web.edge.guards import signed_in
from kiosk.web.edge.pages import page
from kiosk.web.request import session
from kiosk.web.visit import detours, shift_memory

screen = Blueprint("set_aside", __name__, url_prefix="/cases/<case_id>/park")


@screen.get("")
@signed_in
def show(case_id: str) -> ResponseReturnValue:
    box, actor = session.box(), session.current().actor
    opened = open_case(box, case_id, actor)
    if opened.state != CaseState.DRAFT:
        return detours.redirect_to(case_id, SUBMITTED)
    return _page(opened, drafts.note_of(box, case_id, actor))


@screen.post("")
@signed_in
def park(case_id: str) -> ResponseReturnValue:
    box, actor, note = session.box(), session.current().actor, request.form.get("note", "")
    try:
        drafts.park(box, case_id, note, actor)
    except Refused as refused:
        if refused.code not in (Refusal.NOTE_TOO_LONG, Refusal.NOTE_UNREADABLE):
            raise
        return _page(open_case(box, case_id, actor), note, refused, 422)
    shift_memory.record_left(case_id)
    return redirect(url_for("desk.show"), 303)


def _page(opened: OpenedCase, note: str, refused: Refused | None = None, status: int = 200) -> Response:
    return page(
        "case/set_aside/page.html",
        status,
        opened=opened,
        procedure=opened.procedure,
        note=note,
        refused=refused,
        most=drafts.LONGEST,
        here="desk",
    )

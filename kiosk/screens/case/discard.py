"""Screen that deletes a draft, after a confirmation."""

from flask import Blueprint, redirect, url_for
from flask.typing import ResponseReturnValue

from kiosk.domain.answers.position import SUBMITTED
from kiosk.domain.events.event import CaseState
from kiosk.services.access.open_case import open_case
from kiosk.services.drafts import discard_draft
from kiosk.web.edge.guards import signed_in
from kiosk.web.edge.pages import page
from kiosk.web.request import session
from kiosk.web.visit import detours

screen = Blueprint("discard", __name__, url_prefix="/cases")


@screen.get("/<case_id>/discard")
@signed_in
def show(case_id: str) -> ResponseReturnValue:
    opened = open_case(session.box(), case_id, session.current().actor)
    if opened.state != CaseState.DRAFT:
        return detours.redirect_to(case_id, SUBMITTED)
    return page("case/discard/page.html", here="desk", opened=opened)


@screen.post("/<case_id>/discard")
@signed_in
def discard(case_id: str) -> ResponseReturnValue:
    discard_draft.discard(session.box(), case_id, session.current().actor)
    return redirect(url_for("desk.show"), 303)

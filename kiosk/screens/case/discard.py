"""Screen that deletes a draft, after a confirmation, and brings it back."""

from flask import Blueprint, redirect, url_for
from flask.typing import ResponseReturnValue

from kiosk.domain.answers.position import SUBMITTED
from kiosk.domain.events.event import CaseState
from kiosk.domain.screen.station import StationRole
from kiosk.services.access.open_case import open_case
from kiosk.services.drafts import drafts
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
    at_a_desk = session.current().role == StationRole.DESK
    return page("case/discard/page.html", here="desk", opened=opened, undoable=at_a_desk)


@screen.post("/<case_id>/discard")
@signed_in
def discard(case_id: str) -> ResponseReturnValue:
    """Erase it; at a desk the next page offers to bring it back. Raises what `drafts.discard` does."""
    at_a_desk = session.current().role == StationRole.DESK
    drafts.discard(session.box(), case_id, session.current().actor, undoable=at_a_desk)
    return redirect(url_for("desk.show"), 303)


@screen.post("/<case_id>/discard/undo")
@signed_in
def undo(case_id: str) -> ResponseReturnValue:
    """Bring it back. Raises `Refused` (`nothing-to-undo`)."""
    drafts.undo(session.box(), case_id, session.current().actor)
    return redirect(url_for("desk.show"), 303)

"""Screen gestures of the call list: what came of a call, and taking that back."""

from flask import Blueprint, redirect, request, url_for
from flask.typing import ResponseReturnValue

from kiosk.services.work import worklist
from kiosk.web.edge.guards import signed_in
from kiosk.web.request import session

screen = Blueprint("called", __name__, url_prefix="/desk/calls")


@screen.post("/<update_id>")
@signed_in
def note(update_id: str) -> ResponseReturnValue:
    """Note what came of a call about this answer; the list of work says so, and offers to take it back."""
    worklist.note(session.box(), update_id, request.form.get("outcome", ""), session.current().actor)
    return redirect(url_for("desk.show", called=update_id), 303)


@screen.post("/<update_id>/undo")
@signed_in
def undo(update_id: str) -> ResponseReturnValue:
    """Take back the call whose id the form names."""
    worklist.take_back(session.box(), update_id, request.form.get("call", ""), session.current().actor)
    return redirect(url_for("desk.show"), 303)

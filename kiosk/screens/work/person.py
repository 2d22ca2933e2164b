"""Screen gestures on the line that says whose case it is: what became of the person, and their last answers."""

from flask import Blueprint, redirect, request, url_for
from flask.typing import ResponseReturnValue

from kiosk.http.hosts import inside
from kiosk.services.drafts import drafts
from kiosk.services.work import person
from kiosk.web.edge.guards import signed_in
from kiosk.web.request import session
from kiosk.web.visit.shift_memory import directory
from kiosk.web.visit.wake_loops import wake

screen = Blueprint("person", __name__, url_prefix="/desk/people")


@screen.post("/<case_id>/facts")
@signed_in
def note(case_id: str) -> ResponseReturnValue:
    """Note the fact that the form names with every case of the person of this one."""
    person.note(session.box(), directory(), case_id, request.form.get("fact", ""), session.current().actor)
    wake()
    return _back()


@screen.post("/<case_id>/facts/undo")
@signed_in
def take_back(case_id: str) -> ResponseReturnValue:
    person.take_back(session.box(), directory(), case_id, request.form.get("fact", ""), session.current().actor)
    wake()
    return _back()


@screen.post("/<case_id>/reuse")
@signed_in
def reuse(case_id: str) -> ResponseReturnValue:
    """Fill what is still empty in this draft with the person's answers of an earlier case."""
    drafts.fill(session.box(), case_id, request.form.get("from", ""), session.current().actor)
    return _back()


def _back() -> ResponseReturnValue:
    return redirect(inside(request.form.get("back", "")) or url_for("desk.show"), 303)

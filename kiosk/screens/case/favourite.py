"""The star of a procedure: keeps it among this mediator's favourites, or removes it."""

from flask import Blueprint, redirect, request, url_for
from flask.typing import ResponseReturnValue

from kiosk.http.hosts import inside
from kiosk.services.procedures import look_up
from kiosk.web.edge.guards import signed_in
from kiosk.web.request import session

screen = Blueprint("favourite", __name__, url_prefix="/procedures/<procedure_id>/favourite")


@screen.post("")
@signed_in
def choose(procedure_id: str) -> ResponseReturnValue:
    chosen = request.form.get("do") == "add"
    look_up.choose(session.box(), procedure_id, chosen, session.current().actor)
    back = inside(request.form.get("back", ""))
    return redirect(back or url_for("introduction.show", procedure_id=procedure_id), 303)

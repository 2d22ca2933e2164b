"""Who works here, and letting a colleague in again."""

from flask import Blueprint, redirect, render_template, url_for
from werkzeug.wrappers import Response

from kiosk.errors import Refused
from kiosk.hub.hub import this_hub
from kiosk.hub.people import everyone, unlock
from kiosk.hub.visitor import me, staff_only

people = Blueprint("people", __name__)


@people.get("/equipe")
@staff_only
def show() -> str:
    """Everyone, those who are locked out marked."""
    return render_template("hub/people.html", people=everyone(this_hub().store), me=me(), fault="")


@people.post("/equipe/<staff_id>/debloquer")
@staff_only
def unlock_colleague(staff_id: str) -> Response | tuple[str, int]:
    """Let a colleague try again."""
    hub = this_hub()
    try:
        unlock(hub.store, me(), staff_id)
    except Refused as fault:
        return render_template("hub/people.html", people=everyone(hub.store), me=me(), fault=fault.code), 422
    return redirect(url_for("people.show"), 303)

"""The page of the audit trail, for operators: who signed in, opened and decided what; no contents."""

from flask import Blueprint, render_template, request

from hub.hub import this_hub
from hub.people.people import everyone
from hub.trail import PAGE, lines
from hub.web.visitor import operators_only

audit = Blueprint("audit", __name__)


@audit.get("/trace")
@operators_only
def show() -> str:
    """The newest lines, or those before the number `before`."""
    hub = this_hub()
    before = request.args.get("before", "")
    page = lines(hub.store, int(before) if before.isdecimal() and len(before) < 16 else 0)
    names = {person.id: person.name for person in everyone(hub.store)}
    further = page[-1].number if len(page) == PAGE and page[-1].number > 1 else 0
    return render_template("hub/audit.html", rows=page, names=names, further=further)

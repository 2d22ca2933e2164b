"""Takes a case, hands it over, and keeps a note of the service: the forms beside a case."""

from flask import Blueprint, redirect, request, url_for
from werkzeug.wrappers import Response

from hub import trail, work
from hub.cases.cases import read_case
from hub.hub import this_hub
from hub.trail import AuditAction
from hub.web.visitor import instructors_only, me
from kiosk.error_codes import HubRefusal
from kiosk.errors import Refused

owner = Blueprint("owner", __name__)


@owner.post("/dossiers/<reference>/suivi")
@instructors_only
def post_case_owner(reference: str) -> Response:
    """Give the case to whoever was chosen; nobody for « libre »."""
    to, had = request.form.get("to", "")[:32], request.form.get("had", "")[:32]
    try:
        work.hand_over_case(this_hub(), me(), reference, to, had)
    except Refused as fault:
        return _again(reference, fault)
    return redirect(url_for("case.show_case", reference=reference), 303)


@owner.post("/dossiers/<reference>/notes")
@instructors_only
def post_case_note(reference: str) -> Response:
    """Keep a note about the case; its field is called `message`, so that a session that ended keeps what was typed."""
    hub = this_hub()
    try:
        with hub.store.writing() as connection:
            case = read_case(connection, hub.ring, reference, me().scope)
            if work.insert_case_note(hub, connection, case.id, case.lock, me().id, request.form.get("message", "")):
                trail.append_audit_line(hub, AuditAction.NOTED, by=me().id, reference=reference, within=connection)
    except Refused as fault:
        return _again(reference, fault)
    return redirect(url_for("case.show_case", reference=reference, _anchor="notes"), 303)


def _again(reference: str, fault: Refused) -> Response:
    if fault.code == HubRefusal.UNKNOWN_CASE:
        raise fault
    return redirect(url_for("case.show_case", reference=reference, fault=fault.code), 303)

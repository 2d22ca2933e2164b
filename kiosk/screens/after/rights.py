"""Screen where a person asks for a copy of the data kept about them, or for its erasure (GDPR articles 15 and 17)."""

from flask import Blueprint, Response, request
from flask.typing import ResponseReturnValue

from kiosk.domain.events.event import EventType
from kiosk.domain.events.submission import KINDS
from kiosk.error_codes import Refusal
from kiosk.errors import Refused
from kiosk.http.downloads import json_file
from kiosk.services.submitted import change_notices, follow_case, requests
from kiosk.web.edge.guards import signed_in
from kiosk.web.edge.pages import page
from kiosk.web.request import form_ids, session
from kiosk.web.visit import detours
from kiosk.web.visit.wake_loops import wake

screen = Blueprint("rights", __name__, url_prefix="/desk/references")


@screen.get("/<reference>/rights")
@signed_in
def show(reference: str) -> Response:
    box = session.box()
    followed = follow_case.find(box, reference, session.current().actor)
    choice = change_notices.choice(box, followed.case_id, session.current().actor)
    return page("after/rights/page.html", here="find", found=followed, event_id=box.clock.new_id(), choice=choice)


@screen.post("/<reference>/rights")
@signed_in
def ask(reference: str) -> ResponseReturnValue:
    """Send the request to the hub. Its id is in the form, so that a double tap asks once."""
    kind = request.form.get("kind", "")
    if kind not in KINDS:
        raise Refused(Refusal.NO_SUCH_REQUEST)
    event_id = form_ids.event_id()
    requests.ask(session.box(), reference, EventType(kind), session.current().actor, event_id)
    wake()
    return detours.redirect_to_followed(reference)


@screen.post("/<reference>/notices")
@signed_in
def notices(reference: str) -> ResponseReturnValue:
    """Change how the person is told of news, or end it. A double tap changes it once."""
    ways, event_id = request.form.getlist("notices"), form_ids.event_id()
    change_notices.change(session.box(), reference, ways, session.current().actor, event_id)
    wake()
    return detours.redirect_to_followed(reference)


@screen.post("/<reference>/copy")
@signed_in
def copy(reference: str) -> Response:
    """Download what this box holds of the case, at once, for the person to take along."""
    text = requests.exported(session.box(), reference, session.current().actor)
    return json_file(text, reference)

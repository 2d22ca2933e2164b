"""Screen that explains why the hub refused an event, and offers how to repair and send it again."""

import json
from typing import Any

from flask import Blueprint, Response, request
from flask.typing import ResponseReturnValue
from msgspec.structs import replace

from kiosk.domain.answers.position import REVIEW
from kiosk.domain.events import additions
from kiosk.domain.events.event import EventType
from kiosk.domain.events.submission import Correction
from kiosk.error_codes import Refusal, Rejection
from kiosk.errors import Refused
from kiosk.http.downloads import json_file
from kiosk.screens.after.supplement import items_of, read
from kiosk.services.submitted import follow_case, refused_events, requests
from kiosk.services.submitted.refused_events import ToMend
from kiosk.web.edge.guards import signed_in
from kiosk.web.edge.pages import page
from kiosk.web.request import session
from kiosk.web.visit import detours
from kiosk.web.visit.wake_loops import wake

screen = Blueprint("refused_event", __name__, url_prefix="/desk/mend")


@screen.get("/<event_id>")
@signed_in
def show(event_id: str) -> Response:
    return _page(refused_events.attention(session.box(), event_id, session.current().actor))


@screen.post("/<event_id>")
@signed_in
def mend(event_id: str) -> ResponseReturnValue:
    """Send again: a case with its answers as they are now, a supplement as in this form; or set a supplement aside."""
    box, actor = session.box(), session.current().actor
    if reference := refused_events.mended_already(box, event_id):
        return detours.redirect_to_followed(reference)
    to_mend = refused_events.attention(box, event_id, actor)
    refused_event, reference = to_mend.event, to_mend.event.reference
    try:
        if request.form.get("do") == "set-aside":
            refused_events.set_aside(box, event_id, actor)
        elif refused_event.code == Rejection.TWO_CASES:
            refused_events.send_again(box, event_id, request.form.get("which", ""), actor)
        elif refused_event.type == EventType.SUBMITTED:
            reference = refused_events.mend_case(box, refused_event.stream, actor)
        elif refused_event.type == EventType.SUPPLEMENT:
            followed = follow_case.follow(box, refused_event.reference, actor)
            refused_events.mend_supplement(box, event_id, read(items_of(followed)), actor)
        elif refused_event.type == EventType.CORRECTION:
            refused_events.mend_correction(box, event_id, _correction(to_mend.said), actor)
        else:
            refused_events.mend_as_it_is(box, event_id, actor)
    except Refused as refused:
        if refused.code == Refusal.NOT_COMPLETE:
            return detours.redirect_to(refused_event.stream, REVIEW)
        return _page(to_mend, refused.code, 422)
    wake()
    return detours.redirect_to_followed(reference)


@screen.get("/<event_id>/export")
@signed_in
def export(event_id: str) -> Response:
    """Download the refused event as it was sent, so that it can be handed over by other means."""
    to_mend = refused_events.attention(session.box(), event_id, session.current().actor)
    return json_file(json.dumps(to_mend.said, ensure_ascii=False, indent=2), to_mend.event.reference)


def _correction(body: dict[str, Any]) -> Correction:
    """The same corrected answers, with the reason that the form gives now."""
    return replace(requests.from_body(body), message=request.form.get("message", ""))


def _page(to_mend: ToMend, fault: str = "", status: int = 200) -> Response:
    followed = follow_case.follow(session.box(), to_mend.event.reference, session.current().actor)
    body = to_mend.said
    added = additions.from_body(body)
    return page(
        "after/refused_event/page.html",
        status,
        here="desk",
        event=to_mend.event,
        about=to_mend.about,
        said=body,
        renumbers=to_mend.renumbers,
        found=followed,
        added=added,
        items=items_of(followed),
        waiting=tuple(document for document in added.documents if document.files),
        fault=fault,
    )

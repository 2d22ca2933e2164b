"""The pages of citizens' requests about their data: the open ones, one request, its answer, the copy to hand over."""

import json

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from hub import trail
from hub.cases.cases import CaseFile, read_case
from hub.decisions.rights import OUTCOMES, DataRequest, answer_request, copy_of_case, open_requests, requests_of
from hub.hub import this_hub
from hub.people.second_factor import CODE, PASSPHRASE, prove_again
from hub.trail import AuditAction
from hub.web.pages import today
from hub.web.visitor import instructors_only, me
from kiosk.domain.events.event import EventType
from kiosk.error_codes import HubRefusal
from kiosk.errors import Refused
from kiosk.http.downloads import json_file

rights = Blueprint("rights", __name__)


@rights.get("/demandes")
@instructors_only
def show_rights() -> str:
    """The requests nobody has answered, oldest first, with the last day to answer each."""
    hub = this_hub()
    with hub.store.reading() as connection:
        requests = open_requests(connection, hub, me().scope)
    return render_template("hub/rights.html", requests=requests, today=today(hub.clock.now()))


@rights.get("/dossiers/<reference>/demandes/<request_id>")
@instructors_only
def show_data_request(reference: str, request_id: str) -> str:
    return _page(*_asked(reference, request_id))


@rights.post("/dossiers/<reference>/demandes/<request_id>")
@instructors_only
def post_request_answer(reference: str, request_id: str) -> Response | tuple[str, int]:
    """Answer the request, after both factors were asked again: an erasure cannot be undone."""
    _, requested = _asked(reference, request_id)
    hub, outcome, message = this_hub(), request.form.get("outcome", ""), request.form.get("message", "")
    try:
        if not requested.outcome:  # the second of a double tap has no fresh code, and changes nothing
            prove_again(hub, me(), request.form)
        answer_request(hub, me(), reference, request_id, outcome, message)
    except Refused as fault:
        if fault.code == HubRefusal.UNKNOWN_CASE:
            raise
        return _page(*_asked(reference, request_id), fault.code, outcome, message), 422
    return redirect(url_for("case.show_case", reference=reference), 303)


@rights.post("/dossiers/<reference>/demandes/<request_id>/copie")
@instructors_only
def post_copy_download(reference: str, request_id: str) -> Response | tuple[str, int]:
    """Download everything in the case as JSON, after both factors were asked again."""
    case, requested = _asked(reference, request_id)
    hub = this_hub()
    try:
        if requested.kind != EventType.ACCESS:
            raise Refused(HubRefusal.NO_OUTCOME)
        prove_again(hub, me(), {name: request.form.get(f"copy-{name}", "") for name in (PASSPHRASE, CODE)})
    except Refused as fault:
        return _page(case, requested, fault.code, copying=True), 422
    trail.append_audit_line(hub, AuditAction.EXPORTED, by=me().id, reference=reference)
    with hub.store.reading() as connection:
        copy = copy_of_case(hub, connection, case)
    return json_file(json.dumps(copy, ensure_ascii=False, indent=2), reference)


def _asked(reference: str, request_id: str) -> tuple[CaseFile, DataRequest]:
    hub = this_hub()
    with hub.store.reading() as connection:
        case = read_case(connection, hub.ring, reference, me().scope)
        requested = next((candidate for candidate in requests_of(connection, case) if candidate.id == request_id), None)
    if requested is None:
        raise Refused(HubRefusal.UNKNOWN_CASE, reference=reference)
    return case, requested


def _page(
    case: CaseFile,
    requested: DataRequest,
    fault: str = "",
    outcome: str = "",
    message: str = "",
    *,
    copying: bool = False,
) -> str:
    faults = {"fault": "" if copying else fault, "copy_fault": fault if copying else ""}
    return render_template(
        "hub/request.html",
        case=case,
        asked=requested,
        outcomes=OUTCOMES[requested.kind],
        outcome=outcome,
        message=message,
        today=today(this_hub().clock.now()),
        **faults,
    )

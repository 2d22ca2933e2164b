"""What people ask of their contents: those who wait, one request, its answer, and the copy that is given."""

import json

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from kiosk.errors import Refused
from kiosk.hub.cases.cases import CaseFile, read_case
from kiosk.hub.decisions.rights import OUTCOMES, Request, answer, copy, requests_of, waiting
from kiosk.hub.hub import this_hub
from kiosk.hub.people.prove_again import CODE, PASSPHRASE, prove
from kiosk.hub.trail import audit
from kiosk.hub.web.filters import today
from kiosk.hub.web.visitor import instructors_only, me

rights = Blueprint("rights", __name__)


@rights.get("/demandes")
@instructors_only
def show() -> str:
    """The requests nobody has answered, oldest first, with the last day to answer."""
    hub = this_hub()
    with hub.store.reading() as connection:
        found = waiting(connection, hub, me().scope)
    return render_template("hub/rights.html", requests=found, today=today(hub.clock.now()))


@rights.get("/dossiers/<reference>/demandes/<request_id>")
@instructors_only
def show_one(reference: str, request_id: str) -> str:
    """One request, and what may be answered."""
    return _page(*_asked(reference, request_id))


@rights.post("/dossiers/<reference>/demandes/<request_id>")
@instructors_only
def answer_one(reference: str, request_id: str) -> Response | tuple[str, int]:
    """Answer, by somebody who proves anew who they are: an erasure cannot be undone."""
    _, asked = _asked(reference, request_id)
    hub, outcome, message = this_hub(), request.form.get("outcome", ""), request.form.get("message", "")
    try:
        if not asked.outcome:  # the second of a double tap has no fresh code, and changes nothing
            prove(hub, me(), request.form)
        answer(hub, me(), reference, request_id, outcome, message)
    except Refused as fault:
        if fault.code == "unknown-case":
            raise
        return _page(*_asked(reference, request_id), fault.code, outcome, message), 422
    return redirect(url_for("case.show", reference=reference), 303)


@rights.post("/dossiers/<reference>/demandes/<request_id>/copie")
@instructors_only
def give_copy(reference: str, request_id: str) -> Response | tuple[str, int]:
    """Everything in the case as JSON, for somebody who proves anew who they are."""
    case, asked = _asked(reference, request_id)
    hub = this_hub()
    try:
        if asked.kind != "access":
            raise Refused("no-outcome")
        prove(hub, me(), {name: request.form.get(f"copy-{name}", "") for name in (PASSPHRASE, CODE)})
    except Refused as fault:
        return _page(case, asked, fault.code, copying=True), 422
    audit.note(hub, "exported", by=me().id, reference=reference)
    answered = Response(json.dumps(copy(case), ensure_ascii=False, indent=2), mimetype="application/json")
    answered.headers.set("Content-Disposition", "attachment", filename=f"{reference}.json")
    return answered


def _asked(reference: str, request_id: str) -> tuple[CaseFile, Request]:
    hub = this_hub()
    with hub.store.reading() as connection:
        case = read_case(connection, hub.ring, reference, me().scope)
        found = next((each for each in requests_of(connection, case) if each.id == request_id), None)
    if found is None:
        raise Refused("unknown-case", reference=reference)
    return case, found


def _page(
    case: CaseFile, asked: Request, fault: str = "", outcome: str = "", message: str = "", *, copying: bool = False
) -> str:
    said = {"fault": "" if copying else fault, "copy_fault": fault if copying else ""}
    return render_template(
        "hub/request.html", case=case, asked=asked, outcomes=OUTCOMES[asked.kind], outcome=outcome, message=message,
        today=today(this_hub().clock.now()), **said,
    )  # fmt: skip

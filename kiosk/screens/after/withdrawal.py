"""Screens to withdraw a case at the desk: explained, then confirmed by the citizen on the screen turned to them."""

from flask import Blueprint, Response, redirect, request, url_for
from flask.typing import ResponseReturnValue

from kiosk.domain.events.additions import Withdrawal
from kiosk.error_codes import Refusal
from kiosk.errors import Refused
from kiosk.services.people import sign_in
from kiosk.services.submitted import append_event, follow_case, requests
from kiosk.store.cases import cases
from kiosk.web.edge import rate_limits
from kiosk.web.edge.guards import WITHDRAWAL, signed_in, to_sign_in
from kiosk.web.edge.pages import page
from kiosk.web.request import form_ids, session
from kiosk.web.visit import detours
from kiosk.web.visit.wake_loops import wake

screen = Blueprint("withdrawal", __name__)


@screen.get("/desk/references/<reference>/withdrawal")
@signed_in
def show(reference: str) -> Response:
    """Explain what a withdrawal means, before the screen is turned to the citizen."""
    followed = follow_case.find(session.box(), reference, session.current().actor)
    return page("after/withdrawal/page.html", here="find", found=followed)


@screen.post("/desk/references/<reference>/withdrawal")
@signed_in
def turn(reference: str) -> ResponseReturnValue:
    """Turn the screen to the citizen: it shows this withdrawal and nothing else."""
    followed = follow_case.find(session.box(), reference, session.current().actor)
    session.turn_to_citizen(WITHDRAWAL + followed.reference)
    return redirect(url_for(".turned", reference=followed.reference), 303)


@screen.get("/withdrawals/<reference>")
def turned(reference: str) -> ResponseReturnValue:
    if not _is_turned_to(reference):
        if session.current().signed_in:
            return detours.redirect_to_followed(reference)
        return to_sign_in()
    return _page(reference)


@screen.post("/withdrawals/<reference>")
def confirm(reference: str) -> ResponseReturnValue:
    """Withdraw the case: the citizen has pressed the button, or a key, themselves."""
    if not _is_turned_to(reference):
        if session.current().signed_in:  # a second tap, after the screen was taken back
            return detours.redirect_to_followed(reference)
        return to_sign_in()
    try:
        _withdraw(reference, "touch")
    except Refused as refused:
        return _page(reference, refused, 422)
    return redirect(url_for(".turned", reference=reference), 303)


@screen.post("/withdrawals/<reference>/back")
def back(reference: str) -> ResponseReturnValue:
    """Give the screen back to the mediator, who types their PIN and may record a yes that was spoken."""
    box, current = session.box(), session.current()
    if not _is_turned_to(reference):
        return to_sign_in()
    rate_limits.count_try("sign-in")
    try:
        sign_in.unlock(box, current.mediator_id, request.form.get("pin", ""), current.actor)
        rate_limits.uncount_try("sign-in")
        if request.form.get("do") == "spoken":
            _withdraw(reference, "spoken")
    except Refused as refused:
        if refused.code in (Refusal.SHIFT_OVER, Refusal.LOCKED_OUT):
            session.turn_to_citizen("")
            session.lock()
            return redirect(url_for("sign_in.show", next=url_for("followed.show", reference=reference)), 303)
        return _page(reference, refused, 422)
    session.turn_to_citizen("")
    return detours.redirect_to_followed(reference)


def _is_turned_to(reference: str) -> bool:
    return session.current().confirming == WITHDRAWAL + reference


def _withdraw(reference: str, how: str) -> None:
    """Withdraw the case; the event's id is in the form, and a case is withdrawn once, whatever the id is."""
    box = session.box()
    withdrawal = Withdrawal("citizen", how, request.form.get("message", ""))
    event_id = form_ids.event_id()
    requests.withdraw(box, reference, withdrawal, session.current().actor, event_id)
    wake()


def _page(reference: str, refused: Refused | None = None, status: int = 200) -> Response:
    box = session.box()
    db = box.store.read()
    submission = cases.submission_of(db, reference)
    head = cases.head(db, submission.case_id) if submission else None
    return page(
        "after/withdrawal/turned.html",
        status,
        reference=reference,
        refused=refused,
        event_id=box.clock.new_id(),
        procedure=box.catalogue.get(head.procedure_id) if head else None,
        message=request.form.get("message", ""),
        done=bool(append_event.withdrawn_here(db, reference, session.current().actor)),
    )

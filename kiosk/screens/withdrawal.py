"""Screens of a person's rights over a submitted case: withdraw it, copy or erase its data, change how they are told."""

from flask import Blueprint, Response, redirect, request, url_for
from flask.typing import ResponseReturnValue

from kiosk.domain.events.additions import Withdrawal
from kiosk.domain.events.event import EventType
from kiosk.domain.events.submission import KINDS
from kiosk.error_codes import Refusal
from kiosk.errors import Refused
from kiosk.http.downloads import json_file
from kiosk.services.people import sign_in
from kiosk.services.submitted import append_event, change_notices, follow_case, requests
from kiosk.store import cases
from kiosk.web import detours, rate_limits, session, shift_memory
from kiosk.web.guards import WITHDRAWAL, make_staff_screen, signed_in, to_sign_in
from kiosk.web.page_languages import show_to_staff
from kiosk.web.pages import render_page

withdrawal_screen = Blueprint("withdrawal", __name__)


@withdrawal_screen.get("/desk/references/<reference>/withdrawal", endpoint="show")
@signed_in
def show_withdrawal(reference: str) -> Response:
    """Explain what a withdrawal means, before the screen is turned to the citizen."""
    followed = follow_case.follow_typed_reference(session.box(), reference, session.current_actor())
    return render_page("after/withdrawal/page.html", here="find", found=followed)


@withdrawal_screen.post("/desk/references/<reference>/withdrawal")
@signed_in
def post_withdrawal_turn(reference: str) -> ResponseReturnValue:
    """Turn the screen to the citizen: it shows this withdrawal and nothing else."""
    followed = follow_case.follow_typed_reference(session.box(), reference, session.current_actor())
    session.turn_to_citizen(WITHDRAWAL + followed.reference)
    return redirect(url_for(".show_turned_withdrawal", reference=followed.reference), 303)


@withdrawal_screen.get("/withdrawals/<reference>")
def show_turned_withdrawal(reference: str) -> ResponseReturnValue:
    """The question on a screen turned to the citizen; `?covered=1`: the screen given back, without a word of it."""
    if not _is_turned_to(reference):
        if session.current_session().signed_in:
            return detours.redirect_to_followed(reference)
        return to_sign_in()
    return _withdrawal_page(reference, covered="covered" in request.args)


@withdrawal_screen.post("/withdrawals/<reference>")
def post_withdrawal(reference: str) -> ResponseReturnValue:
    """Withdraw the case: the citizen has pressed the button, or a key, themselves."""
    if not _is_turned_to(reference):
        if session.current_session().signed_in:  # a second tap, after the screen was taken back
            return detours.redirect_to_followed(reference)
        return to_sign_in()
    try:
        _withdraw(reference, "touch")
    except Refused as refused:
        return _withdrawal_page(reference, refused)
    return redirect(url_for(".show_turned_withdrawal", reference=reference), 303)


@withdrawal_screen.post("/withdrawals/<reference>/back")
def post_withdrawal_back(reference: str) -> ResponseReturnValue:
    """Give the screen back to the mediator, who types their PIN and may record a yes that was spoken."""
    box, current = session.box(), session.current_session()
    if not _is_turned_to(reference):
        return to_sign_in()
    rate_limits.count_screen_try("sign-in")
    try:
        sign_in.unlock_screen(box, current.mediator_id, request.form.get("pin", ""), current.actor)
        rate_limits.uncount_screen_try("sign-in")
        if request.form.get("do") == "spoken":
            _withdraw(reference, "spoken")
    except Refused as refused:
        if refused.code in (Refusal.SHIFT_OVER, Refusal.LOCKED_OUT):
            session.turn_to_citizen("")
            session.lock_session()
            return redirect(url_for("sign_in.show", next=url_for("followed.show", reference=reference)), 303)
        return _withdrawal_page(reference, refused, covered=True)
    session.turn_to_citizen("")
    return detours.redirect_to_followed(reference)


def _is_turned_to(reference: str) -> bool:
    return session.current_session().confirming == WITHDRAWAL + reference


def _withdraw(reference: str, how: str) -> None:
    """Withdraw the case; the event's id is in the form, and a case is withdrawn once, whatever the id is."""
    withdrawal = Withdrawal("citizen", how, request.form.get("message", ""))
    requests.withdraw_case(session.box(), reference, withdrawal, session.current_actor(), detours.event_id())
    session.wake_loops()


def _withdrawal_page(reference: str, refused: Refused | None = None, covered: bool = False) -> Response:
    if covered:
        show_to_staff()
    box, actor = session.box(), session.current_actor()
    db = box.store.read()
    submission = cases.read_submission_by_reference(db, reference)
    head = cases.read_case_head(db, submission.case_id) if submission else None
    return render_page(
        "case/confirm/covered.html" if covered else "after/withdrawal/turned.html",
        opens=url_for(".post_withdrawal_back", reference=reference),
        turned=url_for(".show_turned_withdrawal", reference=reference),
        reference=reference,
        refused=refused,
        withdrawal=box.clock.new_id(),
        procedure=box.catalogue.get(head.procedure_id) if head else None,
        message=request.form.get("message", ""),
        confirmed=bool(append_event.find_withdrawal_here(db, reference, actor)),
        digits=shift_memory.known_pin_digits(actor.mediator_id),
    )


withdrawal_alone_screen = Blueprint("withdrawal_alone", __name__, url_prefix="/withdraw")


@withdrawal_alone_screen.get("", endpoint="show")
def show_withdrawal_alone() -> ResponseReturnValue:
    return _withdrawal_alone_page() if session.current_session().terminal else _at_a_desk()


@withdrawal_alone_screen.post("")
def post_withdrawal_alone() -> ResponseReturnValue:
    """Send the withdrawal to the hub, which alone can check the code. Each attempt counts against a limit, and the
    page tells nothing about the case.
    """
    box, current, form = session.box(), session.current_session(), request.form
    if not current.terminal:
        return _at_a_desk()
    rate_limits.count_screen_try("withdraw")
    try:
        requests.withdraw_alone(
            box,
            form.get("reference", ""),
            form.get("code", ""),
            form.get("message", ""),
            current.preferences,
            current.station.id,
            form.get("event", ""),
        )
    except Refused as refused:
        return _withdrawal_alone_page(refused)
    session.wake_loops()
    return redirect(url_for(".show_withdrawal_noted"), 303)


@withdrawal_alone_screen.get("/noted")
def show_withdrawal_noted() -> ResponseReturnValue:
    """Confirm that the withdrawal is stored here, and takes effect once the hub has confirmed it."""
    return render_page("after/withdrawal_alone/noted.html") if session.current_session().terminal else _at_a_desk()


def _at_a_desk() -> ResponseReturnValue:
    """Redirect to the search, where a mediator finds the case and turns the screen."""
    return redirect(url_for("find.show"), 303)


def _withdrawal_alone_page(refused: Refused | None = None) -> Response:
    typed = {name: request.form.get(name, "") for name in ("reference", "code", "message")}
    event_id = detours.event_id()
    return render_page("after/withdrawal_alone/page.html", typed=typed, refused=refused, event_id=event_id)


rights_screen = make_staff_screen("rights", "/desk/references")


@rights_screen.get("/<reference>/rights", endpoint="show")
def show_rights(reference: str) -> Response:
    box = session.box()
    followed = follow_case.follow_typed_reference(box, reference, session.current_actor())
    choice = change_notices.choice(box, followed.case_id, session.current_actor())
    event_id = box.clock.new_id()
    return render_page("after/rights/page.html", here="find", found=followed, event_id=event_id, choice=choice)


@rights_screen.post("/<reference>/rights")
def post_rights_request(reference: str) -> ResponseReturnValue:
    """Send the request to the hub. Its id is in the form, so that a double tap asks once."""
    kind = request.form.get("kind", "")
    if kind not in KINDS:
        raise Refused(Refusal.NO_SUCH_REQUEST)
    event_id = detours.event_id()
    requests.request_data_right(session.box(), reference, EventType(kind), session.current_actor(), event_id)
    session.wake_loops()
    return detours.redirect_to_followed(reference)


@rights_screen.post("/<reference>/notices")
def post_notice_choice(reference: str) -> ResponseReturnValue:
    """Change how the person is told of news, or end it. A double tap changes it once."""
    ways, event_id = request.form.getlist("notices"), detours.event_id()
    change_notices.change_notices(session.box(), reference, ways, session.current_actor(), event_id)
    session.wake_loops()
    return detours.redirect_to_followed(reference)


@rights_screen.post("/<reference>/copy")
def post_copy_download(reference: str) -> Response:
    """Download what this box holds of the case, at once, for the person to take along."""
    text = requests.export_personal_json(session.box(), reference, session.current_actor())
    return json_file(text, reference)

"""The pages of staff: who works here, and unlocking a colleague, or resetting their second factor or sessions."""

from collections.abc import Callable
from functools import partial

from flask import Blueprint, abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from hub.hub import Hub, this_hub
from hub.people import provider_sign_in, second_factor
from hub.people.people import Staff, list_staff, staff_by_id, unlock_staff
from hub.people.provider_sign_in import client_of
from hub.people.second_factor import prove_again
from hub.people.sessions import end_sessions
from hub.web.visitor import me, staff_only
from kiosk.errors import Refused

people = Blueprint("people", __name__)
Gesture = Callable[[Hub, Staff, str], None]
GESTURES: dict[str, Gesture] = {
    "debloquer": unlock_staff,
    "second-facteur": second_factor.reset_second_factor,
    "deconnecter": end_sessions,
}
"""Actions for a colleague, never for oneself: each takes the hub, who does it and the colleague's id."""


@people.get("/equipe")
@staff_only
def show_staff() -> str:
    return render_template("hub/people.html", people=list_staff(this_hub().store), me=me())


@people.get("/equipe/<staff_id>")
@staff_only
def show_staff_member(staff_id: str) -> str:
    return _page(_colleague(staff_id))


@people.post("/equipe/<staff_id>")
@staff_only
def post_staff_help(staff_id: str) -> Response | tuple[str, int]:
    """Do one action for a colleague, after both factors were asked again."""
    hub, colleague, wanted = this_hub(), _colleague(staff_id), request.form.get("gesture", "")
    gesture = _gestures().get(wanted)
    if gesture is None:
        return _page(colleague, "no-gesture"), 422
    try:
        prove_again(hub, me(), request.form)
        gesture(hub, me(), staff_id)
    except Refused as fault:
        return _page(colleague, fault.code, wanted), 422
    return redirect(url_for("people.show_staff"), 303)


def _gestures() -> dict[str, Gesture]:
    """Those that whoever asks may do: only who runs the hub says whose an account at the provider is."""
    if me().sees_cases or client_of(this_hub()) is None:
        return GESTURES
    bind = partial(provider_sign_in.bind_account, code=request.form.get("binding", ""))
    return GESTURES | {"relier": bind, "delier": provider_sign_in.unbind_account}


def _colleague(staff_id: str) -> Staff:
    try:
        return staff_by_id(this_hub().store, staff_id)
    except Refused:
        abort(404)


def _page(colleague: Staff, fault: str = "", wanted: str = "") -> str:
    hub = this_hub()
    return render_template(
        "hub/person.html",
        person=colleague,
        me=me(),
        has_factor=second_factor.has_factor(hub, colleague),
        binds="relier" in _gestures(),
        bound=provider_sign_in.is_bound(hub, colleague.id),
        fault=fault,
        wanted=wanted,
    )

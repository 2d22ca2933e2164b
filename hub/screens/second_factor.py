"""The pages of the second sign-in step: the telephone's code, and setting it up the first time."""

from flask import Blueprint, make_response, redirect, render_template, request, url_for
from markupsafe import Markup
from werkzeug.wrappers import Response

from hub import trail
from hub.hub import this_hub
from hub.people import provider_sign_in, sessions
from hub.people.people import Staff
from hub.people.second_factor import check_factor_code, set_up_second_factor, setup_details
from hub.people.sessions import HalfSession, close_session, half_session_of, open_session
from hub.trail import AuditAction
from hub.web.pages import form_again
from hub.web.visitor import hand_cookie, request_state
from kiosk.error_codes import HubRefusal
from kiosk.errors import Refused
from kiosk.http.form_tokens import keep_own_path
from printers import qr

second_factor = Blueprint("second_factor", __name__, url_prefix="/connexion")


@second_factor.get("/code")
def show_factor_code() -> Response | str:
    return _door() if _half() is None else _ask()


@second_factor.post("/code")
def post_factor_code() -> Response:
    """Check the code and open a session under a new cookie."""
    hub, came = this_hub(), _half()
    if came is None:
        return _door()
    try:
        tried = sessions.count_sign_in_try(hub, request.remote_addr or "")
        check_factor_code(hub, came.person, request.form.get("code", ""))
    except Refused as fault:
        return form_again(_ask(fault.code), fault)
    sessions.record_success(hub, tried)
    return hand_cookie(redirect(_goal() or url_for("sign_in.redirect_to_start"), 303), _let_in(came.person))


@second_factor.get("/installation")
def show_factor_set_up() -> Response | str:
    came = _half()
    return _door() if came is None or came.secret is None else _set_up(came)


@second_factor.post("/installation")
def post_factor_set_up() -> Response:
    """Store the secret once a code shows that the telephone has it; show the recovery codes, this once."""
    hub, came = this_hub(), _half()
    if came is None or came.secret is None:
        return _door()
    try:
        tried = sessions.count_sign_in_try(hub, request.remote_addr or "")
        codes = set_up_second_factor(hub, came.person, came.secret, request.form.get("code", ""))
    except Refused as fault:
        if fault.code == HubRefusal.FACTOR_EXISTS:
            return _door()
        return form_again(_set_up(came, fault.code), fault)
    sessions.record_success(hub, tried)
    state = request_state()
    state.cookie, state.staff = _let_in(came.person), came.person
    page = render_template("hub/recovery_codes.html", codes=codes, next=_goal() or url_for("sign_in.redirect_to_start"))
    return hand_cookie(make_response(page), state.cookie)


def _half() -> HalfSession | None:
    return half_session_of(this_hub(), request_state().cookie)


def _let_in(person: Staff) -> str:
    hub, half = this_hub(), request_state().cookie
    close_session(hub, half)
    trail.append_audit_line(hub, AuditAction.SIGNED_IN, by=person.id)
    cookie = open_session(hub, person)
    if token := provider_sign_in.take_token(hub, half):
        provider_sign_in.keep_token(hub, cookie, token)
    return cookie


def _door() -> Response:
    return redirect(url_for("sign_in.show_sign_in", next=_goal() or None), 303)


def _goal() -> str:
    return keep_own_path(request.values.get("next", ""))


def _ask(fault: str = "") -> str:
    return render_template("hub/code.html", next=_goal(), fault=fault)


def _set_up(came: HalfSession, fault: str = "") -> str:
    assert came.secret is not None
    seen = setup_details(this_hub(), came.person, came.secret)
    picture = Markup(qr.make_qr_svg(seen.address, "QR code"))  # nosec B704: an SVG of our own
    return render_template(
        "hub/set_up_factor.html", groups=seen.groups, picture=picture, next=_goal(), fault=fault, who=came.person
    )

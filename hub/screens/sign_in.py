"""The pages of signing in (the passphrase, then the telephone's code, or the provider of OpenID Connect) and out."""

from urllib.parse import urlsplit

from flask import Blueprint, make_response, redirect, render_template, request, url_for
from markupsafe import Markup
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response

from hub import trail
from hub.hub import this_hub
from hub.people import provider_sign_in, sessions
from hub.people.people import Staff, check_passphrase
from hub.people.provider_sign_in import client_of
from hub.people.second_factor import (
    check_factor_code,
    has_factor,
    new_secret,
    set_up_second_factor,
    setup_details,
)
from hub.people.sessions import (
    HalfSession,
    close_session,
    cookie_name,
    half_session_of,
    open_half_session,
    open_session,
    renew_half_session,
)
from hub.trail import AuditAction
from hub.web.pages import form_again
from hub.web.visitor import hand_cookie, me, request_state, staff_only
from kiosk.connectors import oidc
from kiosk.connectors.oidc import Client
from kiosk.error_codes import HubRefusal
from kiosk.errors import Refused, Unreachable
from kiosk.http import security_headers
from kiosk.http.form_tokens import keep_own_path, make_cookie_flags
from printers import qr

sign_in = Blueprint("sign_in", __name__)
second_factor = Blueprint("second_factor", __name__, url_prefix="/connexion")
provider = Blueprint("provider", __name__)
COOKIE = "parvis_hub_elsewhere"
"""Names an attempt. Another site leads back here, so it is sent then too (`SameSite=Lax`); no session's is."""


@sign_in.get("/")
def redirect_to_start() -> Response:
    if request_state().staff is None:
        return redirect(url_for("sign_in.show_sign_in"))
    return redirect(url_for("cases.show_cases" if me().sees_cases else "sites.show_sites"))


@sign_in.get("/connexion")
def show_sign_in() -> str:
    return _form("", _goal())


@sign_in.post("/connexion")
def post_sign_in() -> Response:
    """Check the passphrase and redirect to the second factor, with a cookie that only its pages accept."""
    hub, typed, goal = this_hub(), request.form, _goal()
    try:
        tried = sessions.count_sign_in_try(hub, request.remote_addr or "")
        person = check_passphrase(hub, typed.get("login", ""), typed.get("passphrase", ""))
    except Refused as fault:
        return form_again(_form(typed.get("login", ""), goal, fault.code), fault)
    sessions.uncount_sign_in_try(hub, tried)
    close_session(hub, request_state().cookie)
    cookie, page = _ask_second_factor(person, goal)
    return hand_cookie(redirect(page, 303), cookie)


def _ask_second_factor(person: Staff, goal: str) -> tuple[str, str]:
    """The cookie of a half-session, and the address of the page that comes next."""
    hub = this_hub()
    set_up = has_factor(hub, person)
    cookie = open_half_session(hub, person, None if set_up else new_secret(hub, person))
    page = "second_factor.show_factor_code" if set_up else "second_factor.show_factor_set_up"
    return cookie, url_for(page, next=goal or None)


@sign_in.post("/connexion/rester")
def post_stay() -> tuple[str, int]:
    """Prolong a session, or the time between its two steps: somebody is there. 204; 403 where it is over already."""
    state = request_state()
    return "", 204 if state.staff is not None or renew_half_session(this_hub(), state.cookie) else 403


@sign_in.post("/deconnexion")
@staff_only
def post_sign_out() -> Response:
    """End the session, and have the browser delete what it stored of the pages; go on where it came from a provider."""
    hub, cookie = this_hub(), request_state().cookie
    close_session(hub, cookie)
    trail.append_audit_line(hub, AuditAction.SIGNED_OUT, by=me().id)
    answer = _leave_provider(cookie) or redirect(url_for("sign_in.show_sign_in"), 303)
    answer.delete_cookie(cookie_name(hub), **make_cookie_flags(hub.settings.secure_cookies))
    return security_headers.clear_browser_data(answer)


def _form(login: str, goal: str, fault: str = "") -> str:
    hub = this_hub()
    name = (hub.settings.oidc_name or urlsplit(hub.settings.oidc_issuer).hostname) if client_of(hub) else ""
    return render_template("hub/sign_in.html", login=login, next=goal, fault=fault, provider=name)


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


@provider.get("/connexion/fournisseur")
def redirect_to_provider() -> Response | tuple[str, int]:
    """Send the browser to the provider, with a cookie that its way back is known by."""
    hub, client = this_hub(), _client()
    cookie, attempt = provider_sign_in.begin_attempt(hub, keep_own_path(request.args.get("next", "")))
    try:
        answer = redirect(oidc.make_sign_in_address(client, attempt), 303)
    except Unreachable:
        return _failed("away")
    return _marked(answer, cookie, "Lax")


@provider.get("/connexion/fournisseur/retour")
def return_from_provider() -> Response | tuple[str, int]:
    """Let in whoever comes back with a proof and is bound to an account here.

    A stranger gets a code for an operator. The answer is a page, since a browser that comes from another site sends no
    session cookie yet.
    """
    hub, client = this_hub(), _client()
    began = provider_sign_in.take_attempt(hub, request.cookies.get(hub.settings.name_cookie(COOKIE), ""))
    if began is None:
        return _failed("over")
    attempt, goal = began
    try:
        tried = sessions.count_sign_in_try(hub, request.remote_addr or "")
        came = oidc.verify_return(client, attempt, request.args, hub.clock.now().timestamp())
    except Refused as fault:
        return form_again(render_template("hub/provider_failed.html", fault=fault.code), fault)
    except Unreachable:
        return _failed("away")
    if came is None:
        return _failed("unproven")
    person = provider_sign_in.person_of(hub, came.subject)
    sessions.uncount_sign_in_try(hub, tried)
    if person is None:
        return render_template(
            "hub/provider_stranger.html", code=provider_sign_in.make_binding_code(hub, came.subject)
        ), 403
    if person.locked:
        return _failed("locked")
    close_session(hub, request_state().cookie)
    return _welcome(person, goal, came.id_token)


@provider.get("/deconnexion/fournisseur")
def sign_out_of_provider() -> Response:
    """End the provider's own session as well, for whoever has just signed out here."""
    hub, client = this_hub(), _client()
    token = provider_sign_in.take_token(hub, request.cookies.get(hub.settings.name_cookie(COOKIE), ""))
    door = f"{hub.settings.address.rstrip('/')}{url_for('sign_in.show_sign_in')}"
    try:
        address = oidc.sign_out_at(client, token, door) if token else ""
    except Unreachable:
        address = ""
    answer = redirect(address or url_for("sign_in.show_sign_in"), 303)
    answer.delete_cookie(hub.settings.name_cookie(COOKIE), **make_cookie_flags(hub.settings.secure_cookies))
    return answer


def _leave_provider(cookie: str) -> Response | None:
    """The page that goes on to the provider's own sign-out; None where the session of that cookie is not from there.

    A form leads to our own pages only (`form-action`), so a page goes on and not the form's answer.
    """
    hub = this_hub()
    token = provider_sign_in.take_token(hub, cookie) if client_of(hub) else ""
    if not token:
        return None
    going = hub.clock.token()
    provider_sign_in.keep_token(hub, going, token)
    request_state().staff = None  # the page is that of somebody who has left
    page = make_response(render_template("hub/provider_leaving.html"))
    page.headers["Refresh"] = f"0; url={url_for('provider.sign_out_of_provider')}"
    return _marked(page, going, "Strict")


def _marked(answer: Response, cookie: str, same_site: str) -> Response:
    settings, lasts = this_hub().settings, int(provider_sign_in.ATTEMPT_LASTS.total_seconds())
    flags = make_cookie_flags(settings.secure_cookies)
    flags["samesite"] = same_site
    answer.set_cookie(settings.name_cookie(COOKIE), cookie, max_age=lasts, **flags)
    return answer


def _welcome(person: Staff, goal: str, id_token: str) -> Response:
    """A session, where the provider has checked the level that was asked for; else the telephone's code comes next."""
    hub = this_hub()
    goes_to = goal or url_for("sign_in.redirect_to_start")
    if hub.settings.oidc_level:
        cookie = open_session(hub, person)
        trail.append_audit_line(hub, AuditAction.SIGNED_IN, by=person.id, detail="provider")
    else:
        cookie, goes_to = _ask_second_factor(person, goal)
    provider_sign_in.keep_token(hub, cookie, id_token)
    answer = make_response(render_template("hub/provider_welcome.html", goes_to=goes_to))
    answer.headers["Refresh"] = f"0; url={goes_to}"
    answer.delete_cookie(hub.settings.name_cookie(COOKIE), **make_cookie_flags(hub.settings.secure_cookies))
    return hand_cookie(answer, cookie)


def _client() -> Client:
    """Raises `NotFound` where no provider is set up."""
    client = client_of(this_hub())
    if client is None:
        raise NotFound
    return client


def _failed(fault: str) -> tuple[str, int]:
    return render_template("hub/provider_failed.html", fault=fault), 403

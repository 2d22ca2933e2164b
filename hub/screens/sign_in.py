"""The pages to sign in with the passphrase and to sign out."""

from urllib.parse import urlsplit

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from hub import trail
from hub.hub import this_hub
from hub.people import sessions
from hub.people.people import check_passphrase
from hub.people.provider_sign_in import client_of
from hub.people.second_factor import has_factor, new_secret
from hub.people.sessions import close_session, cookie_name, open_half_session, renew_half_session
from hub.screens.provider import render_provider_sign_out
from hub.trail import AuditAction
from hub.web.pages import form_again
from hub.web.visitor import hand_cookie, me, request_state, staff_only
from kiosk.errors import Refused
from kiosk.http import security_headers
from kiosk.http.form_tokens import keep_own_path, make_cookie_flags

sign_in = Blueprint("sign_in", __name__)


@sign_in.get("/")
def redirect_to_start() -> Response:
    if request_state().staff is None:
        return redirect(url_for("sign_in.show_sign_in"))
    return redirect(url_for("cases.show_cases" if me().sees_cases else "sites.show_sites"))


@sign_in.get("/connexion")
def show_sign_in() -> str:
    return _form("", keep_own_path(request.args.get("next", "")))


@sign_in.post("/connexion")
def post_sign_in() -> Response:
    """Check the passphrase and redirect to the second factor, with a cookie that only its pages accept."""
    hub, typed = this_hub(), request.form
    goal = keep_own_path(typed.get("next", ""))
    try:
        tried = sessions.count_sign_in_try(hub, request.remote_addr or "")
        person = check_passphrase(hub, typed.get("login", ""), typed.get("passphrase", ""))
    except Refused as fault:
        return form_again(_form(typed.get("login", ""), goal, fault.code), fault)
    sessions.uncount_sign_in_try(hub, tried)
    close_session(hub, request_state().cookie)
    set_up = has_factor(hub, person)
    cookie = open_half_session(hub, person, None if set_up else new_secret(hub, person))
    page = "second_factor.show_factor_code" if set_up else "second_factor.show_factor_set_up"
    return hand_cookie(redirect(url_for(page, next=goal or None), 303), cookie)


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
    answer = render_provider_sign_out(cookie) or redirect(url_for("sign_in.show_sign_in"), 303)
    answer.delete_cookie(cookie_name(hub), **make_cookie_flags(hub.settings.secure_cookies))
    return security_headers.clear_browser_data(answer)


def _form(login: str, goal: str, fault: str = "") -> str:
    hub = this_hub()
    name = (hub.settings.oidc_name or urlsplit(hub.settings.oidc_issuer).hostname) if client_of(hub) else ""
    return render_template("hub/sign_in.html", login=login, next=goal, fault=fault, provider=name)

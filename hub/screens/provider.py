"""The pages by which staff sign in at the provider of OpenID Connect, and sign out there too."""

from flask import Blueprint, Response, make_response, redirect, render_template, request, url_for
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response as AnyResponse

from hub import trail
from hub.hub import this_hub
from hub.people import provider_sign_in, sessions
from hub.people.people import Staff
from hub.people.provider_sign_in import client_of
from hub.people.second_factor import has_factor, new_secret
from hub.people.sessions import close_session, open_half_session, open_session
from hub.trail import AuditAction
from hub.web.pages import form_again
from hub.web.visitor import hand_cookie, request_state
from kiosk.connectors import oidc
from kiosk.connectors.oidc import Client
from kiosk.errors import Refused, Unreachable
from kiosk.http.form_tokens import keep_own_path, make_cookie_flags

provider = Blueprint("provider", __name__)
COOKIE = "parvis_hub_elsewhere"
"""Names an attempt. Another site leads back here, so it is sent then too (`SameSite=Lax`); no session's is."""


@provider.get("/connexion/fournisseur")
def redirect_to_provider() -> AnyResponse | tuple[str, int]:
    """Send the browser to the provider, with a cookie that its way back is known by."""
    hub, client = this_hub(), _client()
    cookie, attempt = provider_sign_in.begin_attempt(hub, keep_own_path(request.args.get("next", "")))
    try:
        answer = redirect(oidc.make_sign_in_address(client, attempt), 303)
    except Unreachable:
        return _failed("away")
    return _marked(answer, cookie, "Lax")


@provider.get("/connexion/fournisseur/retour")
def return_from_provider() -> AnyResponse | tuple[str, int]:
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
    return _let_in(person, goal, came.id_token)


@provider.get("/deconnexion/fournisseur")
def sign_out_of_provider() -> AnyResponse:
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


def render_provider_sign_out(cookie: str) -> AnyResponse | None:
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


def _marked(answer: AnyResponse, cookie: str, same_site: str) -> AnyResponse:
    settings, lasts = this_hub().settings, int(provider_sign_in.ATTEMPT_LASTS.total_seconds())
    flags = make_cookie_flags(settings.secure_cookies)
    flags["samesite"] = same_site
    answer.set_cookie(settings.name_cookie(COOKIE), cookie, max_age=lasts, **flags)
    return answer


def _let_in(person: Staff, goal: str, id_token: str) -> AnyResponse:
    """A session, where the provider has checked the level that was asked for; else the telephone's code comes next."""
    hub = this_hub()
    goes_to = goal or url_for("sign_in.redirect_to_start")
    if hub.settings.oidc_level:
        cookie = open_session(hub, person)
        trail.append_audit_line(hub, AuditAction.SIGNED_IN, by=person.id, detail="provider")
    else:
        set_up = has_factor(hub, person)
        cookie = open_half_session(hub, person, None if set_up else new_secret(hub, person))
        goes_to = url_for(
            "second_factor.show_factor_code" if set_up else "second_factor.show_factor_set_up", next=goal or None
        )
    provider_sign_in.keep_token(hub, cookie, id_token)
    answer: Response = make_response(render_template("hub/provider_welcome.html", goes_to=goes_to))
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

"""Checks the host of every request to the hub, and adds the security headers to every response."""

from itertools import chain

from flask import Response, abort, request
from markupsafe import Markup

from hub.hub import this_hub
from hub.web.request_state import request_state
from kiosk.error_codes import HubRefusal
from kiosk.errors import Refused
from kiosk.http import form_tokens, security_headers
from kiosk.http.form_tokens import guarded

COOKIE = "parvis_hub_form"
"""A random name for the browser; it says nothing about the person and lives as long as the browser is open."""
HTTPS_ONLY = "max-age=63072000; includeSubDomains"
"""The HSTS header: for two years a browser that came once uses https only (RFC 6797).

The hub's alone: it has one public address; a box is reached by names and addresses of its own network.
"""
MACHINES = ("/api/", "/healthz", "/readyz", "/metrics")
"""Addresses that programs call, by whatever name their network has for the hub; no page is among them."""


def csrf() -> Markup:
    """The hidden field with the form token, for templates."""
    return form_tokens.hidden_field(_token(browser_name()))


def check_form() -> None:
    """Before every request: check where a form came from.

    Raises `Refused`: `stale-form` for a form that did not come from one of the hub's own pages in this browser.
    """
    if not form_tokens.are_sent() or request.path.startswith("/api/"):
        return
    browser = request.cookies.get(_name(), "")
    if not form_tokens.came_from_us(_token(browser) if browser else "", (this_hub().settings.authority,)):
        raise Refused(HubRefusal.STALE_FORM)


def keep_browser(response: Response) -> Response:
    """After every request: hand out the browser's random name where a form has needed one."""
    if name := request_state().new_browser:
        response.set_cookie(_name(), name, **guarded(this_hub().settings.secure_cookies))
    return response


def _name() -> str:
    return this_hub().settings.cookie_prefix + COOKIE


def browser_name() -> str:
    """The random name of this browser, handed out by this answer where it had none."""
    state = request_state()
    browser = request.cookies.get(_name(), "") or state.new_browser
    if not browser:
        browser = state.new_browser = this_hub().clock.token()
    return browser


def _token(browser: str) -> str:
    return form_tokens.token(this_hub().ring.key_for("hub forms"), browser, request_state().cookie)


def check_host() -> None:
    """Before every request: answer 400 under another name than the hub's own.

    What programs call is exempt, with a token that no browser holds or without any secret.
    """
    own = this_hub().settings.authority
    exempt = not own or request.path.startswith(MACHINES)
    if not exempt and not form_tokens.is_ours(request.host, authority=own):
        abort(400)


def refuse_nul() -> None:
    """Before every request: answer 400 to a NUL character, which no keyboard types and PostgreSQL cannot store."""
    form = () if request.path.startswith("/api/") else request.form.values()
    if any("\0" in text for text in chain((request.path,), request.args.values(), form)):
        abort(400)


def secured(response: Response) -> Response:
    """The response with its security headers; pages are not cached, static files set their own caching."""
    if this_hub().settings.secure_cookies:
        response.headers["Strict-Transport-Security"] = HTTPS_ONLY
    return security_headers.mark(response)

"""Binds the forms of the hub to the browser that asked for them, by a random name in a cookie, and to its session."""

from flask import Response, request
from markupsafe import Markup

from hub.hub import this_hub
from hub.web.request_state import request_state
from kiosk.error_codes import HubRefusal
from kiosk.errors import Refused
from kiosk.http import form_tokens
from kiosk.http.cookies import guarded

COOKIE = "parvis_hub_form"
"""A random name for the browser; it says nothing about the person and lives as long as the browser is open."""


def csrf() -> Markup:
    """The hidden field with the form token, for templates."""
    return form_tokens.hidden_field(_token(_browser()))


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


def _browser() -> str:
    state = request_state()
    browser = request.cookies.get(_name(), "") or state.new_browser
    if not browser:
        browser = state.new_browser = this_hub().clock.token()
    return browser


def _token(browser: str) -> str:
    return form_tokens.token(this_hub().ring.key_for("hub forms"), browser, request_state().cookie)

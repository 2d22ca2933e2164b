"""Protects forms against other sites (CSRF): each carries a token bound to a cookie of the same browser."""

import hmac
from urllib.parse import urlsplit

from flask import Response, request
from markupsafe import Markup

from kiosk.crypto import keys
from kiosk.error_codes import HubRefusal
from kiosk.errors import Refused
from kiosk.hub.hub import this_hub
from kiosk.hub.web.request_state import request_state

COOKIE = "parvis_hub_form"
"""A random name for the browser; it says nothing about the person and lives as long as the browser is open."""
FIELD = "csrf"


def csrf() -> Markup:
    """The hidden field with the form token, for templates."""
    return Markup('<input type="hidden" name="{}" value="{}">').format(FIELD, _token(_browser()))


def check_form() -> None:
    """Before every request: check where a form came from.

    Raises `Refused`: `stale-form` for a form that did not come from one of the hub's own pages in this browser.
    """
    if request.method != "POST" or request.path.startswith("/api/") or request.routing_exception is not None:
        return  # what no page takes is told as such
    browser = request.cookies.get(_name(), "")
    if _from_elsewhere() or not browser or not keys.same(_token(browser), request.form.get(FIELD, "")):
        raise Refused(HubRefusal.STALE_FORM)


def keep_browser(response: Response) -> Response:
    """After every request: hand out the browser's random name where a form has needed one."""
    if name := request_state().new_browser:
        secure = this_hub().settings.secure_cookies
        response.set_cookie(_name(), name, httponly=True, samesite="Strict", secure=secure)
    return response


def _from_elsewhere() -> bool:
    """Whether the browser itself says that another site sent the form; a page that keeps its referrer says "null"."""
    origin = request.headers.get("Origin", "null")
    ours = (request.host, urlsplit(this_hub().settings.address).netloc)
    stranger = origin != "null" and urlsplit(origin).netloc not in ours
    return stranger or request.headers.get("Sec-Fetch-Site", "none") not in ("same-origin", "none")


def _name() -> str:
    return this_hub().settings.cookie_prefix + COOKIE


def _browser() -> str:
    state = request_state()
    browser = request.cookies.get(_name(), "") or state.new_browser
    if not browser:
        browser = state.new_browser = this_hub().clock.token()
    return browser


def _token(browser: str) -> str:
    bound = f"{browser}\n{request_state().cookie}".encode("utf-8", "surrogatepass")
    return hmac.new(this_hub().ring.key_for("hub forms"), bound, "sha256").hexdigest()

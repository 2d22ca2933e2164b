"""Checks the host of every request to the hub, and adds the security headers to every response."""

from io import BytesIO
from itertools import chain
from typing import IO, Any

from flask import Request as FlaskRequest
from flask import Response, abort, request
from markupsafe import Markup
from werkzeug.formparser import FormDataParser

from hub.hub import this_hub
from hub.people.staff_role import StaffRole
from hub.web.visitor import request_state
from kiosk.error_codes import HubRefusal
from kiosk.errors import Refused
from kiosk.http import form_tokens, hosts, security_headers
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
    if not exempt and not hosts.is_ours(request.host, authority=own):
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


MOST_BYTES = 1_200_000_000
"""Of one file by hand: a gigabyte of sealed events, and what stands around them. It passes through the disk, sealed as
it is, and never whole through memory."""
ENDPOINTS = ("by_hand.hand_in",)
FROM_TELEPHONE = "telephone.take"
MOST_FROM_TELEPHONE = 32_000_000
"""Of a form with files from a telephone: more than is taken, so that whoever brings too much is told so on their page;
the proxies of the documentation end there too."""
MOST_IN_MEMORY = 12_000_000
"""Of one file; the rest is not kept."""


def allow() -> None:
    """Before a form is read, and after it is known who sends it."""
    staff = request_state().staff
    if request.endpoint in ENDPOINTS and staff is not None and staff.role == StaffRole.OPERATOR:
        request.max_content_length = MOST_BYTES
    if request.endpoint == FROM_TELEPHONE:
        request.max_content_length = MOST_FROM_TELEPHONE


class Request(FlaskRequest):
    """A request whose files are in memory, but for what an operator hands in."""

    def make_form_data_parser(self) -> FormDataParser:
        """The parser that keeps them there."""
        parser = super().make_form_data_parser()
        if self.endpoint not in ENDPOINTS:
            parser.stream_factory = _in_memory
        return parser


class _Bounded(BytesIO):
    """The beginning of a file, long enough to be seen as too long."""

    def write(self, content: Any) -> int:
        """Keep what there is room for."""
        super().write(content[: max(0, MOST_IN_MEMORY - self.tell())])
        return len(content)


def _in_memory(
    total_content_length: int | None,
    content_type: str | None,
    filename: str | None = None,
    content_length: int | None = None,
) -> IO[bytes]:
    return _Bounded()

"""Who visits a page of the hub, and what each request and each response is checked for."""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import wraps
from io import BytesIO
from itertools import chain
from typing import Any, ParamSpec, TypeVar

from flask import Request, abort, g, redirect, render_template, request, url_for
from flask import Response as FlaskResponse
from flask.typing import ResponseReturnValue
from markupsafe import Markup
from werkzeug.formparser import FormDataParser
from werkzeug.wrappers import Response

from hub.hub import this_hub
from hub.people.people import Staff
from hub.people.sessions import cookie_name, end_of_session, staff_of_session
from hub.people.staff_role import StaffRole
from hub.sites.sites import Site
from kiosk.domain.events.sealed import MEDIA_TYPE, seal_message
from kiosk.domain.screen.station import SessionEnd
from kiosk.error_codes import HubRefusal
from kiosk.errors import Refused
from kiosk.http import form_tokens, security_headers
from kiosk.http.filters import mark_french
from kiosk.http.form_tokens import make_cookie_flags

Params = ParamSpec("Params")
Answer = TypeVar("Answer", bound=ResponseReturnValue)
Door = Response | tuple[str, int]
"""What somebody is answered who may not see the page: the way to sign in, or what they typed with status 403."""
COOKIE = "parvis_hub_form"
"""A random name for the browser; it says nothing about the person and lives as long as the browser is open."""
HTTPS_ONLY = "max-age=63072000; includeSubDomains"
"""The HSTS header: for two years a browser that came once uses https only (RFC 6797).

The hub's alone: it has one public address; a box is reached by names and addresses of its own network.
"""
MACHINES = ("/api/", "/healthz", "/readyz", "/metrics")
"""Addresses that programs call, by whatever name their network has for the hub; no page is among them."""
MOST_BYTES = 1_200_000_000
"""Of one file by hand: a gigabyte of sealed events, and what stands around them. It passes through the disk, sealed as
it is, and never whole through memory."""
ENDPOINTS = ("by_hand.post_bundle",)
FROM_TELEPHONE = "telephone.post_telephone_file"
MOST_FROM_TELEPHONE = 32_000_000
"""Of a form with files from a telephone: more than is taken, so that whoever brings too much is told so on their page;
the proxies of the documentation end there too."""
MOST_IN_MEMORY = 12_000_000
"""Of one file; the rest is not kept."""


@dataclass(slots=True)
class RequestState:
    """The state of a request; nothing of it outlives the answer.

    `staff` is None where nobody is signed in. `cookie` is that of the session as the browser sent it or is about to
    learn it, "" for none. `new_browser` is the random name that forms are bound to and the browser is still to learn,
    "" where it knows one or no form needs one. `language` is that of a public page being made, "" on every other.
    `site` is whose box asks, None for everybody else.
    """

    staff: Staff | None = None
    cookie: str = field(default="", repr=False)
    new_browser: str = field(default="", repr=False)
    language: str = ""
    site: Site | None = None


def request_state() -> RequestState:
    """The state of this request, empty when it is first asked for. Raises `RuntimeError` outside an application."""
    state: RequestState | None = g.get("parvis_hub")
    if state is None:
        state = g.parvis_hub = RequestState()
    return state


def recognise() -> None:
    """Before every request: set the state's `staff` to who is signed in, or None, and `cookie` to the one sent."""
    hub, state = this_hub(), request_state()
    state.staff, state.cookie = None, request.cookies.get(cookie_name(hub), "")
    if request.endpoint != "static_file" and not request.path.startswith("/api/"):
        state.staff = staff_of_session(hub, state.cookie)


def staff_template_values() -> dict[str, object]:
    """For templates: `staff` is who is signed in, or None; `session_end` gives when their session ends."""
    state = request_state()

    def session_end() -> SessionEnd | None:
        """The end of who is signed in, or of the time between the two steps; None on every other page."""
        awaits_code = state.staff is None and request.blueprint == "second_factor"
        return end_of_session(this_hub(), state.cookie) if state.staff is not None or awaits_code else None

    return {"staff": state.staff, "session_end": session_end}


def me() -> Staff:
    """The member of staff who is signed in; only inside a view that a decorator of this module guards."""
    person = request_state().staff
    assert person is not None, "no decorator of this module guards the view"
    return person


def hand_cookie(answer: Response, cookie: str) -> Response:
    """The answer with the browser's new session cookie, out of reach of scripts and of other sites."""
    hub = this_hub()
    answer.set_cookie(cookie_name(hub), cookie, **make_cookie_flags(hub.settings.secure_cookies))
    return answer


def staff_only(view: Callable[Params, Answer]) -> Callable[Params, Answer | Door]:
    """Decorate a view that only staff may see; others are sent to sign in, and what they typed is kept on the page."""

    @wraps(view)
    def guarded(*args: Params.args, **values: Params.kwargs) -> Answer | Door:
        if request_state().staff is not None:
            return view(*args, **values)
        if request.method == "POST":  # a session that ended must not cost what was typed
            return render_template("hub/ended.html", typed=request.form.get("message", ""), next=request.path), 403
        return redirect(url_for("sign_in.show_sign_in", next=request.full_path.rstrip("?")))

    return guarded


def instructors_only(view: Callable[Params, Answer]) -> Callable[Params, Answer | Door]:
    """Decorate a view that shows contents of cases, which operators may not see: they get 403."""
    return _only(StaffRole.INSTRUCTOR, view)


def operators_only(view: Callable[Params, Answer]) -> Callable[Params, Answer | Door]:
    return _only(StaffRole.OPERATOR, view)


def _only(role: StaffRole, view: Callable[Params, Answer]) -> Callable[Params, Answer | Door]:
    @wraps(view)
    def guarded(*args: Params.args, **values: Params.kwargs) -> Answer:
        staff = request_state().staff
        if staff is not None and staff.role != role:
            abort(403)
        return view(*args, **values)

    return staff_only(guarded)


def csrf() -> Markup:
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


def keep_browser(response: FlaskResponse) -> FlaskResponse:
    """After every request: hand out the browser's random name where a form has needed one."""
    if name := request_state().new_browser:
        response.set_cookie(_name(), name, **make_cookie_flags(this_hub().settings.secure_cookies))
    return response


def _name() -> str:
    return this_hub().settings.name_cookie(COOKIE)


def browser_name() -> str:
    """The random name of this browser, handed out by this answer where it had none."""
    state = request_state()
    browser = request.cookies.get(_name(), "") or state.new_browser
    if not browser:
        browser = state.new_browser = this_hub().clock.token()
    return browser


def _token(browser: str) -> str:
    return form_tokens.make_form_token(this_hub().ring.key_for("hub forms"), browser, request_state().cookie)


def check_host() -> None:
    """Before every request: answer 400 under another name than the hub's own.

    What programs call is exempt, with a token that no browser holds or without any secret.
    """
    own = this_hub().settings.authority
    exempt = not own or request.path.startswith(MACHINES)
    if not exempt and not form_tokens.is_own_host(request.host, authority=own):
        abort(400)


def refuse_nul() -> None:
    """Before every request: answer 400 to a NUL character, which no keyboard types and PostgreSQL cannot store."""
    form = () if request.path.startswith("/api/") else request.form.values()
    if any("\0" in text for text in chain((request.path,), request.args.values(), form)):
        abort(400)


def add_security_headers(response: FlaskResponse) -> FlaskResponse:
    """The response with its security headers; pages are not cached, static files set their own caching."""
    if this_hub().settings.secure_cookies:
        response.headers["Strict-Transport-Security"] = HTTPS_ONLY
    return security_headers.add_security_headers(response)


def mark_french_words(response: FlaskResponse) -> FlaskResponse:
    """The page with what is French in it marked, for whoever follows a case in another language."""
    if response.mimetype == "text/html" and response.is_sequence and not response.direct_passthrough:
        response.set_data(mark_french(response.get_data(as_text=True)))
    return response


def seal_answer(response: FlaskResponse) -> FlaskResponse:
    """Seal what a site is told, whatever it is; a request that failed is answered by a code alone, in clear."""
    site = request_state().site
    if site is not None and response.status_code == 200:
        response.set_data(seal_message(response.get_data(), this_hub().ring.seed, site.verify_key))
        response.content_type = MEDIA_TYPE
    return response


def allow_large_files() -> None:
    """Before a form is read, and after it is known who sends it."""
    staff = request_state().staff
    if request.endpoint in ENDPOINTS and staff is not None and staff.role == StaffRole.OPERATOR:
        request.max_content_length = MOST_BYTES
    if request.endpoint == FROM_TELEPHONE:
        request.max_content_length = MOST_FROM_TELEPHONE


class HubRequest(Request):
    """A request whose files are in memory, but for what an operator hands in."""

    def make_form_data_parser(self) -> FormDataParser:
        parser = super().make_form_data_parser()
        if self.endpoint not in ENDPOINTS:
            parser.stream_factory = lambda *_, **__: _Bounded()
        return parser


class _Bounded(BytesIO):
    """The beginning of a file, long enough to be seen as too long."""

    def write(self, content: Any) -> int:
        super().write(content[: max(0, MOST_IN_MEMORY - self.tell())])
        return len(content)

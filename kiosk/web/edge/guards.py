"""Who may see a page: a mediator whose keys are at hand, or whoever holds the key of the case."""

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar, overload
from urllib.parse import urlsplit

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from kiosk.errors import Refused
from kiosk.web.request.session import current
from kiosk.web.visit import shown_cases

Params = ParamSpec("Params")
Answer = TypeVar("Answer", bound=ResponseReturnValue)
WITHDRAWAL = "withdrawal:"
"""Before the reference of a case that a citizen is asked whether they withdraw: what a screen is turned to them for."""


def signed_in(view: Callable[Params, Answer]) -> Callable[Params, Answer | Response]:
    """Only for a mediator whose keys are at hand: anyone else is asked to sign in, and comes back to where they were.

    A screen that was left alone asks for the PIN; one that is turned to a citizen shows their case and nothing else.
    """

    @wraps(view)
    def guarded(*args: Params.args, **kwargs: Params.kwargs) -> Answer | Response:
        return view(*args, **kwargs) if current().signed_in else to_sign_in()

    return guarded


@overload
def at_case(view: Callable[Params, Answer], /) -> Callable[Params, Answer | Response]:
    """Used plainly: the page neither takes up a case nor keeps what is posted on a screen left alone."""


@overload
def at_case(
    *, takes_up: bool = False, keeps: bool = False
) -> Callable[[Callable[Params, Answer]], Callable[Params, Answer | Response]]:
    """Used with arguments."""


def at_case(
    view: Callable[Params, Answer] | None = None, /, *, takes_up: bool = False, keeps: bool = False
) -> Callable[Params, Answer | Response] | Callable[[Callable[Params, Answer]], Callable[Params, Answer | Response]]:
    """Let in whoever holds the case's key: its mediators, or the browser that is at it; others are asked to sign in.

    Used plainly, or with arguments. `takes_up`: lists lead to this page, or it says nothing of anyone, so that it is
    shown at the desk even after the citizen has gone; any other page of that case then leads back to the list, so that
    the browser's « back » does not show it. `keeps`: what is posted is kept even where the screen was left alone; the
    view must show nothing of the case then. Raises what the view raises.
    """
    if view is None:
        return lambda later: _guarded_case(later, takes_up, keeps)
    return _guarded_case(view, takes_up, keeps)


def _guarded_case(view: Callable[Params, Answer], takes_up: bool, keeps: bool) -> Callable[Params, Answer | Response]:
    @wraps(view)
    def guarded(*args: Params.args, **kwargs: Params.kwargs) -> Answer | Response:
        session, case_id = current(), str(kwargs["case_id"])  # Flask calls a view by the names in its address
        if session.confirming or (session.idle and not keeps):
            return to_sign_in()
        if session.signed_in and not takes_up:
            if request.method == "GET" and shown_cases.has_left(case_id):
                return redirect(url_for("desk.show"), 303)
            shown_cases.shows(case_id)
        try:
            return view(*args, **kwargs)
        except Refused as refused:
            if refused.code == "no-such-case" and not session.signed_in and not session.terminal:
                return to_sign_in()
            raise

    return guarded


def to_sign_in() -> Response:
    """The way to the page that asks who it is: a PIN where someone is known, all of it otherwise.

    A terminal has no such way: its citizen is led to the first page.
    """
    if current().terminal:
        return redirect(url_for("welcome.show"), 303)
    going = (request.full_path if request.method == "GET" else request.headers.get("Referer", "")).rstrip("?")
    parts = urlsplit(going)
    going = f"{parts.path}?{parts.query}".rstrip("?") if parts.path else ""
    if current().confirming:
        return redirect(_turned_to(current().confirming), 303)
    if current().idle and current().ring:
        return redirect(url_for("lock.show", next=going or None), 303)
    return redirect(url_for("sign_in.show", next=going or None), 303)


def _turned_to(about: str) -> str:
    """What a screen that is turned to a citizen shows: their case, or the withdrawal of one."""
    reference = about.removeprefix(WITHDRAWAL)
    if reference != about:
        return url_for("withdrawal.turned", reference=reference)
    return url_for("confirm.show", case_id=about)


def inside(address: str) -> str:
    """The address if it leads to a page of this application, "" otherwise."""
    parts = urlsplit(address)
    plain = not parts.scheme and not parts.netloc and address.startswith("/") and not address.startswith(("//", "/\\"))
    return address if plain else ""

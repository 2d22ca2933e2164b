"""Decides which requests are answered, and who may see a page: a signed-in mediator, or who holds the case's key."""

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar
from urllib.parse import urlsplit

from flask import abort, redirect, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from kiosk.error_codes import Refusal
from kiosk.errors import Refused
from kiosk.http import form_tokens
from kiosk.services.access import open_case
from kiosk.store import cases
from kiosk.web import session, shift_memory
from kiosk.web.page_languages import show_to_staff
from kiosk.web.request_state import request_state
from kiosk.web.session import box, current_session

Params = ParamSpec("Params")
Answer = TypeVar("Answer", bound=ResponseReturnValue)
_ITS_NUMBER = "submitted.show"
"""The page with a submitted case's number: where a second tap leads, once the answers are destroyed."""
WITHDRAWAL = "withdrawal:"
"""Prefix before a reference in `session.turn_to_citizen`: the citizen is asked whether they withdraw that case."""


def signed_in(view: Callable[Params, Answer]) -> Callable[Params, Answer | Response]:
    """Decorate a view for signed-in mediators; others are sent to sign in, and come back to where they were.

    A locked screen asks for the PIN; one that is turned to a citizen shows their case and nothing else. What these
    views show is for those who work here: it is in French, whatever language the citizen chose.
    """

    @wraps(view)
    def guarded(*args: Params.args, **kwargs: Params.kwargs) -> Answer | Response:
        if not current_session().signed_in:
            return to_sign_in()
        show_to_staff()
        return view(*args, **kwargs)

    return guarded


def case_key_required(view: Callable[Params, Answer]) -> Callable[Params, Answer | Response]:
    """Decorate a view for whoever holds the case's key: its mediators, or the browser that is filling it in; others are
    asked to sign in. Raises what the view raises.
    """
    return guard_case()(view)


def guard_case(
    *, takes_up: bool = False, keeps: bool = False
) -> Callable[[Callable[Params, Answer]], Callable[Params, Answer | Response]]:
    """As `case_key_required`. `takes_up`: lists link to this page, or it says nothing about anyone, so it is shown at
    the desk even after the citizen has gone; every other page of that case then redirects to the list, so that the
    browser's « back » does not show it. `keeps`: what is posted is stored even where the screen was locked; the view
    must show nothing of the case then.
    """

    def decorate(view: Callable[Params, Answer]) -> Callable[Params, Answer | Response]:
        @wraps(view)
        def guarded(*args: Params.args, **kwargs: Params.kwargs) -> Answer | Response:
            session, case_id = (
                current_session(),
                str(kwargs["case_id"]),
            )  # Flask calls a view by the names in its address
            if session.confirming or (session.idle and not keeps):
                return to_sign_in()
            if session.signed_in and not takes_up:
                if request.method == "GET" and shift_memory.has_person_left(case_id):
                    return redirect(url_for("desk.show"), 303)
                shift_memory.record_shown(case_id)
            try:
                return view(*args, **kwargs)
            except Refused as refused:
                if refused.code == Refusal.NO_SUCH_CASE and request.endpoint != _ITS_NUMBER and _is_theirs(case_id):
                    return redirect(url_for(_ITS_NUMBER, case_id=case_id), 303)
                if refused.code == Refusal.NO_SUCH_CASE and not session.signed_in and not session.terminal:
                    return to_sign_in()
                raise

        return guarded

    return decorate


def _is_theirs(case_id: str) -> bool:
    """Whether a case was submitted, its answers are destroyed, and who is here may know its number."""
    session, db = current_session(), box().store.read()
    known = session.case_id == case_id or open_case.may_know_of(db, case_id, session.actor)
    return known and cases.read_submission(db, case_id) is not None


def to_sign_in() -> Response:
    """A redirect to where one signs in: with the PIN where someone is known, with both factors otherwise.

    A terminal has no such page: its citizen is led to the first page.
    """
    if current_session().terminal:
        return redirect(url_for("welcome.show"), 303)
    going = (request.full_path if request.method == "GET" else request.headers.get("Referer", "")).rstrip("?")
    parts = urlsplit(going)
    going = f"{parts.path}?{parts.query}".rstrip("?") if parts.path else ""
    if current_session().confirming:
        return redirect(_turned_to(current_session().confirming), 303)
    if current_session().idle and current_session().ring:
        return redirect(url_for("lock.show", next=going or None), 303)
    return redirect(url_for("sign_in.show", next=going or None), 303)


def _turned_to(about: str) -> str:
    """The page of a screen that is turned to a citizen: their case, or the withdrawal of one."""
    reference = about.removeprefix(WITHDRAWAL)
    if reference != about:
        return url_for("withdrawal.show_turned_withdrawal", reference=reference)
    return url_for("confirm.show", case_id=about)


def check_host() -> None:
    """Answer 400 under a foreign host name; on a network the box's IP address is accepted too.

    What comes from the local network under the box's name there has passed `gates`, which knows that name.
    """
    if request_state().lan is not None:
        return
    settings = session.box().settings
    on_network = settings.host not in form_tokens.LOOPBACK
    if not form_tokens.is_own_host(request.host, (settings.host, *settings.names), addresses=on_network):
        abort(400)


def check_form() -> None:
    """Refuse a form sent from another site, or from a session that is over."""
    if form_tokens.are_sent() and request.blueprint != "control" and not form_tokens.came_from_us(session.form_token()):
        abort(403)

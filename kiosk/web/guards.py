"""Who may see a page: a mediator whose keys are at hand, or whoever holds the key of the case."""

from functools import wraps
from typing import Any
from urllib.parse import urlsplit

from flask import redirect, request, url_for

from kiosk.errors import Refused
from kiosk.web import present
from kiosk.web.session import ASKED_BY_ITSELF, current

WITHDRAWAL = "withdrawal:"
"""Before the reference of a case that a citizen is asked whether they withdraw: what a screen is turned to them for."""


def signed_in(view: Any) -> Any:
    """Only for a mediator whose keys are at hand: anyone else is asked to sign in, and comes back to where they were.

    A screen that was left alone asks for the PIN; one that is turned to a citizen shows their case and nothing else.
    """

    @wraps(view)
    def guarded(*args: Any, **kwargs: Any) -> Any:
        return view(*args, **kwargs) if current().signed_in else to_sign_in()

    return guarded


def at_case(view: Any) -> Any:
    """For whoever holds the case's key: its mediators, or the browser that is at it.

    At the desk not once its citizen has gone: then it is taken up from a list, and not by the browser's « back ».
    """

    @wraps(view)
    def guarded(case_id: str, *args: Any, **kwargs: Any) -> Any:
        session = current()
        if session.confirming or (session.idle and not getattr(view, "keeps", False)):
            return to_sign_in()
        if session.signed_in and not getattr(view, "takes_up", False):
            if request.method == "GET" and present.has_left(case_id):
                return redirect(url_for("desk.show"), 303)
            present.shows(case_id)
        try:
            return view(case_id, *args, **kwargs)
        except Refused as refused:
            if refused.code == "no-such-case" and not session.signed_in and not session.terminal:
                return to_sign_in()
            raise

    return guarded


def keeps(view: Any) -> Any:
    """What is posted here is kept even where the screen was left alone; the view must show nothing of it then."""
    view.keeps = True
    return view


def asked_by_itself(view: Any) -> Any:
    """A page asks this again and again by itself: it is no sign that somebody is there."""
    setattr(view, ASKED_BY_ITSELF, True)
    return view


def takes_up(view: Any) -> Any:
    """This page is where lists lead, or says nothing of anyone: it is shown after the citizen has gone, too."""
    view.takes_up = True
    return view


def to_sign_in() -> Any:
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

"""Which keyboard the screen offers, whether two switches do all, and what each key does."""

from dataclasses import replace
from typing import Any

from flask import Blueprint, Response, redirect, request, url_for

from kiosk.domain.comfort import CHOICES
from kiosk.errors import Refused
from kiosk.web import session
from kiosk.web.guards import inside
from kiosk.web.pages import page

screen = Blueprint("keyboard", __name__, url_prefix="/keyboard")


@screen.get("")
def show() -> Response:
    back = inside(request.args.get("back", ""))
    return page("keyboard/page.html", chosen=session.current().comfort, back=back or url_for("welcome.show"))


@screen.post("")
def choose() -> Any:
    """One of the two, kept as long as the session; `back` is the page of these choices, or the one being typed on."""
    for name in ("keyboard", "keys"):
        if (word := request.form.get(name, "")) in CHOICES[name]:
            session.make_comfortable(replace(session.current().comfort, **{name: word}))
            return redirect(inside(request.form.get("back", "")) or url_for("keyboard.show"), 303)
    raise Refused("bad-request")

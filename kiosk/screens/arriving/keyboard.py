"""Screen that chooses the on-screen keyboard or scanning with two switches, and explains the keys."""

from flask import Blueprint, Response, redirect, request, url_for
from flask.typing import ResponseReturnValue
from msgspec.structs import replace

from kiosk.domain.screen.station import CHOICES
from kiosk.error_codes import Refusal
from kiosk.errors import Refused
from kiosk.http.hosts import inside
from kiosk.web.edge.pages import page
from kiosk.web.request import session

screen = Blueprint("keyboard", __name__, url_prefix="/keyboard")


@screen.get("")
def show() -> Response:
    back = inside(request.args.get("back", ""))
    return page("arriving/keyboard/page.html", chosen=session.current().comfort, back=back or url_for("welcome.show"))


@screen.post("")
def choose() -> ResponseReturnValue:
    """Keep one of the two choices for the session; `back` is the page of these choices, or the one being typed on.

    The keyboard's script stays on its page: it gets the token that the page's forms carry from now on.
    """
    for name in ("keyboard", "keys", "shift"):
        if (word := request.form.get(name, "")) in CHOICES[name]:
            session.set_comfort(replace(session.current().comfort, **{name: word}))
            if "X-Keyboard" in request.headers:
                return Response(status=204, headers={"X-Form-Token": session.form_token()})
            return redirect(inside(request.form.get("back", "")) or url_for("keyboard.show"), 303)
    raise Refused(Refusal.BAD_REQUEST)

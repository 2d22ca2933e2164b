"""Screen of display settings (size, colours, font, motion, speed); each press takes effect at once, for this
session.
"""

from flask import Blueprint, Response, redirect, request, url_for
from flask.typing import ResponseReturnValue
from msgspec.structs import replace

from kiosk.domain.screen.station import CHOICES, USUAL
from kiosk.http.hosts import inside
from kiosk.web.edge.pages import page
from kiosk.web.request import session

screen = Blueprint("comfort", __name__, url_prefix="/comfort")


@screen.get("")
def show() -> Response:
    back = inside(request.args.get("back", "")) or url_for("welcome.show")
    return page("arriving/comfort/page.html", back=back, choices=CHOICES, chosen=session.current().comfort)


@screen.post("")
def choose() -> ResponseReturnValue:
    """Keep the setting that was pressed; the page is shown again where the person was on it."""
    form = request.form
    pressed = {name: form[name] for name, choices in CHOICES.items() if form.get(name) in choices}
    if pressed or "usual" in form:
        session.set_comfort(USUAL if "usual" in form else replace(session.current().comfort, **pressed))
    where = "-".join(("comfort", *next(iter(pressed.items())))) if pressed else None
    return redirect(url_for(".show", back=inside(form.get("back", "")) or None, _anchor=where), 303)

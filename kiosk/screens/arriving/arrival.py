"""A browser that begins with an empty profile says which screen it stands on, so that a terminal stays a terminal."""

from flask import Blueprint, redirect, url_for
from flask.typing import ResponseReturnValue

from kiosk.web.request import station

screen = Blueprint("arrival", __name__, url_prefix="/arrival")


@screen.get("/<token>")
def arrive(token: str) -> ResponseReturnValue:
    """What `kiosk browser` opens first; whatever it says, the first page comes next."""
    station.arrive(token)
    return redirect(url_for("welcome.show"), 303)

"""First address that `kiosk browser` opens: it sets the station's cookie in an empty browser profile."""

from flask import Blueprint, redirect, url_for
from flask.typing import ResponseReturnValue

from kiosk.web.request import station

screen = Blueprint("arrival", __name__, url_prefix="/arrival")


@screen.get("/<token>")
def arrive(token: str) -> ResponseReturnValue:
    """Set the cookie of the station with this token, where there is one, and redirect to the first page."""
    station.adopt(token)
    return redirect(url_for("welcome.show"), 303)

"""What the second screen shows: for now, that it waits for the desk."""

from flask import Blueprint, redirect, url_for
from flask.typing import ResponseReturnValue

from kiosk.domain.screen.station_role import StationRole
from kiosk.web.edge.door_pages import door_page
from kiosk.web.request import session

screen = Blueprint("second_screen", __name__, url_prefix="/second-screen")


@screen.get("")
def show() -> ResponseReturnValue:
    """The page of a station of this role; any other goes to its own first page."""
    if session.current().role != StationRole.SECOND_SCREEN:
        return redirect(url_for("welcome.show"), 303)
    return door_page("lan/second_screen/page.html")

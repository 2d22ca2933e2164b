"""The bar of whoever listens, for the page on which reading begins; later pages bring it themselves."""

from flask import Blueprint, render_template

from kiosk.web.framework.view_marks import polled

screen = Blueprint("player", __name__, url_prefix="/speech/player")


@screen.get("")
@polled
def show() -> str:
    """The bar as a piece of a page, in the page's language."""
    return render_template("_parts/speech/player.html")

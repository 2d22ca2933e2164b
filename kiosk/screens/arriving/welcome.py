"""First screen: a greeting and the choice of a language."""

from flask import Blueprint, Response

from kiosk.screens.arriving.language import offered
from kiosk.web.edge.pages import page

screen = Blueprint("welcome", __name__)


@screen.get("/")
def show() -> Response:
    return page("arriving/welcome/page.html", languages=offered())

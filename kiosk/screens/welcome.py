"""The first page: a greeting and the languages."""

from flask import Blueprint, Response

from kiosk.screens.language import offered
from kiosk.web.pages import page

screen = Blueprint("welcome", __name__)


@screen.get("/")
def show() -> Response:
    return page("welcome/page.html", languages=offered())

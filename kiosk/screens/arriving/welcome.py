"""First screen: a greeting and the choice of a language."""

from flask import Blueprint, Response

from kiosk.screens.arriving.language import OfferedLanguage, offered
from kiosk.web.edge.pages import page
from kiosk.web.request import session

screen = Blueprint("welcome", __name__)


@screen.get("/")
def show() -> Response:
    return page("arriving/welcome/page.html", languages=offered(), asked_elsewhere=_asked_elsewhere())


def _asked_elsewhere() -> list[tuple[OfferedLanguage, str]]:
    """« Choose your language » in each other language: who cannot read the page's finds their own."""
    here, box = session.words().language, session.box()
    others = {language.lang: language for language in offered() if language.lang != here}
    return [(other, box.words(lang).code("choose", "language")) for lang, other in others.items()]

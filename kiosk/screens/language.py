"""The language of the page, and « Français facile »."""

from typing import Any

from flask import Blueprint, Response, redirect, request, url_for

from kiosk.domain.preferences import Preferences
from kiosk.errors import Refused
from kiosk.web import session
from kiosk.web.guards import inside
from kiosk.web.languages import NAMES, PLAIN
from kiosk.web.pages import page
from kiosk.words import RIGHT_TO_LEFT

screen = Blueprint("language", __name__, url_prefix="/language")


@screen.get("")
def show() -> Response:
    back = inside(request.args.get("back", ""))
    return page("language/page.html", languages=offered(), back=back or url_for("welcome.show"))


@screen.post("")
def choose() -> Any:
    chosen = request.form.get("language", "")
    language, _, manner = chosen.partition("-")
    if language not in session.box().settings.languages:
        raise Refused("no-such-language")
    session.prefer(Preferences(language, manner == PLAIN))
    return redirect(inside(request.form.get("back", "")) or url_for("catalogue.show"), 303)


def offered() -> list[dict[str, Any]]:
    """The languages of this site, each in its own name; plain French follows French."""
    current = session.current().preferences
    found = []
    for language in session.box().settings.languages:
        manners = ("", PLAIN) if language == "fr" else ("",)
        for manner in manners:
            found.append(
                {
                    "code": f"{language}-{manner}" if manner else language,
                    "lang": language,
                    "dir": "rtl" if language in RIGHT_TO_LEFT else "ltr",
                    "name": session.box().words("fr").code("language", PLAIN) if manner else NAMES[language],
                    "current": current == Preferences(language, bool(manner)),
                }
            )
    return found

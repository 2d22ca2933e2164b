"""Parts of pages that say the same to everyone who reads a language: made once for each, and kept."""

from flask import Flask, current_app
from markupsafe import Markup

from kiosk.web import session
from kiosk.web.languages import language

_KEPT = "parvis_standing"


def install(app: Flask) -> None:
    """Give templates `standing(name)`."""
    app.extensions[_KEPT] = {}
    app.jinja_env.globals["standing"] = standing


def standing(name: str) -> Markup:
    """A template that is handed the site and nothing else: no word of a person can get into what is kept of it."""
    kept: dict[tuple[str, str], Markup] = current_app.extensions[_KEPT]
    key = (name, language())
    if key not in kept:
        html = current_app.jinja_env.get_template(name).render(site=session.box().site)
        kept[key] = Markup(html)  # nosec B704: our template, escaped
    return kept[key]

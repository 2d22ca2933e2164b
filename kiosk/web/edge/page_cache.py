"""Caches parts of pages that are the same for everyone who reads a language."""

from flask import Flask, current_app
from markupsafe import Markup

from kiosk.web.request import session
from kiosk.web.request.app_state import app_state
from kiosk.web.request.page_languages import language
from kiosk.web.request.request_state import request_state


def install(app: Flask) -> None:
    """Give templates `standing(name)`."""
    app.jinja_env.globals["standing"] = standing


def standing(name: str) -> Markup:
    """A template rendered with the site alone, and cached for each language; nothing about a person can get into it."""
    kept = app_state().standing_parts
    site = session.box().site
    key = (name, language(), site.code, request_state().staff_part)
    if key not in kept:
        html = current_app.jinja_env.get_template(name).render(site=site)
        kept[key] = Markup(html)  # nosec B704: our template, escaped
    return kept[key]

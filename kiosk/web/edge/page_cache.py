"""Caches parts of pages that are the same for everyone who reads a language."""

from flask import Flask, current_app
from markupsafe import Markup

from kiosk.web.request import session
from kiosk.web.request.app_state import app_state
from kiosk.web.request.page_languages import language
from kiosk.web.request.request_state import request_state

_TOKEN = Markup("\ufdd2")
"""Stands where a form's token goes while a part is cached; no character, so in no words."""


def install(app: Flask) -> None:
    """Give templates `standing(name)` and `standing_form(name, …)`."""
    app.jinja_env.globals.update(standing=standing, standing_form=standing_form)


def standing(name: str, **fixed: bool | str) -> Markup:
    """A template rendered with the site alone, and cached for each language; nothing about a person can get into it.

    `fixed` are values of which there are few, the same for many people; each combination is cached.
    """
    kept = app_state().standing_parts
    site = session.box().site
    key = (name, language(), site.code, request_state().staff_part, *fixed.items())
    if key not in kept:
        html = current_app.jinja_env.get_template(name).render(site=site, csrf=lambda: _TOKEN, **fixed)
        kept[key] = Markup(html)  # nosec B704: our template, escaped
    return kept[key]


def standing_form(name: str, token: Markup, **fixed: bool | str) -> Markup:
    """The same for a part with forms: their `token` (`csrf()`) is put into what is cached."""
    return standing(name, **fixed).replace(_TOKEN, token)

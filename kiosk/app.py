"""Assemble the Flask application of one box. It starts no loop and opens no port."""

import hashlib
from collections.abc import MutableMapping
from importlib.resources import files
from pathlib import Path
from typing import Any

from flask import Flask
from flask.templating import Environment

from kiosk.clock import Clock
from kiosk.crypto import keys
from kiosk.http import compression, security_headers, static_files
from kiosk.http import filters as shared_filters
from kiosk.screens import SCREENS
from kiosk.services.box.box import Box, open_box
from kiosk.services.people.first_day import cover
from kiosk.settings import Settings
from kiosk.web.edge import control_endpoint, first_start_gate, lan_gate, measured_css, pages, security
from kiosk.web.framework import filters
from kiosk.web.framework.uploads import Request
from kiosk.web.parts import awaited_paper, form_rows, french_beside, glossary, questions, signed
from kiosk.web.request import app_state, page_languages, session
from kiosk.web.request.app_state import AppState
from kiosk.web.visit import second_face, shift_memory, training_visit

LARGEST_FORM_BYTES = 1_000_000


class Templates(Environment):
    """Flask's environment, whose globals are one dict: Jinja's own asks a ChainMap at each name, a tenth of a page.

    All globals must be set before the first page.
    """

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        return {**self.globals, **(d or {})}


class Application(Flask):
    """Flask with the box's own requests and globals of templates."""

    request_class = Request
    jinja_environment = Templates


def create_app(settings: Settings, clock: Clock | None = None, box: Box | None = None) -> Flask:
    """The application of one data folder. Raises `Refused` if the folder cannot be opened."""
    box = box or open_box(settings, clock)
    cover(box)
    app = Application("kiosk", static_folder=None, template_folder=str(Path(str(files("kiosk.templates")))))
    app.config["MAX_CONTENT_LENGTH"] = LARGEST_FORM_BYTES
    app.config["MAX_FORM_MEMORY_SIZE"] = LARGEST_FORM_BYTES
    # Forms are tied to sessions by a secret that outlives a restart, as drafts do.
    key = keys.read_secret(settings.paths.database_key)
    form_secret = hashlib.blake2b(key, person=b"parvis-forms").digest()
    app_state.install(app, AppState(box, form_secret))
    compression.install(app)  # what is installed first acts last on an answer
    static_files.install(app)
    security_headers.install(app, box.clock)
    shift_memory.install(app)
    lan_gate.install(app)
    training_visit.install(app)
    security.install(app)
    page_languages.install(app)
    measured_css.install(app)
    pages.install(app)
    first_start_gate.install(app)
    shared_filters.install(app)
    filters.install(app)
    questions.install(app)
    form_rows.install(app)
    signed.install(app)
    french_beside.install(app)
    glossary.install(app)
    awaited_paper.install(app)
    second_face.install(app)
    app.after_request(session.send_cookies)
    control_endpoint.install(app)
    for screen in SCREENS:
        app.register_blueprint(screen)
    return app

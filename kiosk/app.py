"""The only assembly: a box, its screens, and what every answer carries. It starts no loop and listens nowhere."""

import hashlib
from importlib.resources import files
from pathlib import Path

from flask import Flask

from kiosk import keys
from kiosk.clock import Clock
from kiosk.screens import SCREENS
from kiosk.services.box import Box, open_box
from kiosk.services.setting_up import cover
from kiosk.settings import Settings
from kiosk.web import (
    beside,
    compression,
    filters,
    foreign,
    languages,
    limits,
    measured,
    pages,
    paper,
    questions,
    rendering,
    security,
    session,
    standing,
    static_files,
)
from kiosk.web.uploads import Request

LARGEST_FORM_BYTES = 1_000_000


def create_app(settings: Settings, clock: Clock | None = None, box: Box | None = None) -> Flask:
    """The application of one data folder. Raises `Refused` where the folder cannot be opened."""
    box = box or open_box(settings, clock)
    cover(box)
    app = Flask("kiosk", static_folder=None, template_folder=str(Path(str(files("kiosk.templates")))))
    app.request_class = Request
    app.config["MAX_CONTENT_LENGTH"] = LARGEST_FORM_BYTES
    app.config["MAX_FORM_MEMORY_SIZE"] = LARGEST_FORM_BYTES
    app.extensions["parvis"] = box
    # Forms are tied to sessions by a secret that outlives a restart, as drafts do.
    key = keys.read_secret(settings.paths.database_key)
    app.extensions["parvis_secret"] = hashlib.blake2b(key, person=b"parvis-forms").digest()
    rendering.install(app)
    static_files.install(app)
    app.before_request(session.load)
    security.install(app)
    limits.install(app)
    languages.install(app)
    measured.install(app)
    pages.install(app)
    filters.install(app)
    questions.install(app)
    standing.install(app)
    beside.install(app)
    paper.install(app)
    app.after_request(session.send_cookies)
    compression.install(app)
    foreign.install(app)
    for module in SCREENS:
        app.register_blueprint(module.screen)
    return app

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
from kiosk.http import filters as shared_filters
from kiosk.http import security_headers, static_files
from kiosk.screens import SCREENS
from kiosk.services.box.box import Box, open_box
from kiosk.services.people.first_day import cover
from kiosk.settings import Settings
from kiosk.web import (
    control_endpoint,
    filters,
    guards,
    page_languages,
    page_parts,
    pages,
    request_state,
    second_face,
    session,
    shift_memory,
)
from kiosk.web.request_state import AppState, Request

LARGEST_FORM_BYTES = 1_000_000


class TemplateEnvironment(Environment):
    """Flask's, where what all templates share is one dictionary: whenever a template brings in a part, Jinja compares
    the names of both, and those of its own chain of dictionaries one by one, for a tenth of the time of a page.
    """

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        return {**self.globals, **(d or {})}


class Application(Flask):
    """Flask with the box's own requests."""

    request_class = Request
    jinja_environment = TemplateEnvironment


def create_app(settings: Settings, clock: Clock | None = None, box: Box | None = None) -> Flask:
    """The application of one data folder. Raises `Refused` if the folder cannot be opened."""
    box = box or open_box(settings, clock)
    cover(box)
    app = Application("kiosk", static_folder=None, template_folder=str(Path(str(files("kiosk.templates")))))
    app.config["MAX_CONTENT_LENGTH"] = LARGEST_FORM_BYTES
    app.config["MAX_FORM_MEMORY_SIZE"] = LARGEST_FORM_BYTES
    # Forms are tied to sessions by a secret that outlives a restart, as drafts do.
    key = keys.read_secret_file(settings.paths.database_key)
    form_secret = hashlib.blake2b(key, person=b"parvis-forms").digest()
    request_state.install_app_state(app, AppState(box, form_secret))
    app.after_request(security_headers.compress_text)  # registered first, so the last to act on an answer: on all of it
    static_files.install_static_files(app)
    # It numbers a request before anything is done with it, so that logs name it.
    security_headers.install_request_numbers(app, box.clock)
    page_languages.install_translations(app)
    pages.install_pages(app)
    shared_filters.install_shared_filters(app)
    app.add_url_rule(page_parts.MEASURED_RULE, "measured", page_parts.serve_measured)
    for before in (
        shift_memory.look_at_procedures,  # first, since whatever follows may name a procedure
        guards.check_lan,  # the station of a screen of the network, which its session belongs to
        guards.load_training_session,  # the session; in a training the box is another one from here on
        second_face.speak_as_person_at_desk,
        guards.check_host_and_form,  # after both: of the network, `check_lan` has judged the host
        guards.lead_to_wizard,  # last: it changes the session, by forms that are checked
    ):
        app.before_request(before)
    app.teardown_appcontext(request_state.forget_request_state)
    app.teardown_request(guards.leave_training)  # a training that is over waits for its last request
    for after in (
        security_headers.add_security_headers,
        filters.finish_page,  # before it is compressed
        session.send_cookies,  # the first to act: it still knows the session
    ):
        app.after_request(after)
    app.register_blueprint(control_endpoint.endpoint)  # obeys nobody until there is a `control_token`
    for screen in SCREENS:
        app.register_blueprint(screen)
    return app

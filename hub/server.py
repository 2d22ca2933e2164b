"""Builds the hub's Flask application, and serves it over HTTP: with cheroot in this process, or for gunicorn."""

import logging
from collections.abc import Callable
from contextlib import AbstractContextManager, ExitStack, suppress
from importlib.resources import files
from pathlib import Path

from cheroot.wsgi import Server
from flask import Flask
from flask_babel import Babel
from werkzeug.middleware.proxy_fix import ProxyFix

from hub import settings as hub_settings
from hub.api.api import EXTENSION as TURNS
from hub.api.api import Turns, api, figures_api, file_api, named_api, published_api, whereabouts_api
from hub.decisions.leaving import LeavingLoop
from hub.hub import EXTENSION, Hub
from hub.monitoring import instruments
from hub.monitoring.instruments import monitor
from hub.opening import Beats, open_hub
from hub.outbox.deliverer import Loops
from hub.retention import EXTENSION as UPKEEP
from hub.retention import Upkeep
from hub.screens import SCREENS
from hub.settings import HubSettings
from hub.store.opening import limit_statements
from hub.web import pages, visitor
from hub.wire import MOST_BYTES
from kiosk import logs
from kiosk.clock import Clock
from kiosk.errors import Refused
from kiosk.http import filters, security_headers, static_files
from kiosk.process import hardening, http_server
from kiosk.process.http_server import serve_until_told
from kiosk.process.log_file import log_to_file
from kiosk.version import VERSION
from kiosk.words import languages

_CLOCK = Clock()
log = logging.getLogger(__name__)
THREADS = 16
_TOLD = ExitStack()


def create_hub(settings: HubSettings, clock: Clock = _CLOCK) -> Flask:
    app = Flask(__name__, static_folder=None, template_folder=str(files("kiosk.templates")))
    app.request_class = visitor.HubRequest
    app.extensions[EXTENSION] = open_hub(settings, clock)
    with suppress(OSError):  # a full disk: it serves, and the doctor says the rest
        settings.running_version.write_text(VERSION, "utf-8")
    app.config["MAX_CONTENT_LENGTH"] = MOST_BYTES
    app.jinja_env.globals.update(csrf=visitor.csrf, hub_name=settings.name)
    filters.install_shared_filters(app)
    app.jinja_env.filters.update(pages.FILTERS)
    Babel(
        app,
        default_locale=languages.FRENCH,
        default_timezone=settings.time_zone,
        default_translation_directories=str(languages.find_translations_folder()),
        locale_selector=pages.of_page,
    )
    security_headers.install_request_numbers(app, clock)
    instruments.install(app)
    app.before_request(visitor.check_host)
    app.before_request(visitor.recognise)
    app.before_request(visitor.allow_large_files)
    app.before_request(visitor.refuse_nul)
    app.before_request(visitor.check_form)
    app.extensions[UPKEEP] = upkeep = Upkeep()
    app.before_request(upkeep.look)
    app.before_request(Beats(clock).look)
    app.context_processor(visitor.staff_template_values)
    app.after_request(visitor.keep_browser)
    app.after_request(visitor.add_security_headers)
    app.after_request(visitor.seal_answer)
    app.after_request(visitor.mark_french_words)
    if settings.proxies:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=settings.proxies, x_proto=settings.proxies)  # type: ignore[method-assign]
    # Whoever asked waits: the database ends what takes too long, and the page says so.
    app.wsgi_app = limit_statements()(app.wsgi_app)  # type: ignore[method-assign]
    static_files.install_static_files(app)
    app.extensions[TURNS] = Turns()
    for part in (api, file_api, published_api, whereabouts_api, named_api, figures_api, monitor, *SCREENS):
        app.register_blueprint(part)
    pages.register_error_pages(app)
    return app


def close_hub(app: Flask) -> None:
    """Close the hub's database, after the daily upkeep has ended; the application serves no request afterwards."""
    app.extensions[UPKEEP].wait()
    hub: Hub = app.extensions[EXTENSION]
    hub.store.engine.dispose()


def on_starting(_: object) -> None:
    """Before the first worker: empty the folder where workers count together, since a start begins at nothing.

    Files of workers that ended meanwhile stay: what they counted has happened. Only files of that kind are deleted.
    """
    folder = hub_settings.read_hub_settings().metrics_folder
    for counted in Path(folder).glob("*.db") if folder else ():
        counted.unlink(missing_ok=True)


def from_environment() -> Flask:
    """The application for `gunicorn "hub.server:from_environment()"`, with settings from `KIOSK_HUB_*` variables.

    Raises `SystemExit` with the code and its details where something is refused, so that the last line of the log says
    what to repair.
    """
    hardening.harden()
    try:
        settings = hub_settings.read_hub_settings()
        instruments.share_between_workers(settings.metrics_folder)
        for context in _logging(settings):
            _TOLD.enter_context(context)  # as long as the worker lives
        for handler in logging.getLogger("gunicorn.error").handlers:  # it prints exceptions with their words
            handler.setFormatter(logs.OneLine())
        app = create_hub(settings)
        Loops(app.extensions[EXTENSION]).start()
        LeavingLoop(app.extensions[EXTENSION]).start()
        return app
    except Refused as refused:
        raise SystemExit(f"parvis hub: {refused}") from refused


def make_server(app: Flask, host: str = "127.0.0.1", port: int = 0) -> Server:
    """A server that listens already but does not serve yet; port 0 takes a free one, which `bind_addr` tells."""
    return http_server.make_listening_server(app, host, port, THREADS, "parvis-hub")


def serve(
    settings: HubSettings,
    host: str | None = None,
    port: int | None = None,
    ready: Callable[[Server], None] | None = None,
) -> None:
    """Serve until the process is interrupted or terminated, or `stop()` is called on the server that `ready` is handed.

    `ready` is called once, when the hub listens.
    """
    hardening.harden()
    to_stderr, to_file = _logging(settings)
    with to_stderr, to_file:
        app = create_hub(settings)
        server = make_server(app, host or settings.host, settings.port if port is None else port)
        log.info("serving at http://%s:%d", *server.bind_addr[:2])
        loops = Loops(app.extensions[EXTENSION]), LeavingLoop(app.extensions[EXTENSION])
        for loop in loops:
            loop.start()
        try:
            serve_until_told(server, lambda: ready(server) if ready else None)
        finally:
            server.stop()
            for loop in loops:
                loop.stop()
            close_hub(app)
            log.info("stopped")


def _logging(settings: HubSettings) -> tuple[AbstractContextManager[None], AbstractContextManager[None]]:
    return logs.log_to_stderr(settings.log_level), log_to_file(settings.logs_folder, settings.log_level)

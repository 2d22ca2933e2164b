"""Serves the hub over HTTP: with cheroot in this process, or as an application factory for gunicorn."""

import logging
from collections.abc import Callable
from contextlib import AbstractContextManager, ExitStack
from pathlib import Path

from cheroot.wsgi import Server
from flask import Flask

from hub import settings as hub_settings
from hub.app import close_hub, create_hub
from hub.decisions.leaving import LeavingLoop
from hub.hub import EXTENSION
from hub.monitoring import instruments
from hub.outbox.deliverer import Loops
from hub.settings import HubSettings
from kiosk import logs
from kiosk.errors import Refused
from kiosk.process import hardening, http_server
from kiosk.process.log_file import log_to_file
from kiosk.stopping import serve_until_told

log = logging.getLogger(__name__)
THREADS = 16
_TOLD = ExitStack()


def on_starting(_: object) -> None:
    """Before the first worker: empty the folder where workers count together, since a start begins at nothing.

    Files of workers that ended meanwhile stay: what they counted has happened. Only files of that kind are deleted.
    """
    folder = hub_settings.read().metrics_folder
    for counted in Path(folder).glob("*.db") if folder else ():
        counted.unlink(missing_ok=True)


def from_environment() -> Flask:
    """The application for `gunicorn "hub.server:from_environment()"`, with settings from `KIOSK_HUB_*` variables.

    Raises `SystemExit` with the code and its details where something is refused, so that the last line of the log says
    what to repair.
    """
    hardening.harden()
    try:
        settings = hub_settings.read()
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
    return http_server.listening(app, host, port, THREADS, "parvis-hub")


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

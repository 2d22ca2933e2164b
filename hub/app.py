"""Builds the hub's Flask application from its settings; importing it does nothing else."""

from collections.abc import Callable, Iterable
from importlib.resources import files
from typing import Any

from flask import Flask
from flask_babel import Babel
from werkzeug.middleware.proxy_fix import ProxyFix

from hub.api.api import EXTENSION as TURNS
from hub.api.api import Turns, api, file_api, named_api, published_api, seal_answer, whereabouts_api
from hub.hub import EXTENSION, Hub
from hub.keys.lineage import Beats
from hub.monitoring import instruments
from hub.monitoring.instruments import monitor
from hub.opening import open_hub
from hub.retention import EXTENSION as UPKEEP
from hub.retention import Upkeep
from hub.screens import SCREENS
from hub.settings import HubSettings
from hub.store.opening import hurried
from hub.web import pages, security, visitor
from hub.wire import MOST_BYTES
from kiosk.clock import Clock
from kiosk.http import filters as shared_filters
from kiosk.http import security_headers, static_files
from kiosk.words import languages

_CLOCK = Clock()
_Wsgi = Callable[[dict[str, Any], Any], Iterable[bytes]]


def create_hub(settings: HubSettings, clock: Clock = _CLOCK) -> Flask:
    """The hub's application, its database opened and migrated. Raises what `open_hub` raises."""
    app = Flask(__name__, static_folder=None, template_folder=str(files("kiosk.templates")))
    app.request_class = security.Request
    app.extensions[EXTENSION] = open_hub(settings, clock)
    app.config["MAX_CONTENT_LENGTH"] = MOST_BYTES
    app.jinja_env.globals.update(csrf=security.csrf, hub_name=settings.name)
    shared_filters.install(app)
    app.jinja_env.filters.update(pages.FILTERS)
    Babel(
        app,
        default_locale=languages.FRENCH,
        default_timezone=settings.time_zone,
        default_translation_directories=str(languages.folder()),
        locale_selector=pages.of_page,
    )
    security_headers.install(app, clock)
    instruments.install(app)
    app.before_request(security.check_host)
    app.before_request(visitor.recognise)
    app.before_request(security.allow)
    app.before_request(security.refuse_nul)
    app.before_request(security.check_form)
    app.extensions[UPKEEP] = upkeep = Upkeep()
    app.before_request(upkeep.look)
    app.before_request(Beats(clock).look)
    app.context_processor(visitor.template_values)
    app.after_request(security.keep_browser)
    app.after_request(security.secured)
    app.after_request(seal_answer)
    if settings.proxies:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=settings.proxies, x_proto=settings.proxies)  # type: ignore[method-assign]
    app.wsgi_app = _hurried(app.wsgi_app)  # type: ignore[method-assign,assignment]
    static_files.install(app)
    app.extensions[TURNS] = Turns()
    app.register_blueprint(api)
    app.register_blueprint(file_api)
    app.register_blueprint(published_api)
    app.register_blueprint(whereabouts_api)
    app.register_blueprint(named_api)
    app.register_blueprint(monitor)
    for screen in SCREENS:
        app.register_blueprint(screen)
    pages.register(app)
    return app


def _hurried(inner: _Wsgi) -> _Wsgi:
    """Whoever asked waits: the database ends what takes too long, and the page says so."""

    def answer(environ: dict[str, Any], start: Any) -> Iterable[bytes]:
        with hurried():
            return inner(environ, start)

    return answer


def close_hub(app: Flask) -> None:
    """Close the hub's database, after the daily upkeep has ended; the application serves no request afterwards."""
    app.extensions[UPKEEP].wait()
    hub: Hub = app.extensions[EXTENSION]
    hub.store.engine.dispose()

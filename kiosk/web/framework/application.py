"""The Flask application of a box, with its own requests."""

from collections.abc import MutableMapping
from typing import Any

from flask import Flask
from flask.templating import Environment

from kiosk.web.framework.uploads import Request


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

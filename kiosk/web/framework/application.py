"""The Flask application of a box: its requests and templates, and no question that only asynchronous views need."""

from collections.abc import Callable
from typing import Any

from flask import Flask

from kiosk.web.framework.rendering import Environment
from kiosk.web.framework.uploads import Request


class Application(Flask):
    """Flask with the box's own requests and templates."""

    request_class = Request
    jinja_environment = Environment

    def ensure_sync(self, func: Callable[..., Any]) -> Callable[..., Any]:
        """The function as it is. None of ours is asynchronous; Flask asks it of some twenty of them at each page."""
        return func

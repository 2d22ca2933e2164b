"""The Flask application of a box, with its own requests and templates."""

from flask import Flask

from kiosk.web.framework.rendering import Environment
from kiosk.web.framework.uploads import Request


class Application(Flask):
    """Flask with the box's own requests and templates."""

    request_class = Request
    jinja_environment = Environment

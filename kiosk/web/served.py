"""The box behind the pages of an application."""

from flask import Flask, current_app

from kiosk.services.box import Box


def box() -> Box:
    """The box this application serves."""
    return box_of(current_app)


def box_of(app: Flask) -> Box:
    """The box an application serves."""
    found: Box = app.extensions["parvis"]
    return found

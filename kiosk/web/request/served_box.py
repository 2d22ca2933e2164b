"""Gives access to the box that an application serves."""

from flask import Flask, current_app

from kiosk.services.box.box import Box
from kiosk.web.request.app_state import state_of


def box() -> Box:
    """The box this application serves."""
    return box_of(current_app)


def box_of(app: Flask) -> Box:
    """The box an application serves."""
    return state_of(app).box

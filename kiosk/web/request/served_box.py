"""Gives access to the box that a request is about: the one that the application serves, or a training's."""

from flask import Flask, current_app

from kiosk.services.box.box import Box
from kiosk.web.request.app_state import state_of
from kiosk.web.request.request_state import request_state


def box() -> Box:
    """The box of this request. Nothing but this function knows whether it is a training's."""
    state = request_state()
    if state.training:
        return state.training.box
    if state.served is None:
        state.served = box_of(current_app)
    return state.served


def box_of(app: Flask) -> Box:
    """The box an application serves."""
    return state_of(app).box

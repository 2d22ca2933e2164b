"""Wakes the print loop and the sync loop, which run beside the application."""

from kiosk.web.request import session
from kiosk.web.request.app_state import app_state
from kiosk.web.request.request_state import request_state


def wake() -> None:
    """Print and send now what is new, without waiting for it."""
    training = request_state().training
    printing = training.printing if training else app_state().printing
    if printing is not None:
        printing.wake()
    loop = session.current_loop()
    if loop is not None:
        loop.wake()


def sync_now() -> None:
    """Talk to the hub once, before the page answers, so that it shows the result."""
    loop = session.current_loop()
    if loop is not None:
        loop.once()

"""Tells the loops beside the application that there is something to do."""

from kiosk.web.request import session
from kiosk.web.request.app_state import app_state


def wake() -> None:
    """Print and send what is new, now, without waiting for it."""
    printing = app_state().printing
    if printing is not None:
        printing.wake()
    loop = session.current_loop()
    if loop is not None:
        loop.wake()


def sync_now() -> None:
    """One talk with the hub before the page answers, so that it tells what came of it."""
    loop = session.current_loop()
    if loop is not None:
        loop.once()

"""Tells the loops beside the application that there is something to do."""

from flask import current_app

from kiosk.services.print_loop import PrintLoop
from kiosk.web import session


def wake() -> None:
    """Print and send what is new, now, without waiting for it."""
    printing: PrintLoop | None = current_app.extensions.get("parvis_print")
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

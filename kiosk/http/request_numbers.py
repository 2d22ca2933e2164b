"""Gives each request a number, for its lines in the log and the page of an error; used by box and hub."""

from typing import Any

from flask import Flask

from kiosk import logs
from kiosk.clock import Clock

LENGTH = 6
"""Readable characters, 30 bits: enough to find a line by, and short enough to be said on the telephone."""


def install(app: Flask, clock: Clock) -> None:
    """Number every request, before anything else is done with it."""

    def number() -> None:
        logs.bind_request(clock.readable(LENGTH))

    def forget(_: Any) -> None:
        logs.bind_request("")

    app.before_request(number)
    app.teardown_request(forget)

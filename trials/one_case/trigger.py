"""Kills a process in the middle of what a person does: a moment after one of their requests has left."""

import threading

import httpx

from tests.gallery.browser.town import Town


class Trigger:
    """Armed for one gesture; `sent` is the hook of every browser, called as a request leaves."""

    def __init__(self, town: Town) -> None:
        self._town = town
        self._victim, self._left, self._after_s = "", 0, 0.0
        self._kill: threading.Timer | None = None

    def arm(self, victim: str, at_request: int, after_s: float) -> None:
        """Kill this process so many seconds after the n-th request from now; `at_request` counts from 1."""
        self._victim, self._left, self._after_s, self._kill = victim, at_request, after_s, None

    def now(self) -> None:
        """The n-th request is this moment."""
        self._left = 0
        self._begin(self._after_s)

    def sent(self, _: httpx.Request) -> None:
        """One request leaves."""
        self._left -= 1
        if self._victim and self._left == 0:
            self._begin(self._after_s)

    def done(self) -> None:
        """The gesture is over: wait for the kill, which is now where there were fewer requests."""
        if self._kill is None:
            self._begin(0)
        assert self._kill is not None
        self._kill.join()
        self._victim = ""

    def _begin(self, after_s: float) -> None:
        self._kill = threading.Timer(after_s, self._town.kill, [self._victim])
        self._kill.start()

"""A finger on a touch screen, through Chromium's own input: down, move, hold, up."""

import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

from playwright.sync_api import Page
from playwright.sync_api import TimeoutError as NoAnswerError

STEPS = 6
AGAIN_S = 0.12
"""Seconds between the two taps of a trembling hand."""
_ANSWERED_MS = 5000
"""A page that goes away under the finger never says that it took the touch; Chromium has it all the same."""


class Finger:
    def __init__(self, page: Page) -> None:
        self._page, self._at = page, (0.0, 0.0)
        self._session = page.context.new_cdp_session(page)

    @contextmanager
    def on(self, selector: str, scroll: bool = True) -> Iterator["Finger"]:
        """Down in the middle of a control, up at the end of the block."""
        if scroll:
            self._page.locator(selector).scroll_into_view_if_needed()
        with self.at(*self._middle(selector)) as finger:
            yield finger

    @contextmanager
    def at(self, x: float, y: float) -> Iterator["Finger"]:
        self._send("touchStart", (x, y))
        yield self
        self._touch("touchEnd", [])

    def drift(self, x: float, y: float) -> None:
        from_x, from_y = self._at
        for step in range(1, STEPS + 1):
            self._send("touchMove", (from_x + x * step / STEPS, from_y + y * step / STEPS))

    def rest(self) -> None:
        self._page.wait_for_timeout(900)

    def pinch(self, apart: float) -> None:
        """Two fingers in the middle of the window that move apart by so much."""
        size = self._page.viewport_size
        assert size is not None
        x, y = size["width"] / 2, size["height"] / 2
        for step in range(STEPS + 1):
            away = 20 + apart * step / STEPS
            points = [{"x": x - away, "y": y, "id": 1}, {"x": x + away, "y": y, "id": 2}]
            kind = "touchMove" if step else "touchStart"
            self._touch(kind, points)
        self._touch("touchEnd", [])

    def twice(self, selector: str) -> None:
        self._page.locator(selector).scroll_into_view_if_needed()
        place = self._middle(selector)
        points, now = [{"x": place[0], "y": place[1], "id": 1}], time.time() - AGAIN_S - 0.04
        for seconds in (0.0, AGAIN_S):  # said, as just past: a busy machine would make two presses of it
            for kind, where, at in (("touchStart", points, 0.0), ("touchEnd", [], 0.03)):
                self._touch(kind, where, timestamp=now + seconds + at)

    def _middle(self, selector: str) -> tuple[float, float]:
        box = self._page.locator(selector).bounding_box()
        assert box is not None, f"{selector} is not there"
        return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2

    def _send(self, kind: str, at: tuple[float, float]) -> None:
        self._at = at
        self._touch(kind, [{"x": at[0], "y": at[1], "id": 1}])

    def _touch(self, kind: str, points: list[dict[str, Any]], **more: float) -> None:
        told = {"type": kind, "touchPoints": points, **more}
        with suppress(NoAnswerError):
            self._session.send("Input.dispatchTouchEvent", told, timeout=_ANSWERED_MS)

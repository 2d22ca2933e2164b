"""The hands of somebody who does not see the screen: keys alone, or gestures alone."""

from typing import Protocol

from playwright.sync_api import Page

from tests.journeys.heard import Spoken, Voice

SWIPE_PX = 160
MOST_KEYS = 60
"""Swipes on the keyboard of the screen after which a letter counts as not to be found."""
HELD_MS = 3300


class Hands(Protocol):
    """What every hand can do."""

    def begin(self) -> None: ...
    def on(self) -> None: ...
    def choose(self) -> None: ...
    def write(self, words: str) -> None: ...


class ByKeys:
    """A keypad with a headset's socket, and a keyboard to write."""

    def __init__(self, page: Page, voice: Voice, begins_with: str = "F15") -> None:
        self._keys, self._voice, self._begins_with = page.keyboard, voice, begins_with
        self._session = page.context.new_cdp_session(page)

    def begin(self) -> None:
        """Plug the headset in, or press the key that listens."""
        for kind in ("rawKeyDown", "keyUp"):  # Playwright knows no key beyond F12
            event = {"type": kind, "key": self._begins_with, "code": self._begins_with}
            self._session.send("Input.dispatchKeyEvent", event)

    def on(self) -> None:
        self._keys.press("PageDown")

    def choose(self) -> None:
        self._keys.press("Enter")

    def write(self, words: str) -> None:
        self._keys.press("Control+a")
        self._keys.type(words)


class ByGestures:
    """One finger anywhere on the screen, never where something lies."""

    def __init__(self, page: Page, voice: Voice) -> None:
        self._page, self._voice = page, voice
        self._session = page.context.new_cdp_session(page)

    def begin(self) -> None:
        """Rest a finger on the screen for three seconds."""
        self._touch("touchStart", (500, 700))
        self._page.wait_for_timeout(HELD_MS)
        self._touch("touchEnd")

    def on(self) -> None:
        self.swipe(SWIPE_PX, 0)

    def choose(self) -> None:
        for _ in range(2):
            self._touch("touchStart", (500, 700))
            self._touch("touchEnd")

    def write(self, words: str) -> None:
        """Two taps open the keyboard; then from key to key to each letter, two taps to write it; then away with it."""
        self.choose()
        self._voice.next()
        for sign in words:
            self._press_key(sign)
        self._press_key("Masquer")

    def swipe(self, across: float, along: float) -> None:
        """From somewhere to somewhere; rightwards is on, but leftwards where people read so."""
        self._touch("touchStart", (500, 700))
        self._touch("touchMove", (500 + across, 700 + along))
        self._touch("touchEnd")

    def _press_key(self, name: str) -> Spoken:
        raise NotImplementedError

    def _touch(self, kind: str, at: tuple[float, float] | None = None) -> None:
        points = [{"x": at[0], "y": at[1], "id": 1}] if at else []
        self._session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

"""The hands of somebody who does not see the screen: keys alone, or gestures alone."""

import re
import time
from collections.abc import Callable
from typing import Any, Protocol

from playwright.sync_api import Page

from tests.journeys.heard import Spoken, Voice

SWIPE_PX = 160
HERE = (500.0, 500.0)
"""Where the finger comes down, whatever lies there."""
MOST_KEYS, MOST_ROWS = 60, 8
TWO_TAPS_S, TAP_S = 0.12, 0.03
TRIES = 4
ONE_SIGN = ("é", "أ")
"""The first key of the layouts that go back to the letters after one sign."""
SIGNS = {" ": "Espace", ".": "point", ",": "virgule", "-": "tiret", "’": "apostrophe", "@": "arobase"}


class Hands(Protocol):
    """What every hand can do. `write` gives the box that a full one led on to."""

    def begin(self) -> None: ...
    def on(self) -> None: ...
    def choose(self) -> None: ...
    def write(self, words: str, at: Spoken) -> Spoken | None: ...


class ByKeys:
    """A keypad with a headset's socket, and a keyboard to write."""

    def __init__(self, page: Page, voice: Voice, say: Callable[[str], str], begins_with: str = "F15") -> None:
        self._keys, self._voice, self._say, self._begins_with = page.keyboard, voice, say, begins_with
        self._session = page.context.new_cdp_session(page)

    def begin(self) -> None:
        """Plug the headset in, or press the key that listens."""
        for kind in ("rawKeyDown", "keyUp"):  # Playwright knows no key beyond F12
            event = {"type": kind, "key": self._begins_with, "code": self._begins_with}
            self._session.send("Input.dispatchKeyEvent", event)

    def on(self) -> None:
        with self._voice.after():
            self._keys.press("PageDown")

    def choose(self) -> None:
        with self._voice.after():
            self._keys.press("Enter")

    def write(self, words: str, at: Spoken) -> Spoken | None:
        """Type over what is there, and hear the last letter, or the box that a full one led on to."""
        with self._voice.after(2):
            self._keys.press("Control+a")
        self._keys.type(words)
        last = self._say(SIGNS.get(words[-1], words[-1])).casefold()
        heard = self._voice.until(
            lambda it: _is_another_box(it, at) or (it.role == "answer" and it.text.casefold().split(", ")[0] == last),
            f"« {words} »",
        )
        return heard if heard.role == "box" else None


class ByGestures:
    """One finger anywhere on the screen, whatever lies there. `say` gives words of the pages in their language;
    `learned` are the keyboards that this person knows, by their first key.
    """

    def __init__(
        self, page: Page, voice: Voice, say: Callable[[str], str], onward: int = 1,
        learned: dict[str, list[list[str]]] | None = None,
    ) -> None:  # fmt: skip
        self._page, self._voice, self._say, self._onward = page, voice, say, onward
        self._session = page.context.new_cdp_session(page)
        self._learned = {} if learned is None else learned
        self._keys: list[list[str]] = []
        self._at = (0, 0)
        self._is_typing = False
        self._written: dict[str, int] = {}

    def begin(self) -> None:
        """Rest a finger on the screen for three seconds."""
        self._touch("touchStart", HERE)
        self._voice.first()
        with self._voice.after():
            self._touch("touchEnd")

    def on(self) -> None:
        self.swipe(self._onward * SWIPE_PX, 0)

    def choose(self) -> None:
        now = time.time() - TWO_TAPS_S - TAP_S
        with self._voice.after(2):
            for at in (now, now + TWO_TAPS_S):  # said, as just past: a busy machine would make two single taps of it
                self._touch("touchStart", HERE, at)
                self._touch("touchEnd", at=at + TAP_S)

    def write(self, words: str, at: Spoken) -> Spoken | None:
        """Two taps open the keyboard of the screen; swipes lead to each letter, two taps write it."""
        if not self._is_typing:
            self.choose()
            self._comes_to_keys()
            self._is_typing = True
        words = re.sub(r"(?<=\d) (?=\d)", "", words)  # a keyboard of digits has no blank
        box = f"{at.of} {at.text.split(',')[0]}"
        for _ in range(self._written.get(box, 0) if at.state == "filled" else 0):
            self._press("Effacer")
        self._written[box] = len(words)
        for sign in words:
            self._press(SIGNS.get(sign, sign))
            moved = self._voice.until(
                lambda spoken: spoken.role == "answer" or _is_another_box(spoken, at), f"« {sign} »"
            )
            if moved.role == "box":
                self._comes_to_keys()
                return moved
            if self._keys[0][0] in ONE_SIGN:
                self._comes_to_keys()
        self._press("Masquer")
        self._voice.until(lambda spoken: spoken.of == at.of, "the box again")
        self._is_typing = False
        return None

    def swipe(self, across: float, along: float) -> None:
        with self._voice.after():
            self._touch("touchStart", HERE)
            self._touch("touchMove", (HERE[0] + across, HERE[1] + along))
            self._touch("touchEnd")

    def _press(self, name: str) -> None:
        """Go to a key by what it is called, and press it; by that of accents or of digits where it is not here."""
        name = self._say(name).casefold()
        if not self._has(name):
            self._go(self._leads_to(name))
            self.choose()
            self._comes_to_keys()
        self._go(name)
        self.choose()

    def _leads_to(self, name: str) -> str:
        """The key of the keyboard that has this sign: digits alone lead to letters, and those to all others."""
        if self._has("abc"):
            return "abc"
        return "é è à" if len(name) == 1 and name.isalpha() else "123"

    def _has(self, name: str) -> bool:
        return any(self._is_key(key, name) for row in self._keys for key in row)

    def _is_key(self, key: str, name: str) -> bool:
        return key.startswith(name) if len(name) > 1 else key == name

    def _go(self, name: str) -> None:
        """Swipe by heart, and hear where one is: from there again after a swipe that was so slow that it was a rest."""
        for _ in range(TRIES):
            place = self._place(name)
            if place == self._at:
                return
            self._swipe_to(*place)
            at = self._voice.key_or_edge()
            if at is not None and self._is_key(at.text.casefold(), name):
                self._at = place
            elif at is None or not self._has(at.text.casefold()):
                self._learn_anew()
            else:
                self._at = self._place(at.text.casefold())
        raise AssertionError(f"never came to the key « {name} »")

    def _swipe_to(self, row: int, column: int) -> None:
        """To the first key of the row, then along it."""
        now, at = self._at
        for _ in range(abs(row - now)):
            self.swipe(0, SWIPE_PX if row > now else -SWIPE_PX)
            at = 0
        for _ in range(abs(column - at)):
            self.swipe(self._onward * (SWIPE_PX if column > at else -SWIPE_PX), 0)

    def _place(self, name: str) -> tuple[int, int]:
        for number, row in enumerate(self._keys):
            for column, key in enumerate(row):
                if self._is_key(key, name):
                    return number, column
        raise AssertionError(f"no key « {name} » among {self._keys}")

    def _comes_to_keys(self) -> None:
        """The first key is said; a keyboard that is new is learned by going through it once."""
        first = self._voice.until(lambda spoken: spoken.state == "key", "a key").text.casefold()
        self._at = (0, 0)
        if first not in self._learned:
            self._learned[first] = self._learn(first)
        self._keys = self._learned[first]

    def _learn_anew(self) -> None:
        """From wherever one is to the first key, then through all of them: another box may have another keyboard."""
        first = self._keys[0][0]
        for across, along in ((0, -SWIPE_PX), (-self._onward * SWIPE_PX, 0)):
            for _ in range(MOST_KEYS):
                self.swipe(across, along)
                key = self._voice.key_or_edge()
                if key is None:
                    break
                first = key.text.casefold()
        self._keys = self._learned[first] = self._learn(first)
        self._at = (0, 0)

    def _learn(self, first: str) -> list[list[str]]:
        """The names of the keys, row by row, then back to the first."""
        begins = [first]
        for _ in range(MOST_ROWS):
            self.swipe(0, SWIPE_PX)
            key = self._voice.key_or_edge()
            if key is None:
                break
            begins.append(key.text.casefold())
        for _ in begins[1:]:
            self.swipe(0, -SWIPE_PX)
        rows = [[first]]
        for _ in range(MOST_KEYS):
            self.on()
            key = self._voice.key_or_edge()
            if key is None:
                break
            name = key.text.casefold()
            if len(rows) < len(begins) and name == begins[len(rows)]:
                rows.append([name])
            else:
                rows[-1].append(name)
        for _ in begins[1:]:
            self.swipe(0, -SWIPE_PX)
        return rows

    def _touch(self, kind: str, place: tuple[float, float] | None = None, at: float | None = None) -> None:
        """`at` is the time of it where that is not now."""
        points = [{"x": place[0], "y": place[1], "id": 1}] if place else []
        event: dict[str, Any] = {"type": kind, "touchPoints": points}
        self._session.send("Input.dispatchTouchEvent", event | ({} if at is None else {"timestamp": at}))


def _is_another_box(spoken: Spoken, at: Spoken) -> bool:
    """Whether one has been led on: the name of a box stands before its state."""
    return spoken.role == "box" and spoken.text.split(",")[0] != at.text.split(",")[0]

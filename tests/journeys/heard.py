"""What a speaking page says aloud: the events `parvis:spoken`, and nothing else of the page."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import NOT_FOUND
from typing import Any

from playwright.sync_api import Page

LONGEST_S = 12
"""How long somebody listens for an answer before they believe that nothing comes."""
PAUSE_MS = 5
_LISTENS = """
addEventListener("keydown", () => { parvisHeard({ begun: true }); parvisHeard({ acted: true }); }, true);
addEventListener("pointerdown", () => parvisHeard({ begun: true }), true);
addEventListener("pointerup", () => parvisHeard({ acted: true }), true);
document.addEventListener("parvis:spoken", ({ detail }) => parvisHeard(detail));
document.addEventListener("parvis:marked", ({ detail }) => parvisHeard({ mark: detail.name }));
"""


@dataclass(frozen=True, slots=True)
class Spoken:
    text: str
    language: str
    role: str
    of: str
    state: str
    private: bool

    def begins(self, words: str) -> bool:
        """Whether it begins with these words, whatever their spaces."""
        return bool(words) and " ".join(self.text.split()).startswith(" ".join(words.split()))

    def is_named(self, words: str) -> bool:
        """Whether these words are the whole name of it, before what it is: « Enregistrer », not « Enregistrer et… »."""
        return bool(words) and self.begins(f"{words},")


class Voice:
    """All that was heard in one window, page after page. `refused` are what could not be said, and `marks` the sounds
    beside the voice; `gone` are sounds that the box had forgotten.
    """

    def __init__(self, page: Page) -> None:
        self._page = page
        self.heard: list[Spoken] = []
        self.refused: list[str] = []
        self.marks: list[str] = []
        self.gone: list[str] = []
        self._since = self._marked_since = self.moves = 0
        page.expose_binding("parvisHeard", lambda _source, detail: self._note(detail))
        page.add_init_script(_LISTENS)
        page.on("response", lambda response: self._note_gone(response.status, response.url))

    def _note(self, detail: dict[str, Any]) -> None:
        if "begun" in detail:  # from then on nothing older is said
            self._since, self._marked_since = len(self.heard), len(self.marks)
        elif "acted" in detail:
            self.moves += 1
        elif "mark" in detail:
            self.marks.append(detail["mark"])
        elif detail["phase"] == "start":
            parts = ("text", "language", "role", "of", "state", "private")
            self.heard.append(Spoken(*(detail[part] for part in parts)))
        elif detail["phase"] != "end":
            self.refused.append(detail["text"])

    def _note_gone(self, status: int, address: str) -> None:
        if status == NOT_FOUND and "/speech/sound/" in address:
            self.gone.append(address)

    @contextmanager
    def after(self, moves: int = 1) -> Iterator[None]:
        """What the hand does in this block arrives as so many moves; what was heard before them counts no more."""
        wanted = self.moves + moves
        yield
        self._wait(lambda: self.moves >= wanted, "the hand", LONGEST_S)

    def key_or_edge(self) -> Spoken | None:
        """The key of the screen's keyboard that is said, None where the sound of an edge comes instead."""
        self._wait(
            lambda: self.marked("edge") or any(spoken.state == "key" for spoken in self.latest), "a key", LONGEST_S
        )
        return next((spoken for spoken in self.latest if spoken.state == "key"), None)

    def _wait(self, done: Callable[[], bool], told: str, seconds: float) -> None:
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            if done():
                return
            self._page.wait_for_timeout(PAUSE_MS)
        raise AssertionError(f"never heard {told}, but: {[spoken.text for spoken in self.heard[-12:]]}")

    def marked(self, name: str) -> bool:
        """Whether this sound was heard since the hand last moved."""
        return name in self.marks[self._marked_since :]

    @property
    def latest(self) -> list[Spoken]:
        return self.heard[self._since :]

    def until(self, wanted: Callable[[Spoken], bool], told: str, seconds: float = LONGEST_S) -> Spoken:
        """Listen until something like that begins; raises `AssertionError` with `told` where it never does."""
        self._wait(lambda: any(map(wanted, self.latest)), told, seconds)
        return next(filter(wanted, self.latest))

    def first(self) -> Spoken:
        self._wait(lambda: bool(self.heard), "anything", LONGEST_S)
        return self.heard[0]

    def next(self) -> Spoken:
        return self.until(lambda _spoken: True, "anything")

"""What a speaking page says aloud: the events `parvis:spoken`, and nothing else of the page."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from playwright.sync_api import Page

LONGEST_S = 12
"""How long somebody listens for an answer before they believe that nothing comes."""
PAUSE_MS = 15
_LISTENS = """
addEventListener("keydown", () => parvisHeard({ acted: true }), true);
addEventListener("pointerup", () => parvisHeard({ acted: true }), true);
document.addEventListener("parvis:spoken", ({ detail }) => parvisHeard(detail));
document.addEventListener("parvis:marked", ({ detail }) => parvisHeard({ mark: detail.name }));
"""


@dataclass(frozen=True, slots=True)
class Spoken:
    """One utterance as it begins: what is said, in which language, what it is, what it belongs to, its state."""

    text: str
    language: str
    role: str
    of: str
    state: str
    private: bool

    def begins(self, words: str) -> bool:
        """Whether it begins with these words, whatever their spaces."""
        return bool(words) and " ".join(self.text.split()).startswith(" ".join(words.split()))


class Voice:
    """All that was heard in one window, page after page. `refused` are what could not be said, and `marks` the sounds
    beside the voice.
    """

    def __init__(self, page: Page) -> None:
        self._page = page
        self.heard: list[Spoken] = []
        self.refused: list[str] = []
        self.marks: list[str] = []
        self._since = self._marked_since = 0
        page.expose_binding("parvisHeard", lambda _source, detail: self._note(detail))
        page.add_init_script(_LISTENS)

    def _note(self, detail: dict[str, Any]) -> None:
        if "acted" in detail:
            self._since, self._marked_since = len(self.heard), len(self.marks)
        elif "mark" in detail:
            self.marks.append(detail["mark"])
        elif detail["phase"] == "start":
            parts = ("text", "language", "role", "of", "state", "private")
            self.heard.append(Spoken(*(detail[part] for part in parts)))
        elif detail["phase"] != "end":
            self.refused.append(detail["text"])

    def marked(self, name: str) -> bool:
        """Whether this sound was heard since the hand last moved."""
        return name in self.marks[self._marked_since :]

    @property
    def latest(self) -> list[Spoken]:
        """What was heard since the hand last moved."""
        return self.heard[self._since :]

    def until(self, wanted: Callable[[Spoken], bool], told: str) -> Spoken:
        """Listen until something like that begins; raises `AssertionError` with `told` where it never does."""
        until = time.monotonic() + LONGEST_S
        while time.monotonic() < until:
            found = next((spoken for spoken in self.latest if wanted(spoken)), None)
            if found is not None:
                return found
            self._page.wait_for_timeout(PAUSE_MS)
        raise AssertionError(f"never heard {told}, but: {[spoken.text for spoken in self.heard[-12:]]}")

    def next(self) -> Spoken:
        """What begins first after the hand moved."""
        return self.until(lambda _spoken: True, "anything")

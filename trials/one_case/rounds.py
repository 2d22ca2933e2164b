"""One case with one victim: each stage is done, killed in its middle, and done again from where it stands."""

import random
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import httpx

from tests.gallery.browser.town import Town
from trials.one_case import stands
from trials.one_case.pages import Lost
from trials.one_case.town import Told
from trials.one_case.trigger import Trigger

REQUESTS: Mapping[str, int] = {
    "deposit": 6,
    "ask": 2,
    "paper at the terminal": 10,
    "paper from the telephone": 14,
    "complete": 3,
    "decide": 2,
    "take back": 3,
}
"""How many requests a gesture is made of: the kill follows one of them."""
WITHIN_S = 0.4
"""A kill falls at most so long after its request has left; half of them within an eighth of it."""
_AGAIN = 12
_PAUSE_S = 2.0


@dataclass
class Row:
    """One line of the table: what was killed in which stage, and how often the person began again."""

    stage: str
    victim: str
    at_request: int
    after_s: float
    cut: bool
    tries: int
    differs: str


@dataclass
class Round:
    """One case, with one victim in each stage."""

    town: Town
    news: Told
    dice: random.Random
    victim: str
    rows: list[Row] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    taken_back: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.trigger = Trigger(self.town)

    def stage(self, name: str, act: Callable[[], object], after_s: float | None = None, victim: str = "") -> None:
        """Do it, killed in its middle, and again from where it stands once the process runs again.

        `after_s` is how long after the beginning the kill falls, where no request decides that.
        """
        victim = victim or self.victim
        at_request = self.dice.randint(1, REQUESTS.get(name, 1))
        after = self.dice.random() ** 3 * WITHIN_S if after_s is None else after_s
        self.trigger.arm(victim, at_request, after)
        if after_s is not None:
            self.trigger.now()
        cut, tries = False, 1
        try:
            act()
        except (httpx.TransportError, Lost, IndexError, KeyError, ValueError):
            cut = True  # what came before the kill, or a page that says that the other is not there
        self.trigger.done()
        self._start(victim)
        for _ in range(_AGAIN):
            try:
                act()
                break
            except (httpx.TransportError, Lost) as fault:
                tries += 1
                if tries > _AGAIN:
                    self.wrong.append(f"{name}, {victim} killed: the person cannot go on: {fault!r}")
                time.sleep(_PAUSE_S)
        differs = stands.differs(self.town.folder, name)
        self.rows.append(Row(name, victim, at_request, after, cut, tries, differs))
        if differs:
            self.wrong.append(f"{name}, {victim} killed: {differs}")

    def same(self, when: str, before: Mapping[str, str], now: Mapping[str, str]) -> None:
        """What a decision that has not left, or was taken back, must leave as it was."""
        if before != now:
            self.wrong.append(f"{when}: {now}, and {before} before")

    def _start(self, name: str) -> None:
        if name == "box":
            self.town.start_box()
        else:
            self.town.start_hub()

    def print(self) -> None:
        """The table."""
        print(f"{'stage':<26}{'killed':<8}{'request':>8}{'after':>8}{'cut':>5}{'tries':>7}  hub")
        for row in self.rows:
            cut, stood = "yes" if row.cut else "no", row.differs or "as it should be"
            print(
                f"{row.stage:<26}{row.victim:<8}{row.at_request:>8}{row.after_s:>7.2f}s{cut:>5}{row.tries:>7}  {stood}",
                flush=True,
            )

"""The same journey over HTTP, box or hub killed (SIGKILL) in the middle of each stage; what was lost or doubled?"""

import os
import random
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import httpx

from gallery.browser.town import Town, town
from trials.one_case import stands, verdict
from trials.one_case.hands import LETTER, Claire, Marie, Nadia
from trials.one_case.pages import Lost
from trials.one_case.town import Told, told
from trials.one_case.trigger import Trigger

VICTIMS = ("box", "hub")
REQUESTS: Mapping[str, int] = {
    "deposit": 6, "ask": 2, "paper at the terminal": 10, "paper from the telephone": 14, "complete": 3, "decide": 2,
    "take back": 3,
}  # fmt: skip
"""How many requests a gesture is made of: the kill follows one of them."""
WITHIN_S = 0.4
"""A kill falls at most so long after its request has left; half of them within a quarter of it."""
_AGAIN = 12
_PAUSE_S = 2.0
_LEAVES_S = 60.0
_AT_EASE = 5
"""Minutes in which a decision can be taken back, where it is to be, on a machine on which everything takes long."""


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
        after = self.dice.random() ** 2 * WITHIN_S if after_s is None else after_s
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


def kills(folder: Path, seed: int) -> list[str]:
    """A town and a case for each victim; prints the table and gives what was wrong."""
    folder.mkdir(parents=True, exist_ok=True)
    wrong: list[str] = []
    for victim in VICTIMS:
        place = folder / victim
        place.mkdir()
        os.environ["KIOSK_HUB_TAKE_BACK_MINUTES"] = "0"
        with told() as news, town(place) as made:
            os.environ["KIOSK_HUB_ADDRESS"] = made.hub_url
            (place / "hub" / "hub.toml").write_text(news.described(place), "utf-8")
            made.start_hub()
            made.start_box()
            one = Round(made, news, random.Random(f"{seed} {victim}"), victim)
            try:
                reference = _journey(one)
            finally:
                _print(one)
            one.wrong += verdict.judge(place, reference, made, news, one.taken_back)
        wrong += one.wrong
    return wrong


def _journey(one: Round) -> str:
    made = one.town
    nadia, terminal = (Nadia(made.sign_ins, made.url, one.trigger) for _ in range(2))
    terminal.become_terminal()
    claire = Claire(made.sign_ins, made.hub_url, 0, one.trigger)
    nadia.fill()
    one.stage("deposit", nadia.submit)
    reference = nadia.reference
    asked = {"asked": ["identity", "link"], "message": "Il manque deux pièces."}
    one.stage("ask", lambda: claire.decide(reference, "incomplete", asked, {}))
    marie = Marie(terminal, made.hub_url, reference, nadia.code, one.trigger)
    one.stage("paper at the terminal", marie.photograph)
    one.stage("paper from the telephone", marie.telephone, victim="hub")
    one.stage("complete", lambda: claire.tick(reference))
    _with_minutes(made, _AT_EASE)
    accept = {"carries": "scan", "quality": "Maire", "message": "Votre acte est prêt."}
    before = _everywhere(nadia, marie, one.news)
    one.stage("decide", lambda: claire.decide(reference, "accepted", accept, {"document": LETTER}))
    one.taken_back = set(stands.column(made.folder, "SELECT id FROM taken_decision"))
    one.same("decided, in its minutes", before, _everywhere(nadia, marie, one.news))
    one.stage("take back", lambda: claire.take_back(reference))
    one.same("taken back", before, _everywhere(nadia, marie, one.news))
    _with_minutes(made, 1)
    made.stop("box")  # so that it fetches the document in the last stage
    claire.decide(reference, "accepted", accept, {"document": LETTER})
    one.stage("leave", lambda: _left(made), after_s=_LEAVES_S - 1 + one.dice.uniform(0, 3), victim="hub")
    made.start_box()
    one.stage("fetch the document", nadia.document, after_s=one.dice.uniform(0, 2))
    return reference


def _everywhere(nadia: Nadia, marie: Marie, news: Told) -> dict[str, str]:
    """What the person and the town hall see, once the box has talked with its hub; how many notices came."""
    time.sleep(verdict.BETWEEN_TALKS_S)
    pages = {"desk": nadia.case_page(), "terminal": marie.whereabouts(), "telephone": marie.follow()}
    said = {who: page.text(".case-line > div") for who, page in pages.items()}
    return said | {"notices": f"{len(news.mail.messages)} and {len(news.gateway.sent)}"}


def _left(made: Town) -> None:
    if not stands.column(made.folder, "SELECT 1 FROM decision WHERE state = 'accepted'"):
        raise Lost("the decision has not left")


def _with_minutes(made: Town, minutes: int) -> None:
    made.stop("hub")
    os.environ["KIOSK_HUB_TAKE_BACK_MINUTES"] = str(minutes)
    made.start_hub()


def _print(one: Round) -> None:
    print(f"{'stage':<26}{'killed':<8}{'request':>8}{'after':>8}{'cut':>5}{'tries':>7}  hub")
    for row in one.rows:
        cut, stood = "yes" if row.cut else "no", row.differs or "as it should be"
        print(
            f"{row.stage:<26}{row.victim:<8}{row.at_request:>8}{row.after_s:>7.2f}s{cut:>5}{row.tries:>7}  {stood}",
            flush=True,
        )

"""The same journey over HTTP, box or hub killed (SIGKILL) in the middle of each stage; what was lost or doubled?"""

import os
import random
import sqlite3
import threading
import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

import httpx

from gallery.browser.town import Town, town
from trials.one_case import verdict
from trials.one_case.hands import LETTER, Claire, Marie, Nadia
from trials.one_case.pages import Lost
from trials.one_case.town import Told, told

WITHIN_S = 0.6
"""A kill falls at most so long after the person begins: most of a stage's requests are over by then."""
_AGAIN = 12
_PAUSE_S = 2.0
_LEAVES_S = 60.0
VICTIMS = ("box", "hub")


@dataclass
class Row:
    """One line of the table: what was killed in which stage, and how often the person began again."""

    stage: str
    victim: str
    after_s: float
    cut: bool
    tries: int


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

    def stage(self, name: str, act: Callable[[], object], after_s: float | None = None, victim: str = "") -> None:
        """Do it, killed in its middle, and again from where it stands once the process runs again."""
        victim = victim or self.victim
        after = self.dice.uniform(0, WITHIN_S) if after_s is None else after_s
        killer = threading.Timer(after, self.town.kill, [victim])
        killer.start()
        cut, tries = False, 1
        try:
            act()
        except (httpx.TransportError, Lost, IndexError, KeyError, ValueError):
            cut = True  # what came before the kill, or a page that says that the other is not there
        killer.join()
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
        self.rows.append(Row(name, victim, after, cut, tries))

    def _start(self, name: str) -> None:
        if name == "box":
            self.town.start_box()
        else:
            self.town.start_hub()


def hub_rows(folder: Path, sql: str) -> list[tuple[object, ...]]:
    """Rows of the hub's database, as another program would read it."""
    with closing(sqlite3.connect(f"file:{folder / 'hub' / 'hub.db'}?mode=ro", uri=True, timeout=20)) as connection:
        return list(connection.execute(sql))


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
            reference = _journey(one)
            one.wrong += verdict.judge(place, reference, made, news, one.taken_back)
        _print(one)
        wrong += one.wrong
    return wrong


def _journey(one: Round) -> str:
    made = one.town
    nadia, terminal = Nadia(made.sign_ins, made.url), Nadia(made.sign_ins, made.url)
    terminal.become_terminal()
    claire = Claire(made.sign_ins, made.hub_url, 0)
    nadia.fill()
    one.stage("deposit", nadia.submit)
    reference = nadia.reference
    _until(lambda: bool(hub_rows(made.folder, "SELECT 1 FROM cases")), "the case at the hub")
    asked = {"asked": ["identity", "link"], "message": "Il manque deux pièces."}
    one.stage("ask", lambda: claire.decide(reference, "incomplete", asked, {}))
    marie = Marie(terminal, made.hub_url, reference, nadia.code)
    one.stage("paper at the terminal", marie.photograph)
    one.stage("paper from the telephone", marie.telephone, victim="hub")
    _until(lambda: len(hub_rows(made.folder, "SELECT 1 FROM attachment")) == 2, "both papers at the hub")
    one.stage("complete", lambda: claire.tick(reference))
    _with_minutes(made, 1)
    accept = {"carries": "scan", "quality": "Maire", "message": "Votre acte est prêt."}
    taken = {"document": LETTER}
    one.stage("decide", lambda: claire.decide(reference, "accepted", accept, taken))
    one.taken_back = {str(row[0]) for row in hub_rows(made.folder, "SELECT id FROM taken_decision")}
    one.stage("take back", lambda: claire.take_back(reference))
    claire.decide(reference, "accepted", accept, taken)
    began = time.monotonic()
    left = _LEAVES_S - (time.monotonic() - began) - 1 + one.dice.uniform(0, 3)
    one.stage("leave", lambda: _left(made), after_s=max(left, 0.1), victim="hub")
    one.stage("fetch the document", lambda: _fetched(nadia), after_s=one.dice.uniform(0, 5))
    return reference


def _left(made: Town) -> None:
    if not hub_rows(made.folder, "SELECT 1 FROM decision WHERE state = 'accepted'"):
        raise Lost("the decision has not left")


def _fetched(nadia: Nadia) -> None:
    page = nadia.case_page()
    if "kind=given" not in page.body and "/given/" not in page.body:
        raise Lost(page.text("main")[:300])


def _with_minutes(made: Town, minutes: int) -> None:
    made.stop("hub")
    os.environ["KIOSK_HUB_TAKE_BACK_MINUTES"] = str(minutes)
    made.start_hub()


def _until(there: Callable[[], bool], what: str) -> None:
    for _ in range(60):
        if there():
            return
        time.sleep(1)
    raise Lost(f"{what}: never")


def _print(one: Round) -> None:
    print(f"{'stage':<26}{'killed':<8}{'after':>7}{'cut':>5}{'tries':>7}")
    for row in one.rows:
        cut = "yes" if row.cut else "no"
        print(f"{row.stage:<26}{row.victim:<8}{row.after_s:>6.2f}s{cut:>5}{row.tries:>7}", flush=True)

"""People's visits at a desk and a terminal, the box killed in the middle of any press; the ledger has each once.

Real pages are asked for in one process. After a kill the box starts on what lay on its disk, the mediator signs in
again, and who stands there presses again. At the end the box's own upkeep ends what nobody has ended.
"""

import random
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import timedelta
from typing import TypeVar

import msgspec
from flask import Flask

from kiosk.app import create_app
from kiosk.domain.events.case_state import ENDED
from kiosk.domain.visits.ledger import PERIODS, Entry, OpinionFace
from kiosk.services.upkeep import retention
from tests.gallery.site import steps_taken
from tests.gallery.site.cast import PIN
from tests.gallery.site.page import Browser, Page
from trials.rig.world import NADIA, Ground, World, ground, talk

Result = TypeVar("Result")

DIES = range(1, 5)
"""After how many commits of a press the box is killed; a press has one to four."""
DIES_IN = 0.5
"""The share of presses in whose middle it is."""
MOST_DECISIONS, EXCHANGES = 4, 3
"""After how many decisions a case has ended; and exchanges after which nothing is on its way any more."""
PEOPLE = 6
"""Who come in one world, one after another."""


class Day:
    """What the people of one world do; `came`, `joined`, `sent`, `faces`, `words` and `decided` are what they did."""

    def __init__(self, made: Ground, seed: int) -> None:
        self.dice = random.Random(f"visits {seed}")
        self.world = World(made, self.dice)
        self.here = self.world.sites[0]
        self.kills, self.came, self.joined = 0, 0, 0
        self.sent: list[str] = []
        self.faces, self.words = Counter[str](), 0
        self.decided = Counter[str]()
        self.desk, self.terminal = (Browser(self._app().test_client()) for _ in range(2))
        steps_taken.hand_over(self.terminal)
        steps_taken.enter(self.desk)

    def live(self) -> list[str]:
        """What is wrong once everybody has gone, a plain line each."""
        try:
            for _ in range(PEOPLE):
                self.dice.choice((self._at_desk, self._at_desk, self._at_terminal, self._taken_over))()
                self.here.watch.wait(timedelta(minutes=self.dice.randrange(4)))
            self._decide()
            self.here.watch.wait(timedelta(days=2))
            self._press(lambda: retention.destroy_expired_data(self.here.box))
            return list(self._wrong())
        finally:
            self.world.close()

    def _at_desk(self) -> None:
        """Advice alone, a request given up, or one that is sent, with a face and a word; the screen may be locked."""
        self.came += 1
        self._press(lambda: self.desk.send(self.desk.get("/desk").form_to("/receive")))
        if self.dice.random() < 0.3:
            self._press(lambda: self.desk.send(self.desk.get("/procedures").form_to("/lock/now")))
            self._press(self._unlock)
        if self.dice.random() < 0.8:
            case = steps_taken.case_of(self._press(lambda: steps_taken.begin(self.desk)))
            self._at_case(self.desk, case)
        self._next(self.desk)

    def _at_terminal(self) -> None:
        self.came += 1
        self._begin_at_terminal()
        case = steps_taken.case_of(self._press(lambda: steps_taken.begin(self.terminal)))
        self._at_case(self.terminal, case)
        self._next(self.terminal)

    def _taken_over(self) -> None:
        """Begun at the terminal, gone on with at the desk, where the mediator may have received the person before."""
        self.came += 1
        self._begin_at_terminal()
        case = steps_taken.case_of(self._press(lambda: steps_taken.begin(self.terminal)))
        if self.dice.random() < 0.5:
            self._press(lambda: self.desk.send(self.desk.get("/desk").form_to("/receive")))
            self.came += 1
            self.joined += 1
        self._press(lambda: self.desk.get(f"/cases/{case}"))
        if self.dice.random() < 0.5:
            self._next(self.terminal)
        self._at_case(self.desk, case)
        self._next(self.desk)
        self._next(self.terminal)

    def _begin_at_terminal(self) -> None:
        language = self.dice.choice(("fr", "ar"))
        self._press(lambda: self.terminal.send(self.terminal.get("/language").form_to("/language", language)))

    def _at_case(self, screen: Browser, case: str) -> None:
        if self.dice.random() < 0.2:
            return
        self._press(lambda: self._fill(screen, case))
        self._press(lambda: self._send(screen, case))
        self.sent.append(case)
        face = ""
        if self.dice.random() < 0.7:
            for new in self.dice.choices(list(OpinionFace), k=self.dice.choice((1, 1, 2))):
                face = self._press_face(screen, case, face, new)
        if face:
            self.faces[face] += 1
        if self.dice.random() < 0.5:
            self._say_word(screen, case)
        if screen is self.desk:
            self._press(lambda: self._turn_back(case))

    def _fill(self, screen: Browser, case: str) -> Page:
        page = screen.get(f"/cases/{case}")
        return page if page.path.endswith("/review") else steps_taken.fill(screen, page)

    def _send(self, screen: Browser, case: str) -> None:
        """Send it: alone, or on the screen that is turned, which stays so."""
        if screen.get(f"/cases/{case}").path.endswith("/submitted"):
            return
        turned = screen.send(screen.get(f"/cases/{case}/review").form("send"))
        if screen is self.desk:
            screen.send(turned.form("yes"))

    def _thanks(self, screen: Browser, case: str) -> Page:
        return screen.get(f"/cases/{case}/{'confirm' if screen is self.desk else 'submitted'}")

    def _press_face(self, screen: Browser, case: str, before: str, new: str) -> str:
        """Press a face, and give the one that counts. Where the box was killed and the screen is not turned any more,
        nobody is asked again: the new one counts, or the one before.
        """

        def press() -> bool:
            page = self._thanks(screen, case)
            if page.all("#opinion"):
                screen.send(page.form_to("/opinion", new))
            return bool(page.all("#opinion"))

        counted = self._counted_faces()
        return new if self._press(press) or self._counted_faces() != counted else before

    def _say_word(self, screen: Browser, case: str) -> None:
        """Say a word, where a face was pressed; the box has it once, or where it was killed not at all."""

        def say() -> bool:
            page = self._thanks(screen, case)
            if page.all("#word"):
                screen.send(page.form_to("/word").with_values({"word": "Tout le monde était patient."}))
            return bool(page.all("#word"))

        words = self._counted_words()
        self.words += self._press(say) or self._counted_words() > words

    def _counted_faces(self) -> dict[str, object]:
        return {str(row["face"]): row["count"] for row in self.here.rows("SELECT * FROM opinions WHERE count <> 0")}

    def _counted_words(self) -> int:
        return len(self.here.ids("SELECT id FROM opinion_words"))

    def _turn_back(self, case: str) -> None:
        page = self.desk.get(f"/cases/{case}/confirm")
        if page.all("form#back"):
            self.desk.send(page.form("back").with_values({"pin": PIN}))

    def _unlock(self) -> None:
        page = self.desk.get("/lock")
        if page.path.startswith("/lock"):
            self.desk.send(page.form("unlock").with_values({"pin": PIN}))

    def _next(self, screen: Browser) -> None:
        self._press(lambda: screen.send(screen.get("/procedures").form_to("/next")))

    def _decide(self) -> None:
        """What was sent goes to the hub, whose service decides on each; the decisions come in."""
        self._talk()
        for reference in self.world.central.references():
            for _ in range(MOST_DECISIONS):
                if (state := self.world.central.decide(reference, self._choose, "Voici la réponse.")) in ENDED:
                    self.decided[state] += 1
                    break
        self._talk()

    def _choose(self, states: Sequence[str]) -> str:
        return self.dice.choice([state for state in states if state in ENDED] or list(states))

    def _talk(self) -> None:
        for _ in range(EXCHANGES):
            self._press(lambda: talk(self.here))

    def _press(self, gesture: Callable[[], Result]) -> Result:
        """Do what somebody does, in whose middle the box may be killed; then they do it again."""
        done: list[Result] = []
        self.here.dies_after(self.dice.choice(DIES) if self.dice.random() < DIES_IN else 0)
        if self.here.tried(lambda: done.append(gesture())):
            self.kills += 1
            done.clear()
            self._start()
            done.append(gesture())
        return done[0]

    def _app(self) -> Flask:
        return create_app(self.here.box.settings, box=self.here.box)

    def _start(self) -> None:
        """The box is on again: its screens keep their cookies, and nobody is on shift."""
        self.here.box.shifts.end(NADIA)
        app = self._app()
        for screen in (self.desk, self.terminal):
            screen.client.application = app
        steps_taken.enter(self.desk)

    def _wrong(self) -> Iterator[str]:
        lines = self.here.rows("SELECT * FROM visit_ledger ORDER BY number")
        said = Counter((line["day"], line["kind"], line["procedure_id"], line["value"]) for line in lines)
        counts = self.here.rows("SELECT * FROM visit_counts")
        if said != {(row["day"], row["kind"], row["procedure_id"], row["value"]): row["count"] for row in counts}:
            yield "miscounted: the counts are not those of the lines"
        visits = {str(line["visit_id"]): [] for line in lines if line["visit_id"]}  # type: dict[str, list[str]]
        for line in lines:
            if line["visit_id"]:
                visits[str(line["visit_id"])].append(str(line["kind"]))
        for visit, kinds in visits.items():
            ends = [kinds.index(end) for end in (Entry.ENDED, Entry.JOINED) if end in kinds]
            if kinds[0] != Entry.BEGUN or kinds.count(Entry.BEGUN) != 1 or len(ends) != 1:
                yield f"unsound: visit {visit} is {kinds}"
            elif kinds.count(Entry.ENDED) > 1 or set(kinds[ends[0] :]) & {*PERIODS, Entry.CASE, Entry.SUBMITTED}:
                yield f"unsound: visit {visit} goes on after its end: {kinds}"
        many = Counter(kind for kinds in visits.values() for kind in kinds)
        told = Counter(str(line["value"]) for line in lines if line["kind"] == Entry.DECIDED)
        for what, found, expected in (
            ("visits begun", many[Entry.BEGUN], self.came),
            ("visits joined to another", many[Entry.JOINED], self.joined),
            ("visits ended", many[Entry.ENDED], self.came - self.joined),
            ("requests sent", many[Entry.SUBMITTED], len(self.sent)),
            ("requests kept", len(self.here.ids("SELECT case_id FROM submissions")), len(self.sent)),
            ("decisions", told, self.decided),
            ("faces", self._counted_faces(), dict(self.faces)),
            ("words", self._counted_words(), self.words),
            ("visits still open", len(self.here.ids("SELECT session FROM open_visits")), 0),
            ("minutes below none", [line for line in lines if str(line["value"]).startswith("-")], []),
        ):
            if found != expected:
                yield f"{what}: {found} instead of {expected}"


class Days(msgspec.Struct):
    """How many people came and how often the box was killed; `wrong` with the seed before each line."""

    came: int = 0
    kills: int = 0
    wrong: list[str] = []


def run_days(seeds: Iterable[int]) -> Days:
    days = Days()
    with ground() as made:
        for seed in seeds:
            day = Day(made, seed)
            days.wrong += [f"seed {seed}: {line}" for line in day.live()]
            days.came += day.came
            days.kills += day.kills
    return days

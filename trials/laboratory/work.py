"""What a site does in the laboratory, as a process of its own that may be killed at any moment.

`python -m trials.laboratory.work FOLDER LEDGER SEED FROM UPTO YEARS` submits cases, some with a file, adds to some that
are sent, and talks to the hub in between, until the ledger holds UPTO - FROM cases; then it goes on until nothing is
left to send. The clock of the machine is YEARS away from the true one. It calls the services that screens call.
"""

import contextlib
import json
import random
import sqlite3
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

from kiosk import settings
from kiosk.clock import Clock
from kiosk.connectors.hub.hub import Hub
from kiosk.crypto import sealing
from kiosk.domain.events.submission import Confirmation
from kiosk.domain.events.supplement import Supplement
from kiosk.errors import Refused, Unreachable
from kiosk.services.box.box import Actor, Box, open_box
from kiosk.services.drafts import submit_case
from kiosk.services.exchange.enrolled_hub import hub_of
from kiosk.services.loops.sync_loop import talk
from kiosk.services.people import sign_in
from kiosk.services.submitted import follow_case
from kiosk.store.database import number
from kiosk.store.events import file_transfers
from trials.laboratory.ledger import Ledger
from trials.townhall.deposit import draft, scan
from trials.townhall.person import person

CONFIRMED = Confirmation("citizen", "touch")
PAPER = Supplement("Voici la pièce.", (("identity", "Pièce d’identité", "seen"),))
WITH_FILE, ADDS, TALKS = 0.05, 0.1, 0.15
"""The share of cases with a file; the share of gestures that add to an older case; the share after which it talks."""
PAUSE_S = 0.05


class Shifted(Clock):
    """The clock of a machine whose battery is empty, or that somebody has set."""

    years: int = 0

    def now(self) -> datetime:
        return Clock.now(self) + timedelta(days=365 * self.years)


class Site:
    """One site at work; `first` is the number of its first person."""

    def __init__(self, box: Box, ledger: Ledger, dice: random.Random, first: int, nadia: Actor) -> None:
        self._box, self._ledger, self._dice, self._nadia = box, ledger, dice, nadia
        self._next = max([first, *(entry["number"] + 1 for entry in ledger.entries() if entry["what"] == "begun")])
        self._sent = [entry["reference"] for entry in ledger.entries() if entry["what"] == "submitted"]

    def ready(self) -> None:
        """Tell the laboratory that this process is at work."""
        self._ledger.note(what="ready")

    def work(self, upto: int, hub: Hub) -> None:
        """Serve people and talk until so many cases were confirmed."""
        while len(self._sent) < upto:
            if self._sent and self._dice.random() < ADDS:
                self._add(self._dice.choice(self._sent))
            else:
                self._submit()
            if self._dice.random() < TALKS:
                self.talk(hub)

    def finish(self, hub: Hub) -> None:
        """Talk until nothing is left."""
        while self._left():
            if not self.talk(hub):
                time.sleep(PAUSE_S)

    def talk(self, hub: Hub) -> bool:
        """One exchange; False where the line or the disk failed."""
        try:
            talk(self._box, hub)
        except (Unreachable, Refused, OSError) as fault:
            print(fault, file=sys.stderr)
            return False
        return True

    def _left(self) -> int:
        db = self._box.store.read()
        return number(db, "SELECT count(*) FROM outbox") + file_transfers.waiting(db)

    def _submit(self) -> None:
        mine, self._next = self._next, self._next + 1
        self._ledger.note(what="begun", number=mine)
        someone = person(mine, random.Random(mine))
        with_file = self._dice.random() < WITH_FILE
        with _not_confirmed():
            case = draft(self._box, someone, self._nadia, scan(mine, _side(mine)) if with_file else b"")
            done = submit_case.submit(self._box, case, self._nadia, CONFIRMED)
            self._ledger.note(what="submitted", reference=done.reference, case=case, name=someone.name, file=with_file)
            self._sent.append(done.reference)

    def _add(self, reference: str) -> None:
        with _not_confirmed():
            event = follow_case.supplement(self._box, reference, PAPER, self._nadia, self._box.clock.new_id())
            self._ledger.note(what="supplement", reference=reference, event=event)


@contextlib.contextmanager
def _not_confirmed() -> Iterator[None]:
    """What is refused was confirmed to nobody; why is in the log."""
    try:
        yield
    except (Refused, OSError, sqlite3.Error) as fault:
        print(f"not confirmed: {fault}", file=sys.stderr)


def _side(number: int) -> int:
    """Dots along a side of somebody's picture: every third has several chunks."""
    return 96 if number % 3 else 600


def main() -> int:
    folder, ledger, seed, first, upto, years = sys.argv[1:]
    who = json.loads((Path(folder) / "laboratory.json").read_text("utf-8"))
    own = settings.read(Path(folder))
    box = open_box(own, Shifted(years=int(years)))
    mediator = sign_in.sign_in(box, who["login"], who["passphrase"], who["pin"], Actor())
    ring = box.shifts.ring(mediator.id)
    nadia = Actor("", mediator.id, mediator.name, ring=ring)
    nadia = replace(nadia, session="0" * 64, session_key=sealing.new_key())
    site = Site(box, Ledger(Path(ledger)), random.Random(seed), int(first), nadia)
    site.ready()
    with closing(hub_of(box)) as hub:
        site.work(int(upto) - int(first), hub)
        site.finish(hub)
    box.store.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""What a site does in the laboratory, as a process of its own that may be killed at any moment.

`python -m trials.laboratory.work TASK` (`Task`, as JSON) submits cases, some with a file, adds to some that are sent,
and talks to the hub in between, until the ledger holds as many cases as are wanted; then it goes on until nothing is
left to send. Where the line fails, what waits may go by stick. It calls the services that screens call. What is for the
ledger goes to its standard output: a full disk is the product's, not the ledger's.
"""

import contextlib
import json
import random
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from kiosk import settings
from kiosk.clock import Clock
from kiosk.connectors.hub.hub import Hub
from kiosk.crypto import sealing
from kiosk.domain.events.submission import Confirmation
from kiosk.domain.events.supplement import AddedDocument, Item, Supplement
from kiosk.errors import Refused, Unreachable
from kiosk.services.box.box import Actor, Box, open_box
from kiosk.services.drafts import submit_case
from kiosk.services.exchange.enrolled_hub import hub_of
from kiosk.services.loops.sync_loop import talk
from kiosk.services.people import sign_in
from kiosk.services.submitted import follow_case
from kiosk.store.database import DatabaseError, number
from kiosk.store.events import file_transfers
from trials.laboratory.ledger import Ledger, digest, told
from trials.townhall.deposit import draft, scan
from trials.townhall.person import person

if TYPE_CHECKING:
    from trials.laboratory.courier import Courier

CONFIRMED = Confirmation("citizen", "touch")
PAPER = Supplement("Voici la pièce.", (AddedDocument(Item("identity", "Pièce d’identité"), "seen"),))
WITH_FILE, ADDS, CARRIES = 0.05, 0.1, 0.2
"""The share of cases with a file; of gestures that add to an older case; of failed exchanges after which what waits
goes by stick."""
PAUSE_S = 0.05


@dataclass(frozen=True, slots=True)
class Task:
    """What one process has to do: serve people number `first` to `upto` - 1, with the clock `years` from the true one,
    and talk every `apart` gestures, about. The hub's own folder and database are for whoever brings it a stick.
    """

    folder: str
    ledger: str
    seed: str
    first: int
    upto: int
    years: int
    apart: int
    hub_data: str
    database: str


class Shifted(Clock):
    """The clock of a machine whose battery is empty, or that somebody has set."""

    years: int = 0

    def now(self) -> datetime:
        return Clock.now(self) + timedelta(days=365 * self.years)


class Site:
    """One site at work."""

    def __init__(self, box: Box, task: Task, nadia: Actor) -> None:
        self._box, self._task, self._nadia = box, task, nadia
        self._ledger, self._dice = Ledger(Path(task.ledger), sys.stdout.fileno()), random.Random(task.seed)
        self._carrier: Courier | None = None
        self._next, self._sent = task.first, list[str]()
        for entry in self._ledger.entries():
            if entry["what"] == "begun":
                self._next = max(self._next, entry["number"] + 1)
            if entry["what"] == "submitted":
                self._sent.append(entry["reference"])

    def ready(self) -> None:
        """Tell the laboratory that this process is at work."""
        self._ledger.note(what="ready")

    def work(self, hub: Hub) -> None:
        """Serve people and talk until so many cases were confirmed."""
        while len(self._sent) < self._task.upto - self._task.first:
            if self._sent and self._dice.random() < ADDS:
                self._add(self._dice.choice(self._sent))
            else:
                self._submit()
            if self._dice.random() * self._task.apart < 1:
                self.exchange(hub)

    def finish(self, hub: Hub) -> None:
        """Talk until nothing is left."""
        while self._left():
            if not self.exchange(hub):
                time.sleep(PAUSE_S)

    def exchange(self, hub: Hub) -> bool:
        """Talk; where that fails, perhaps carry a stick instead. False where what waits is still here, perhaps."""
        if self.talk(hub):
            return True
        return self._dice.random() < CARRIES and self._carry()

    def talk(self, hub: Hub) -> bool:
        """One exchange; False where the line or the disk failed."""
        try:
            talk(self._box, hub)
        except (Unreachable, Refused, OSError) as fault:
            print(fault, file=sys.stderr)
            return False
        return True

    def _carry(self) -> bool:
        try:
            if self._carrier is None:
                # The hub's own side of a stick loads SQLAlchemy: only processes that carry one pay for it.
                from trials.laboratory.courier import Courier

                self._carrier = Courier(self._box, self._task.hub_data, self._task.database, f"{self._task.seed} stick")
            mishap = self._carrier.carry()
        except AssertionError as broken:
            self._ledger.note(what="wrong", why=f"stick: {broken}")
            raise
        if mishap:
            self._ledger.note(what="stick", mishap=mishap)
        return bool(mishap)

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
            said = digest(told(someone))
            self._ledger.note(what="submitted", reference=done.reference, case=case, digest=said, file=with_file)
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
    except (Refused, OSError, DatabaseError) as fault:
        print(f"not confirmed: {fault}", file=sys.stderr)


def _side(number: int) -> int:
    """Dots along a side of somebody's picture: every third has several chunks."""
    return 96 if number % 3 else 600


def main() -> int:
    task = Task(**json.loads(sys.argv[1]))
    who = json.loads((Path(task.folder) / "laboratory.json").read_text("utf-8"))
    box = open_box(settings.read(Path(task.folder)), Shifted(years=task.years))
    mediator = sign_in.sign_in(box, who["login"], who["passphrase"], who["pin"], Actor())
    ring = box.shifts.ring(mediator.id)
    nadia = Actor("", mediator.id, mediator.name, ring=ring)
    nadia = replace(nadia, session="0" * 64, session_key=sealing.new_key())
    site = Site(box, task, nadia)
    site.ready()
    with closing(hub_of(box)) as hub:
        site.work(hub)
        site.finish(hub)
    box.store.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())

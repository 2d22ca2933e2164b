"""The trainings that go on: which session is in which, and the end of each, which destroys all of it."""

import logging
import shutil
import threading
from dataclasses import dataclass, field
from datetime import timedelta

from kiosk.services.box.box import Actor, Box
from kiosk.services.loops.print_loop import ENDS_S, PrintLoop
from kiosk.services.training import made_up_answer, training_box
from kiosk.store.people import sessions
from kiosk.store.people.people_rows import KeptStation

log = logging.getLogger(__name__)
LOOKED_FOR_S = 30.0
"""Seconds between two looks for trainings whose mediator has gone."""


@dataclass(eq=False, slots=True)
class Training:
    """One mediator's training. `token` is the id of the session inside it, which no browser is told.

    `printing` prints its papers, each marked as an example; None where the application prints nothing by itself.
    """

    box: Box
    token: str = field(repr=False)
    printing: PrintLoop | None = None
    _turn: threading.Lock = field(default_factory=threading.Lock, repr=False)
    _inside: int = 0
    _over: bool = False

    def enter(self) -> bool:
        """Keep the box open for one request; False where the training is over. `leave` must follow a True."""
        with self._turn:
            self._inside += not self._over
            return not self._over

    def leave(self) -> None:
        """The request is answered; the last one of a training that is over destroys it."""
        with self._turn:
            self._inside -= 1
            last = self._over and not self._inside
        if last:
            self._destroy()

    def end(self) -> None:
        """End the training: nobody enters it any more, and it is destroyed at once or after the last answer."""
        with self._turn:
            now = not self._over and not self._inside
            self._over = True
        if now:
            self._destroy()

    def answer(self) -> None:
        """Have the service answer what was submitted, in made-up words."""
        made_up_answer.answer(self.box)

    def _destroy(self) -> None:
        if self.printing is not None:
            self.printing.stop()
            self.printing.join(ENDS_S + 1)
        self.box.store.close()
        shutil.rmtree(self.box.settings.data, ignore_errors=True)
        log.info("a training ended, and all of it is destroyed")


class Trainings:
    """The trainings by the hash of the real session that each belongs to; safe between threads."""

    def __init__(self) -> None:
        self._by_session: dict[str, Training] = {}
        self._turn = threading.Lock()
        self._looked_s = 0.0

    def begin(self, box: Box, actor: Actor, station: KeptStation, station_hash: str, prints: bool) -> Training:
        """Begin a training for the actor's session, in the place of an earlier one. Raises `Refused` (`shift-over`).

        With `prints` its papers go to the town hall's printers.
        """
        own = training_box.open_training(box, actor, station, station_hash)
        training = Training(own, box.clock.token(), PrintLoop(own) if prints else None)
        if training.printing is not None:
            training.printing.start()
        with self._turn:
            former = self._by_session.pop(actor.session, None)
            self._by_session[actor.session] = training
        if former is not None:
            former.end()
        return training

    def of(self, session: str) -> Training | None:
        """The training of a session, None where it is in none."""
        with self._turn:
            return self._by_session.get(session)

    def end(self, session: str) -> None:
        """End the training of a session, if it is in one."""
        with self._turn:
            training = self._by_session.pop(session, None)
        if training is not None:
            training.end()

    def end_all(self) -> None:
        """End every training, because the application stops."""
        with self._turn:
            sessions_in_one = list(self._by_session)
        for session in sessions_in_one:
            self.end(session)

    def end_left_alone(self, box: Box) -> None:
        """End trainings whose session is over, locked or left alone, or whose shift is over; looks now and then."""
        now_s = box.clock.monotonic()
        with self._turn:
            if not self._by_session or now_s - self._looked_s < LOOKED_FOR_S:
                return
            self._looked_s = now_s
            sessions_in_one = list(self._by_session)
        for session in sessions_in_one:
            if _is_left_alone(box, session):
                self.end(session)


def _is_left_alone(box: Box, session: str) -> bool:
    row = sessions.get(box.store.read(), session)
    if row is None or row.idle or not box.shifts.ring(row.mediator_id):
        return True
    return box.clock.now() - row.seen_at > timedelta(minutes=box.settings.lock_minutes)

"""A mediator at work while the box dies under their hands: answers, submits, taps twice, comes back, goes on."""

import random
import re
import threading
from collections.abc import Callable

import httpx

from scripts.torture.gate import Gate, Over
from scripts.torture.ledger import Kept
from scripts.torture.look import reference_on
from scripts.townhall.desk import Answer, Desk
from scripts.townhall.person import PROCEDURE

_STEP = re.compile(r"/cases/[0-9a-f]{32}/steps/([\w-]+)")
CHANGES_MIND = 0.15
TAPS_TWICE = 0.1
SENDS_AGAIN = 0.5
"""After a silence: the share of those who send the same form again; the others open the case where it was left."""


class Mediator(threading.Thread):
    """Serves one person after another; every gesture is one request and its line in the ledger."""

    def __init__(self, gate: Gate, desk: Desk, next_case: Callable[[], Kept], dice: random.Random) -> None:
        super().__init__(daemon=True)
        self._gate, self.desk, self._next_case, self._dice = gate, desk, next_case, dice
        self._at = ""
        self.fault = ""
        """What the product answered that it never should, which ends this mediator's work."""

    def run(self) -> None:
        try:
            while True:
                self._serve(self._next_case())
        except Over:
            pass
        except (AssertionError, LookupError, ValueError) as fault:  # a page that is not what it should be
            self.fault = f"{type(fault).__name__}: {fault} at {self._at}"

    def _serve(self, kept: Kept) -> None:
        self._begin(kept)
        self._at = f"/cases/{kept.case_id}"
        changed = self._dice.random() > CHANGES_MIND
        while not kept.reference:
            try:
                if self._at.endswith("/submitted"):
                    self._read(kept)
                    continue
                page = self._get(self._at)
                if page.location:
                    self._at = page.location
                elif step := _STEP.match(self._at):
                    self._answer(kept, step[1], page)
                elif self._at.endswith("/review") and not changed:
                    changed = True
                    self._at = f"/cases/{kept.case_id}/steps/{next(iter(kept.person.second_thoughts))}?change=1"
                elif self._at.endswith("/review"):
                    self._submit(kept, page)
                else:
                    raise AssertionError("a page that leads nowhere")
            except httpx.TransportError:
                self._at = f"/cases/{kept.case_id}"

    def _begin(self, kept: Kept) -> None:
        """The form holds the case's id, so that sent again it begins the same case."""
        form: dict[str, str] = {}
        while not kept.begun:
            try:
                if not form:
                    form = self._get(f"/procedures/{PROCEDURE}").typed("begin")
                    kept.case_id = form["case"]
                with self._gate as self.desk.address:
                    kept.touched = True
                    answer = self.desk.post(f"/procedures/{PROCEDURE}", form)
                    self._expect(answer, "/steps/")
                    kept.begun = True
            except httpx.TransportError:
                continue

    def _answer(self, kept: Kept, step: str, page: Answer) -> None:
        changing = "change=1" in self._at
        typed = kept.person.second_thoughts[step] if changing else kept.person.steps[step]
        form = page.typed("answer") | typed
        while True:
            try:
                with self._gate as self.desk.address:
                    kept.try_answer(step, typed)
                    answer = self.desk.post(self._at.partition("?")[0], form)
                    self._expect(answer, "/cases/")
                    kept.confirm_answer(step, typed)
                self._at = answer.location
                return
            except httpx.TransportError:
                if self._dice.random() > SENDS_AGAIN:
                    raise

    def _submit(self, kept: Kept, page: Answer) -> None:
        review, form = self._at, page.typed("send")
        taps = 2 if self._dice.random() < TAPS_TWICE else 1
        while taps:
            try:
                with self._gate as self.desk.address:
                    kept.touched = kept.submit_tried = True
                    answer = self.desk.post(review, form)
                    self._expect(answer, "/submitted")
                    kept.submitted = True
                taps -= 1
            except httpx.TransportError:
                if self._dice.random() > SENDS_AGAIN:
                    raise
        self._at = answer.location

    def _read(self, kept: Kept) -> None:
        with self._gate as self.desk.address:
            reference = reference_on(self.desk.get(self._at))
            assert reference, "a submitted page without its reference"
            kept.touched = kept.submitted = True
            kept.reference = reference

    def _get(self, path: str) -> Answer:
        with self._gate as self.desk.address:
            return self.desk.get(path)

    def _expect(self, answer: Answer, place: str) -> None:
        assert answer.status == 303 and place in answer.location, f"{answer.status} to {answer.location or 'nowhere'}"

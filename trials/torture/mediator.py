"""A mediator at work while the box dies under their hands: answers, turns the screen, taps twice, comes back, goes on.

After a restart the browser's cookie opens the case it was at, and nothing else: for the next one they sign in again.
"""

import random
import re
import threading
from collections.abc import Callable

import httpx

from kiosk.services.people.sign_in import TRIES
from trials.torture.gate import Gate, Over
from trials.torture.ledger import Kept
from trials.torture.look import reference_on
from trials.townhall.desk import Answer, Desk, SignIn
from trials.townhall.person import PROCEDURE

_STEP = re.compile(r"/cases/[0-9a-f]{32}/steps/([\w-]+)")
CHANGES_MIND = 0.15
TAPS_TWICE = 0.1
SAYS_IT = 0.2
"""The share of people who say yes aloud; the others touch the screen that is turned to them."""
SENDS_AGAIN = 0.5
"""After a silence: the share of those who send the same form again; the others open the case where it was left."""


class Mediator(threading.Thread):
    """Serves one person after another; every gesture is one request and its line in the ledger."""

    def __init__(
        self, gate: Gate, desk: Desk, who: SignIn, next_case: Callable[[], Kept], dice: random.Random
    ) -> None:  # fmt: skip
        super().__init__(daemon=True)
        self._gate, self.desk, self.who, self._next_case, self._dice = gate, desk, who, next_case, dice
        self._at = ""
        self._broken = 0
        """PINs given since the last that was answered: each counts as a wrong one where the power went first."""
        self.locked_out = False
        self.let_in = threading.Event()
        self.signed_in = 0
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
                if self._at.startswith("/sign-in"):
                    self._sign_in()
                    self._at = f"/cases/{kept.case_id}"
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
                    self._turn(page)
                elif self._at.endswith("/confirm"):
                    self._confirm(kept, page)
                else:
                    raise AssertionError("a page that leads nowhere")
            except httpx.TransportError:
                self._at = f"/cases/{kept.case_id}"

    def _begin(self, kept: Kept) -> None:
        """The form holds the case's id, so that sent again it begins the same case."""
        while not kept.begun:
            try:
                form = self._get(f"/procedures/{PROCEDURE}").typed("begin")
                kept.case_id = form["case"] = kept.case_id or form["case"]
                while True:
                    with self._gate as self.desk.address:
                        kept.touched = True
                        answer = self.desk.post(f"/procedures/{PROCEDURE}", form)
                        kept.begun = "/steps/" in answer.location
                        self._expect(answer, "/")
                    if kept.begun:
                        return
                    assert answer.location.startswith("/sign-in"), answer.location
                    self._sign_in()
                    form |= {"token": self._get(f"/procedures/{PROCEDURE}").token()}
            except httpx.TransportError:
                continue

    def _sign_in(self) -> None:
        """Take the desk again; locked out by the power and not by a wrong PIN, a colleague lets them in."""
        while True:
            form = self._get("/sign-in").typed("sign-in")
            typed = {"login": self.who.login, "passphrase": self.who.passphrase, "pin": self.who.pin}
            answer = self._with_pin("/sign-in", form | typed)
            if answer.location:
                self.signed_in += 1
                return
            assert answer.status == 422 and self._broken >= TRIES, f"a right PIN is refused: {answer.status}"
            self.let_in.clear()
            self.locked_out = True
            self.let_in.wait()

    def _with_pin(self, path: str, form: dict[str, str]) -> Answer:
        with self._gate as self.desk.address:
            self._broken += 1
            answer = self.desk.post(path, form)
            if answer.location and not answer.location.startswith("/sign-in"):
                self._broken = 0
            elif answer.status == 303:  # the PIN was not looked at
                self._broken -= 1
            return answer

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

    def _turn(self, page: Answer) -> None:
        """The screen is turned to the person, who sees this case and nothing else."""
        with self._gate as self.desk.address:
            answer = self.desk.post(self._at, page.typed("send"))
            self._expect(answer, "/cases/")
        self._at = answer.location

    def _confirm(self, kept: Kept, page: Answer) -> None:
        """The person says yes, by touch or aloud; then the screen is taken back with the PIN."""
        spoken = page.has("yes") and self._dice.random() < SAYS_IT
        if page.has("yes") and not spoken:
            self._touch(kept, page.typed("yes"))
        result = {"do": "spoken"} if spoken else {}
        kept.touched = True
        kept.submit_tried = kept.submit_tried or spoken
        answer = self._with_pin(f"{self._at}/back", page.typed("back") | result | {"pin": self.who.pin})
        self._expect(answer, "/")
        kept.submitted = kept.submitted or answer.location.endswith("/submitted")
        self._at = answer.location

    def _touch(self, kept: Kept, form: dict[str, str]) -> None:
        taps = 2 if self._dice.random() < TAPS_TWICE else 1
        while taps:
            try:
                with self._gate as self.desk.address:
                    kept.touched = kept.submit_tried = True
                    self._expect(self.desk.post(self._at, form), "/confirm")
                    kept.submitted = True
                taps -= 1
            except httpx.TransportError:
                if self._dice.random() > SENDS_AGAIN:
                    raise

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

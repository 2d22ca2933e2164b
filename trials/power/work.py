"""One mediator and one case, gesture by gesture, so that the power can go at a named moment of it."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from trials.power.confirmed import Kept, reference_on
from trials.townhall.desk import Answer, Desk, SignIn
from trials.townhall.person import PROCEDURE

TIMEOUT_S = 300.0
"""An emulated processor is tens of times slower than a real one."""
_STEP = re.compile(r"/cases/[0-9a-f]{32}/steps/([\w-]+)")


@dataclass(frozen=True, slots=True)
class Gesture:
    """What comes next: `begin`, a step's name, `turn`, `yes`, `back` or `read`, and the request that does it."""

    name: str
    send: Callable[[], None]


class Work:
    """Serves `kept`; every gesture is one request and its line in the ledger. The desk's cookies outlive the box."""

    def __init__(self, desk: Desk, who: SignIn, kept: Kept) -> None:
        self._desk, self._who, self.kept = desk, who, kept
        desk.client.timeout = TIMEOUT_S
        self._at = ""

    def comes_next(self) -> Gesture | None:
        """The gesture that the page asks for, None once the person knows their number. Nothing is sent yet but what
        leads there. Raises `AssertionError` where a page leads nowhere.
        """
        if self.kept.reference:
            return None
        if not self.kept.begun:
            form = self._desk.get(f"/procedures/{PROCEDURE}").typed("begin")
            self.kept.case_id = form["case"] = self.kept.case_id or form["case"]
            return Gesture("begin", lambda: self._begin(form))
        while (page := self._page()).location:
            self._at = page.location
        if step := _STEP.match(self._at):
            return Gesture(step[1], lambda: self._answer(step[1], page))
        if self._at.endswith("/review"):
            return Gesture("turn", lambda: self._turn(page))
        if self._at.endswith("/confirm"):
            asks = page.has("yes")
            return Gesture("yes", lambda: self._yes(page)) if asks else Gesture("back", lambda: self._back(page))
        if self._at.endswith("/submitted"):
            return Gesture("read", lambda: self._read(page))
        raise AssertionError(f"{self._at} leads nowhere")

    def power_is_back(self) -> None:
        """Sign in again, and open the case where it was left."""
        answer = self._desk.sign_in(self._who)
        assert answer.location == "/desk", f"Nadia cannot sign in after the cut: {answer.status} {answer.location}"
        self._at = f"/cases/{self.kept.case_id}"

    def _page(self) -> Answer:
        return self._desk.get(self._at)

    def _begin(self, form: dict[str, str]) -> None:
        self.kept.touched = True
        self._at = self._posted(f"/procedures/{PROCEDURE}", form, "/steps/")
        self.kept.begun = True

    def _answer(self, step: str, page: Answer) -> None:
        typed = self.kept.person.steps[step]
        self.kept.try_answer(step, typed)
        self._at = self._posted(self._at.partition("?")[0], page.typed("answer") | typed, "/cases/")
        self.kept.confirm_answer(step, typed)

    def _turn(self, page: Answer) -> None:
        self._at = self._posted(self._at, page.typed("send"), "/confirm")

    def _yes(self, page: Answer) -> None:
        self.kept.touched = self.kept.submit_tried = True
        self._at = self._posted(self._at, page.typed("yes"), "/confirm")
        self.kept.submitted = True

    def _back(self, page: Answer) -> None:
        self.kept.touched = True
        self._at = self._posted(f"{self._at}/back", page.typed("back") | {"pin": self._who.pin}, "/")

    def _read(self, page: Answer) -> None:
        reference = reference_on(page)
        assert reference, "a submitted page without its number"
        self.kept.touched = self.kept.submitted = True
        self.kept.reference = reference

    def _posted(self, path: str, form: dict[str, str], place: str) -> str:
        answer = self._desk.post(path, form)
        assert answer.status == 303 and place in answer.location, f"{path}: {answer.status} to {answer.location}"
        return answer.location

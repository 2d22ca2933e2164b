"""One mediator and one case, gesture by gesture, so that the power can go at a named moment of it."""

import random
import re
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

import httpx

from hub.opening import open_hub
from hub.secrets.vault import label_of, lock_of
from hub.settings import HubSettings
from kiosk.clock import Clock
from kiosk.crypto import keys
from kiosk.services.box.box import open_box
from kiosk.store import journal
from scripts.debian.first_steps import held, step
from trials.power.processes import Disk, Processes
from trials.townhall.site import PROCEDURE, Answer, Desk, Person, SignIn, TownHall, Typed, meaning, person


@dataclass(slots=True)
class Kept:
    """One case as its mediator saw it. `confirmed` is by step; `tried` is what was sent since and not confirmed."""

    person: Person
    case_id: str = ""
    begun: bool = False
    confirmed: dict[str, Typed] = field(default_factory=dict)
    tried: dict[str, list[Typed]] = field(default_factory=dict)
    submit_tried: bool = False
    submitted: bool = False
    reference: str = ""
    touched: bool = False
    """Since the last look."""

    def try_answer(self, step: str, typed: Typed) -> None:
        self.touched = True
        self.tried.setdefault(step, []).append(typed)

    def confirm_answer(self, step: str, typed: Typed) -> None:
        self.confirmed[step] = typed
        self.tried[step] = []

    def allowed(self, step: str) -> list[Typed]:
        """What may stand in a confirmed step: what was confirmed, or something sent after it that nobody confirmed."""
        return [self.confirmed[step], *self.tried.get(step, [])]


@dataclass(slots=True)
class Losses:
    answers: list[str] = field(default_factory=list)
    cases: list[str] = field(default_factory=list)
    doubled: list[str] = field(default_factory=list)
    references: list[str] = field(default_factory=list)
    """Changed between two looks, or other at the hub than on the screen."""
    wrong: list[str] = field(default_factory=list)
    """Pages that should not be there, such as a sign-in that a restart forgot; they end a mediator's work."""
    store: list[str] = field(default_factory=list)

    def all(self) -> list[str]:
        return [*self.answers, *self.cases, *self.doubled, *self.references, *self.wrong, *self.store]


def reference_on(page: Answer) -> str:
    """The reference that a submitted page shows, without its spaces; "" where it is no such page."""
    return page.text(".reference").replace(" ", "") if page.status == 200 else ""


def look(desk: Desk, kept: Kept, losses: Losses) -> None:
    kept.touched = False
    if not kept.begun:
        return
    case = f"/cases/{kept.case_id}"
    if not kept.submitted and kept.submit_tried:
        # Nobody was told: it is submitted, or it is a draft, and both are right. From here on it is known.
        kept.submitted = desk.get(f"{case}/review").location.endswith("/submitted")
    if kept.submitted:
        _look_at_submission(desk, kept, losses)
        return
    for name in kept.confirmed:
        page = desk.get(f"{case}/steps/{name}?change=1")
        if page.status != 200:
            losses.cases.append(
                f"case {kept.case_id}: step {name} answers {page.status} to {page.location or 'nowhere'}"
            )
            return
        shown = page.typed("answer")
        if not any(_stands(typed, shown) for typed in kept.allowed(name)):
            losses.answers.append(f"case {kept.case_id}, step {name}: {kept.confirmed[name]} became {shown}")


def _look_at_submission(desk: Desk, kept: Kept, losses: Losses) -> None:
    result = reference_on(desk.get(f"/cases/{kept.case_id}/submitted"))
    if not result:
        losses.cases.append(f"case {kept.case_id}: submitted ({kept.reference}) and not shown as such")
    elif kept.reference and result != kept.reference:
        losses.references.append(f"case {kept.case_id}: {kept.reference} became {result}")
    else:
        kept.reference = result


def _stands(typed: Typed, shown: dict[str, str]) -> bool:
    return typed.items() <= shown.items()


TIMEOUT_S = 300.0
"""An emulated processor is tens of times slower than a real one."""
_STEP = re.compile(r"/cases/[0-9a-f]{32}/steps/([\w-]+)")


@dataclass(frozen=True, slots=True)
class Gesture:
    """What comes next: `begin`, a step's name, `turn`, `yes`, `back` or `read`, and the request that does it."""

    name: str
    send: Callable[[], None]


class Work:
    def __init__(self, desk: Desk, who: SignIn, kept: Kept) -> None:
        self._desk, self._who, self.kept = desk, who, kept
        desk.client.timeout = TIMEOUT_S
        self._at = ""

    def comes_next(self) -> Gesture | None:
        """The gesture that the page asks for, None once the person knows their number. Nothing is sent yet but what
        leads there. Raises `AssertionError` where a page leads nowhere."""
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
            return Gesture("yes", lambda: self._yes(page)) if asks else Gesture("back", self._back)
        if self._at.endswith("/submitted"):
            return Gesture("read", lambda: self._read(page))
        raise AssertionError(f"{self._at} leads nowhere")

    def power_is_back(self) -> None:
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

    def _back(self) -> None:
        self.kept.touched = True
        covered = self._desk.get(f"{self._at}/covered")
        self._at = self._posted(f"{self._at}/back", covered.typed("back") | {"pin": self._who.pin}, "/")

    def _read(self, page: Answer) -> None:
        reference = reference_on(page)
        assert reference, "a submitted page without its number"
        self.kept.touched = self.kept.submitted = True
        self.kept.reference = reference

    def _posted(self, path: str, form: dict[str, str], place: str) -> str:
        answer = self._desk.post(path, form)
        assert answer.status == 303 and place in answer.location, f"{path}: {answer.status} to {answer.location}"
        return answer.location


_ARRIVE_S = 600

_DISK_S = 120.0
"""A gesture that writes nothing in this time is cut all the same."""


@dataclass(frozen=True, slots=True)
class Moment:
    """`flushes` 0: once the gesture was answered; else while it is under way, as the disk is asked to write for good
    for that many times since it was sent."""

    gesture: str
    flushes: int = 0

    def __str__(self) -> str:
        return f"during « {self.gesture} », at flush {self.flushes}" if self.flushes else f"after « {self.gesture} »"


TEN = (
    Moment("begin"), Moment("for-whom", 1), Moment("person"), Moment("contact", 1), Moment("papers", 2), Moment("turn"),
    Moment("yes", 1), Moment("yes", 2), Moment("yes"), Moment("read"),
)  # fmt: skip


def work_until(moment: Moment, work: Work, disk: Disk, kill: Callable[[], None]) -> str:
    """Go on with the case until that moment, and cut the power; how it came: `answered`, or `cut off` without. Raises
    `AssertionError` where the case is over before its moment."""
    while gesture := work.comes_next():
        if gesture.name != moment.gesture:
            gesture.send()
        elif not moment.flushes:
            gesture.send()
            kill()
            return "answered"
        else:
            return _cut(moment.flushes, gesture.send, disk, kill)
    raise AssertionError(f"the case is over before {moment}")


def to_the_end(work: Work) -> None:
    while gesture := work.comes_next():
        gesture.send()


def _cut(flushes: int, send: Callable[[], None], disk: Disk, kill: Callable[[], None]) -> str:
    outcome: list[str] = []

    def gesture() -> None:
        try:
            send()
            outcome.append("answered")
        except httpx.TransportError:
            outcome.append("cut off")
        except AssertionError as fault:
            outcome.append(f"refused: {fault}")

    before = disk.flushes()
    worker = threading.Thread(target=gesture)
    worker.start()
    disk.wait_for_flushes(flushes, before, _DISK_S)
    kill()
    worker.join()
    return outcome[0]


def cuts(
    machine: Processes, who: SignIn, how_many: int, dice: random.Random, ledger: list[Kept], losses: Losses
) -> None:
    desk = Desk()
    desk.client.timeout = TIMEOUT_S
    desk.address = machine.address
    held(desk.sign_in(who).location == "/desk", "Nadia signs in")
    for number, moment in enumerate(TEN[:how_many], 1):
        ledger.append(Kept(person(number, dice)))
        work = Work(desk, who, ledger[-1])
        how = work_until(moment, work, machine.disk, machine.kill)
        seconds = machine.start()
        desk.address = machine.address
        work.power_is_back()
        for kept in ledger:
            look(desk, kept, losses)
        answers = sum(len(kept.confirmed) for kept in ledger)
        losses_now = losses.all()
        step(
            f"power cut {number}, {moment}",
            f"{how}; {seconds:.0f} s until the box answers; {answers} confirmed answers, {len(losses_now)} losses",
        )
        to_the_end(work)


def arrived(machine: Processes, who: SignIn) -> None:
    desk = Desk()
    desk.client.timeout, desk.address = TIMEOUT_S, machine.address
    desk.sign_in(who)
    until = time.monotonic() + _ARRIVE_S
    while "Tout est transmis." not in (page := desk.get("/desk/box")).body:
        held(time.monotonic() < until, "not everything is sent: " + page.text("#waiting"))
        desk.post("/desk/box/transmit", {"token": page.token()})
        time.sleep(2)
    step("everything is sent")


def judge(hall: TownHall, ledger: Iterable[Kept], losses: Losses) -> dict[str, str]:
    """Append to `losses` all that is not as it was promised; the cases that the box holds as submitted, id to
    reference."""
    local = _box(hall, losses)
    events = _hub(hall, losses)
    _compare(local, events, losses)
    for kept in ledger:
        if kept.reference:
            _confirmed(kept, local, events, losses)
    return local


def _box(hall: TownHall, losses: Losses) -> dict[str, str]:
    box = open_box(hall.site)
    db = box.store.read()
    if not box.store.is_sound():
        losses.store.append("the box's store is not sound")
    records = list(db.query("SELECT case_id, reference FROM submissions"))
    for row in list(db.query("SELECT reference FROM outbox")):
        losses.cases.append(f"{row['reference']}: not acknowledged")
    for record in list(db.query("SELECT reference, code FROM attention")):
        losses.cases.append(f"{record['reference']}: refused by the hub, {record['code']}")
    receipts = (
        "SELECT reference FROM submissions WHERE case_id NOT IN (SELECT subject FROM jobs WHERE kind = 'receipt')"
    )
    for receipt in list(db.query(receipts)):
        losses.cases.append(f"{receipt['reference']}: no receipt in the spool")
    faults = journal.find_journal_faults(db, keys.verify_key(box.site_seed))
    losses.store += [f"line {fault.number} of the journal: {fault.code}" for fault in faults]
    box.store.close()
    return {record["case_id"]: record["reference"] for record in records}


def _hub(hall: TownHall, losses: Losses) -> list[dict[str, object]]:
    hub = open_hub(HubSettings(data=hall.hub_data), Clock())
    with hub.store.reading() as connection:
        if (result := connection.exec_driver_sql("PRAGMA quick_check").scalar()) != "ok":
            losses.store.append(f"the hub's store: {result}")
        cases = connection.exec_driver_sql("SELECT id, reference FROM cases").all()
        kept = connection.exec_driver_sql("SELECT id, stream, body FROM event").all()
        locks = {case[0]: lock_of(connection, hub.ring, case[0]) for case in cases}
    hub.store.engine.dispose()
    bodies: list[dict[str, object]] = []
    for event_id, stream, body in kept:
        lock = locks.get(stream)
        if lock is None:
            losses.cases.append(f"case {stream}: the hub has no key for it")
            continue
        bodies.append(lock.read(label_of("event", event_id), body))
    if Counter(tuple(case) for case in cases) != Counter((body["stream"], body["reference"]) for body in bodies):
        losses.doubled.append("the hub's cases are not the cases of its events")
    return bodies


def _compare(local: dict[str, str], events: list[dict[str, object]], losses: Losses) -> None:
    at_hub = Counter(str(body["stream"]) for body in events)
    people = Counter(_answers(body).get("birth_name") for body in events)
    for case_id, reference in local.items():
        if not at_hub[case_id]:
            losses.cases.append(f"{reference}: not at the hub")
    losses.doubled += [f"case {case_id}: {count} times" for case_id, count in at_hub.items() if count > 1]
    losses.doubled += [f"{name}: {count} cases" for name, count in people.items() if count > 1]
    losses.doubled += [f"case {key}: at the hub only" for key in at_hub.keys() - local.keys()]


def _confirmed(kept: Kept, local: dict[str, str], events: list[dict[str, object]], losses: Losses) -> None:
    bodies = [body for body in events if body["reference"] == kept.reference]
    if len(bodies) != 1 or bodies[0]["stream"] != kept.case_id or local.get(kept.case_id) != kept.reference:
        losses.references.append(f"{kept.reference}: {len(bodies)} times at the hub, {local.get(kept.case_id)} here")
        return
    sent = _answers(bodies[0])
    for name in kept.confirmed:
        means = [meaning(typed) for typed in kept.allowed(name)]
        if not any(meaning.items() <= sent.items() for meaning in means):
            losses.answers.append(f"{kept.reference}, step {name}: {means[0]} is not what the hub has")


def _answers(body: dict[str, object]) -> dict[str, object]:
    """Field to value; a document that was asked for counts as the answer to the question that shows it."""
    answers: list[dict[str, object]] = body["answers"]  # type: ignore[assignment]
    documents: list[dict[str, object]] = body["documents"]  # type: ignore[assignment]
    shown = {f"{document['id']}_shown": document["state"] for document in documents}
    return shown | {str(answer["field"]): answer["value"] for answer in answers}

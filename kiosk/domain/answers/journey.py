"""The journey: which steps and questions concern this person, in which order, what is open, and which page comes next.

How long the way through a procedure can still be: the most steps from here, whatever is answered next. What is not
answered yet may be anything, so a condition is true, false or open. Every answer settles conditions and opens none, and
every step forward leaves fewer: on the way forward the number can only fall.
"""

from collections.abc import Collection, Container, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cached_property
from itertools import product

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from kiosk.domain.answers.attachment import JOINED, NOTHING_JOINED
from kiosk.domain.answers.case import Answer
from kiosk.domain.answers.fields.registry import find_field_kind
from kiosk.domain.language.words import Value
from kiosk.domain.procedure.procedure import (
    GROUPS,
    ONESELF,
    WHOM,
    Condition,
    Field,
    Procedure,
    Step,
    address_to_person,
)

END = "end."
"""What the id of a page that ends the walk begins with."""


class Stop(Struct, frozen=True):
    """A page of the walk: a step that concerns the person, with the fields of it that do, or one end of the walk. A
    field of a kind that `ends` the walk is a page of its own after the other questions of its step."""

    step: Step
    fields: tuple[Field, ...]
    settled: bool
    """True if every question of the page has an answer that can be submitted."""
    end: Field | None = None
    """The field that ends the walk on this page, None on a page of questions."""

    @property
    def id(self) -> str:
        """The step's id, which has no dot, or that of the end."""
        return self.step.id if self.end is None else f"{END}{self.end.id}"


class OpeningTrigger(Struct, frozen=True, array_like=True):
    """When an answer can open or close others: where it is or was one of `values`, which are none where any may, and
    one of the `later` fields is answered already, which are none where it decides alone."""

    values: tuple[str, ...] = ()
    later: tuple[str, ...] = ()


@dataclass(frozen=True)
class Journey:
    """The steps of a procedure that apply, given the answers so far. Built in the order of the file, so that a skipped
    answer cannot open a later question: an answer that a change made irrelevant counts as never given."""

    procedure: Procedure
    stops: tuple[Stop, ...]
    values: Mapping[str, Value]
    """Field id to value, for the answered questions that concern the person."""

    unknown: frozenset[str] = frozenset()
    """The questions that concern the person and were answered « je ne sais pas »."""

    @cached_property
    def ids(self) -> tuple[str, ...]:
        return tuple(stop.id for stop in self.stops)

    def stop(self, step_id: str) -> Stop | None:
        return next((stop for stop in self.stops if stop.id == step_id), None)

    @property
    def ended(self) -> Stop | None:
        """The page that ends the walk here, because its advice stands; None where the walk goes to the review."""
        last = self.stops[-1] if self.stops else None
        return last if last is not None and last.end is not None and not last.settled else None

    @property
    def last_end(self) -> Field | None:
        return next((stop.end for stop in reversed(self.stops) if stop.end is not None), None)

    def fields(self) -> Iterator[Field]:
        return (field for stop in self.stops for field in stop.fields)

    def asked(self, field_id: str) -> tuple[Stop, Field] | None:
        """The stop that asks a question, and the question; None if it is not asked of this person."""
        pairs = ((stop, field) for stop in self.stops for field in stop.fields)
        return next((pair for pair in pairs if pair[1].id == field_id), None)

    def after(self, step_id: str) -> Stop | None:
        """The stop after that step; None at the end."""
        place = self.ids.index(step_id) + 1
        return self.stops[place] if place < len(self.stops) else None

    def before(self, step_id: str) -> Stop | None:
        place = self.ids.index(step_id)
        return self.stops[place - 1] if place else None

    def first_open(self) -> Stop | None:
        return next((stop for stop in self.stops if not stop.settled), None)

    def count(self, step_id: str) -> tuple[int, int]:
        """The position of the step (from 1) and the number of steps."""
        return self.ids.index(step_id) + 1, len(self.stops)


def opens_others(stop: Stop | None) -> bool:
    """Whether an answer of this step can open or close another question of the same step."""
    if stop is None:
        return False
    own = {field.id for field in stop.step.fields}
    shown = (field for field in stop.step.fields if not find_field_kind(field.kind).ends)
    return any(own & set(field.when.fields()) for field in shown if field.when is not None)


def openings(procedure: Procedure) -> dict[str, list[OpeningTrigger]]:
    """When the answer to a field, by its id, can open or close a step or another question of the procedure."""
    order = [field.id for step in procedure.steps for field in step.fields]
    found: dict[str, list[OpeningTrigger]] = {}
    for when in (when for step in procedure.steps for when in (step.when, *(field.when for field in step.fields))):
        for test, others, denied in _tests_in(when) if when is not None else ():
            given = test.operand if test.operator == "in" else (test.operand,) if test.operator == "is" else ()
            later = tuple(name for name in order[order.index(test.field) + 1 :] if name in others)
            values = () if denied or not all(isinstance(value, str) for value in given) else tuple(given)
            opening = OpeningTrigger(values, later)
            if opening not in found.setdefault(test.field, []):
                found[test.field].append(opening)
    return found


def _tests_in(
    when: Condition, others: frozenset[str] = frozenset(), denied: bool = False
) -> Iterator[tuple[Condition, frozenset[str], bool]]:
    """Each test of one field, the fields that have to be answered as well, and whether it is denied."""
    if when.operator not in GROUPS:
        yield when, others, denied
        return
    for part in when.parts:
        beside = (name for other in when.parts if other is not part for name in other.fields())
        all_of = others.union(beside) if when.operator == "all" and not denied else others
        yield from _tests_in(part, all_of, denied or when.operator == "not")


def compute_journey(procedure: Procedure, answers: Mapping[str, Answer], today: date) -> Journey:
    """Compute the journey from a procedure and the answers so far; `today` is the legal day for conditions."""
    values: dict[str, Value] = {}
    told: dict[str, Value] = {}  # with what was carried from another case, which decides what is asked before it counts
    stops: list[Stop] = []
    still_open: set[str] = set()
    waiting: set[str] = set()
    for step in procedure.steps:
        if not _stands(told, today, waiting, step.when):
            continue
        if told.get(WHOM) in ONESELF:
            step = address_to_person(step)
        fields: list[Field] = []
        ends: list[Stop] = []
        all_settled = True
        for field in step.fields:
            if not _stands(told, today, waiting, field.when):
                continue
            kind, given = find_field_kind(field.kind), answers.get(field.id)
            settled = not kind.answers or (given is not None and given.settled)
            if given is not None and given.value is not None and (given.settled or given.is_carried):
                told[field.id] = given.value
            if given is not None and given.value is not None and not given.fault:
                values[field.id] = given.value
            elif kind.answers and not (given is not None and given.settled and given.none):
                still_open.add(field.id)
                if given is None or not (given.unknown or any(map(any, given.typed.values()))):
                    waiting.add(field.id)
            if not kind.ends:
                fields.append(field)
                all_settled = all_settled and settled
            elif _stands(values, today, still_open, step.when) and _stands(values, today, still_open, field.when):
                ends.append(Stop(step, (field,), settled, field))
        if fields:
            stops.append(Stop(step, tuple(fields), all_settled))
        for end in ends:
            stops.append(end)
            if not end.settled:
                break
        if ends and not stops[-1].settled:
            break
    asked = (field.id for stop in stops for field in stop.fields)
    unknown = frozenset(name for name in asked if name in answers and answers[name].unknown)
    return Journey(procedure, tuple(stops), values, unknown)


def joined_fields(journey: Journey) -> set[str]:
    documents = (field for field in journey.fields() if find_field_kind(field.kind).attaches)
    return {field.id for field in documents if journey.values.get(field.id) == JOINED}


def _stands(values: Mapping[str, Value], today: date, still_open: Container[str], when: Condition | None) -> bool:
    """Whether a step or a field concerns the person, never where that depends on a question in `still_open`.

    For a question these are the ones without any answer, so that none is shown that the next answer takes away. For an
    end of the walk « je ne sais pas » is open too: nobody is turned away on a guess.
    """
    return when is None or bool(when.surely_holds(values, today, still_open.__contains__))


MOST_WAYS = 64
"""Most combinations of open answers that are tried one by one, since steps may exclude each other; the questions beyond
stay open, and the number is then an upper limit."""

Known = Mapping[str, Value | None]
"""Field id to value of the answered questions; None for a question that has no answer and stays without one."""
OpenValues = dict[str, tuple[Value | None, ...]]
"""Field id to the values that an open question can still have."""
_MOST_KEPT = 256
_MOST_OUTCOMES = 1024


class WayLeft(Struct, frozen=True):
    """What is left from a step on: the most `steps`, that step included, and about how many `minutes`, at least 1.
    `most` is the number of steps that there were at the very beginning."""

    steps: int
    minutes: int
    most: int


class _Ways(Struct, frozen=True):
    """A procedure on one day: the names of its pages and what is tested after each, with the results so far.

    `tests` are of one field each, and each once. `most` is by the place of the step and the outcome of each test after
    it, so that no answer of a person is kept; `beginning` is the most before anything is answered, once it is known.
    """

    procedure: Procedure
    today: date
    names: tuple[frozenset[str], ...]
    passed: tuple[frozenset[str], ...]
    tests: tuple[tuple[Condition, ...], ...]
    most: dict[tuple[int, tuple[bool | None, ...]], int] = msgspec.field(default_factory=dict)
    beginning: list[int] = msgspec.field(default_factory=list)


_ways: dict[int, _Ways] = {}


def way_left(procedure: Procedure, values: Mapping[str, Value], step_id: str, today: date) -> WayLeft:
    """What is left of a procedure from this step on, given the answers of the walk so far."""
    steps = most_steps(procedure, values, step_id, today)
    ways = _ways_of(procedure, today)
    if not ways.beginning:
        ways.beginning.append(most_steps(procedure, {}, procedure.steps[0].id, today))
    most = max(steps, ways.beginning[0])
    return WayLeft(steps, max(1, round(procedure.minutes * steps / most)), most)


def most_steps(procedure: Procedure, values: Mapping[str, Value], step_id: str, today: date) -> int:
    """The most steps that can still come, the page `step_id` (a step or an end of the walk) included; at least 1.

    `values` are the answers of the walk so far. Those of the step itself and of later ones count too where they are
    given. Worked out once a day for each outcome of the tests to come.
    """
    ways, name = _ways_of(procedure, today), step_id.removeprefix(END)
    place = next((place for place, own in enumerate(ways.names) if name in own), 0)
    known: dict[str, Value | None] = {**dict.fromkeys(ways.passed[place]), **values}
    outcome = (place, tuple(evaluate_open_condition(test, known, today) for test in ways.tests[place]))
    most = ways.most.get(outcome)
    if most is None:
        if len(ways.most) >= _MOST_OUTCOMES:
            ways.most.clear()
        coming = procedure.steps[place + 1 :]
        open_values = _open_values(procedure, coming, known)
        hanging = [step for step in coming if open_values.keys() & _tested(step)]
        # Steps that none of the open answers touches are judged once.
        settled = sum(_may_come(step, known, today) for step in coming if not open_values.keys() & _tested(step))
        tried = (dict(zip(open_values, way, strict=True)) for way in product(*open_values.values()))
        most = 1 + settled + max(sum(_may_come(step, {**known, **way}, today) for step in hanging) for way in tried)
        ways.most[outcome] = most
    return most


def _ways_of(procedure: Procedure, today: date) -> _Ways:
    ways = _ways.get(id(procedure))
    # A number in memory can be given anew: the procedure itself is kept beside its steps, so that it is not.
    if ways is not None and ways.procedure is procedure and ways.today == today:
        return ways
    if len(_ways) >= _MOST_KEPT:
        _ways.clear()
    names, passed, tests = [], [], []
    steps = procedure.steps
    for place, step in enumerate(steps):
        names.append(frozenset({step.id, *(field.id for field in step.fields if find_field_kind(field.kind).ends)}))
        passed.append(frozenset(field.id for before in steps[:place] for field in before.fields))
        every = (test for later in steps[place + 1 :] for when in _conditions(later) for test in when.tests())
        tests.append(tuple({(test.operator, test.field, repr(test.operand)): test for test in every}.values()))
    ways = _ways[id(procedure)] = _Ways(procedure, today, tuple(names), tuple(passed), tuple(tests))
    return ways


def _may_come(step: Step, known: Known, today: date) -> bool:
    if step.when is not None and evaluate_open_condition(step.when, known, today) is False:
        return False
    return any(
        field.when is None or evaluate_open_condition(field.when, known, today) is not False for field in step.fields
    )


def evaluate_open_condition(condition: Condition, known: Known, today: date) -> bool | None:
    """Whether a condition holds; None where that depends on an answer that is still open (not in `known`)."""
    return condition.surely_holds(known, today, lambda field: field not in known)


def _open_values(procedure: Procedure, steps: Sequence[Step], known: Known) -> OpenValues:
    tested = set().union(*map(_tested, steps))
    open_fields = [field for field in procedure.fields() if field.id in tested and field.id not in known]
    values: OpenValues = {}
    ways = 1
    for asked in open_fields:
        few = find_field_kind(asked.kind).few_values(asked)
        if not few:
            continue
        possible = (*few, None)
        if ways * len(possible) > MOST_WAYS:
            break  # not the next one instead: once an earlier question is answered, this one is tried before it
        values[asked.id] = possible
        ways *= len(possible)
    return values


def _tested(step: Step) -> set[str]:
    return {name for condition in _conditions(step) for name in condition.fields()}


def _conditions(step: Step) -> Iterator[Condition]:
    if step.when is not None:
        yield step.when
    yield from (asked.when for asked in step.fields if asked.when is not None)


class Page(StrEnum):
    """The kinds of pages that a case has."""

    STEP = "step"
    WHOLE = "whole"
    """Every question on one page."""
    ITEM = "item"
    """One item of a group: a member of a household, a child, a guest."""
    REMOVAL = "removal"
    """The question whether to remove one item of a group."""
    DOCUMENT = "document"
    """The copies attached to a question about a document."""
    REVIEW = "review"
    SUBMITTED = "submitted"
    LEFT = "left"
    """The page on which the case was left."""
    PARK = "park"
    CHECKLIST = "checklist"
    ABOUT = "about"
    """What is to be known before the procedure."""
    CODE = "code"
    """The resume code with which the case can be opened again."""


class Position(Struct, frozen=True):
    """One page of a case.

    `id` is the step's id for a STEP, the field's id for an ITEM, a REMOVAL and a DOCUMENT, and for the WHOLE page the
    group to show, if any. `number` (from 1) is the item of a group. `origin` is the page from which this one was opened
    and to which it returns: REVIEW while an answer is being changed, WHOLE, or STEP on the way through the steps.
    """

    page: Page
    id: str = ""
    number: int = 0
    origin: Page = Page.STEP

    @property
    def kept(self) -> str:
        """The value stored in `Case.position`; "" for a page on which no case is left."""
        if self.page is Page.STEP:
            return self.id
        return self.page.value if self.page in (Page.WHOLE, Page.REVIEW) else ""


REVIEW = Position(Page.REVIEW)
WHOLE = Position(Page.WHOLE)
SUBMITTED = Position(Page.SUBMITTED)
LEFT = Position(Page.LEFT)


def step_position(step_id: str, origin: Page = Page.STEP) -> Position:
    return Position(Page.STEP, step_id, origin=origin)


def find_resume_position(journey: Journey, kept: str) -> Position:
    """The page on which a case with `Case.position` `kept` is resumed. If that step no longer concerns the person: the
    first step still open, or the review."""
    if kept == WHOLE.kept:
        return WHOLE
    if kept == REVIEW.kept:
        return REVIEW
    return step_position(kept) if journey.stop(kept) else find_first_open_step(journey)


def find_first_open_step(journey: Journey) -> Position:
    return _at(journey.first_open())


def find_page_before(journey: Journey, here: Position) -> Position | None:
    """The page to which « Retour » leads from a step; None from the first step."""
    if here.origin is Page.REVIEW:
        return REVIEW
    stop = journey.before(here.id)
    return step_position(stop.id) if stop else None


def find_next_page(journey: Journey, here: Position, faults: Mapping[str, str], fresh: Collection[str]) -> Position:
    """The page to show after the page `here` was answered; `here` itself if it must be shown again.

    `journey` includes the new answers, `faults` maps field ids to their fault codes, `fresh` are the fields that the
    answers made appear on the page and that must be shown before going on.
    """
    if here.page is Page.STEP and faults and set(faults.values()) == {NOTHING_JOINED}:
        # Only the copies are missing: ask for them next.
        return Position(Page.DOCUMENT, next(iter(faults)), origin=here.origin)
    if faults or fresh:
        return here
    if here.page is Page.STEP:
        if here.origin is Page.REVIEW or here.id not in journey.ids:
            return find_first_open_step(journey)
        return _at(journey.after(here.id))
    if here.page is Page.WHOLE:
        return WHOLE if journey.first_open() else REVIEW
    return find_asking_page(journey, here)


def find_asking_page(journey: Journey, here: Position) -> Position:
    """The page whose question an ITEM, a REMOVAL or a DOCUMENT answers; LEFT if it is no longer asked."""
    question = journey.asked(here.id)
    if question is None:
        return LEFT
    if here.origin is Page.WHOLE:
        return replace(WHOLE, id=here.id)
    return step_position(question[0].id, here.origin)


def find_page_after_copies(journey: Journey, here: Position) -> Position:
    """The page after the copies of a DOCUMENT: where the page that asks for it is answered, the one that follows it."""
    question = journey.asked(here.id)
    if question is None or here.origin is Page.WHOLE or not question[0].settled:
        return find_asking_page(journey, here)
    return find_first_open_step(journey) if here.origin is Page.REVIEW else _at(journey.after(question[0].id))


def _at(stop: Stop | None) -> Position:
    return Position(Page.STEP, stop.id) if stop else REVIEW

"""The journey: which steps and questions concern this person, in which order, and what is still open."""

from collections.abc import Container, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from msgspec import Struct

from kiosk.domain.answers.case import Answer
from kiosk.domain.answers.fields.registry import kind_of
from kiosk.domain.language.words import Value
from kiosk.domain.procedure.condition import GROUPS, Condition
from kiosk.domain.procedure.procedure import Field, Procedure, Step

END = "end."
"""What the id of a page that ends the walk begins with."""


class Stop(Struct, frozen=True):
    """A page of the walk: a step that concerns the person, with the fields of it that do, or one end of the walk.

    A field of a kind that `ends` the walk is a page of its own after the other questions of its step.
    """

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


class Opening(Struct, frozen=True, array_like=True):
    """When an answer can open or close others: where it is or was one of `values`, which are none where any may, and
    one of the `later` fields is answered already, which are none where it decides alone.
    """

    values: tuple[str, ...] = ()
    later: tuple[str, ...] = ()


@dataclass(frozen=True)
class Journey:
    """The steps of a procedure that apply, given the answers so far.

    Built in the order of the file, so that a skipped answer cannot open a later question: an answer that a change made
    irrelevant counts as never given.
    """

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
        """The stop of that step id; None if the step does not concern the person."""
        return next((stop for stop in self.stops if stop.id == step_id), None)

    @property
    def ended(self) -> Stop | None:
        """The page that ends the walk here, because its advice stands; None where the walk goes to the review."""
        last = self.stops[-1] if self.stops else None
        return last if last is not None and last.end is not None and not last.settled else None

    @property
    def last_end(self) -> Field | None:
        """The last field that ends the walk, whether or not the person files anyway; None if there is none."""
        return next((stop.end for stop in reversed(self.stops) if stop.end is not None), None)

    def asked(self, field_id: str) -> tuple[Stop, Field] | None:
        """The stop that asks a question, and the question; None if it is not asked of this person."""
        pairs = ((stop, field) for stop in self.stops for field in stop.fields)
        return next((pair for pair in pairs if pair[1].id == field_id), None)

    def after(self, step_id: str) -> Stop | None:
        """The stop after that step; None at the end."""
        place = self.ids.index(step_id) + 1
        return self.stops[place] if place < len(self.stops) else None

    def before(self, step_id: str) -> Stop | None:
        """The stop before that step; None at the start."""
        place = self.ids.index(step_id)
        return self.stops[place - 1] if place else None

    def first_open(self) -> Stop | None:
        """The first stop with an open question; None if everything can be submitted."""
        return next((stop for stop in self.stops if not stop.settled), None)

    def count(self, step_id: str) -> tuple[int, int]:
        """The position of the step (from 1) and the number of steps."""
        return self.ids.index(step_id) + 1, len(self.stops)


def opens_others(stop: Stop | None) -> bool:
    """Whether an answer of this step can open or close another question of the same step."""
    if stop is None:
        return False
    own = {field.id for field in stop.step.fields}
    shown = (field for field in stop.step.fields if not kind_of(field.kind).ends)
    return any(own & set(field.when.fields()) for field in shown if field.when is not None)


def openings(procedure: Procedure) -> dict[str, list[Opening]]:
    """When the answer to a field, by its id, can open or close a step or another question of the procedure."""
    order = [field.id for step in procedure.steps for field in step.fields]
    found: dict[str, list[Opening]] = {}
    for when in (when for step in procedure.steps for when in (step.when, *(field.when for field in step.fields))):
        for test, others, denied in _tests_in(when) if when is not None else ():
            given = test.operand if test.operator == "in" else (test.operand,) if test.operator == "is" else ()
            later = tuple(name for name in order[order.index(test.field) + 1 :] if name in others)
            values = () if denied or not all(isinstance(value, str) for value in given) else tuple(given)
            opening = Opening(values, later)
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


def walk(procedure: Procedure, answers: Mapping[str, Answer], today: date) -> Journey:
    """Compute the journey from a procedure and the answers so far; `today` is the legal day for conditions."""
    values: dict[str, Value] = {}
    stops: list[Stop] = []
    still_open: set[str] = set()
    waiting: set[str] = set()
    for step in procedure.steps:
        if not _stands(values, today, waiting, step.when):
            continue
        fields: list[Field] = []
        ends: list[Stop] = []
        settled = True
        for field in step.fields:
            if not _stands(values, today, waiting, field.when):
                continue
            given = answers.get(field.id)
            if given is not None and given.value is not None and not given.fault:
                values[field.id] = given.value
            elif kind_of(field.kind).answers and not (given is not None and given.settled and given.none):
                still_open.add(field.id)
                if given is None or not (given.unknown or any(map(any, given.typed.values()))):
                    waiting.add(field.id)
            if kind_of(field.kind).ends:
                if _stands(values, today, still_open, step.when) and _stands(values, today, still_open, field.when):
                    ends.append(Stop(step, (field,), _settled(field, given), field))
            else:
                fields.append(field)
                settled = settled and _settled(field, given)
        if fields:
            stops.append(Stop(step, tuple(fields), settled))
        for end in ends:
            stops.append(end)
            if not end.settled:
                return _journey(procedure, stops, values, answers)
    return _journey(procedure, stops, values, answers)


def _journey(
    procedure: Procedure, stops: list[Stop], values: Mapping[str, Value], answers: Mapping[str, Answer]
) -> Journey:
    fields = (field.id for stop in stops for field in stop.fields)
    unknown = frozenset(name for name in fields if name in answers and answers[name].unknown)
    return Journey(procedure, tuple(stops), values, unknown)


def _stands(values: Mapping[str, Value], today: date, still_open: Container[str], when: Condition | None) -> bool:
    """Whether a step or a field concerns the person, never where that depends on a question in `still_open`.

    For a question these are the ones without any answer, so that none is shown that the next answer takes away. For an
    end of the walk « je ne sais pas » is open too: nobody is turned away on a guess.
    """
    return when is None or bool(when.surely_holds(values, today, still_open))


def _settled(field: Field, given: Answer | None) -> bool:
    if not kind_of(field.kind).answers:
        return True
    return given is not None and given.settled

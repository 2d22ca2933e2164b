"""The journey: which steps and questions concern this person, in which order, and what is still open."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from kiosk.domain.answers.case import Answer
from kiosk.domain.answers.fields.registry import kind_of
from kiosk.domain.language.values import Value
from kiosk.domain.procedure.procedure import Field, Procedure, Step


@dataclass(frozen=True, slots=True)
class Stop:
    """A step that concerns the person, with the fields of it that do."""

    step: Step
    fields: tuple[Field, ...]
    settled: bool
    """True if every question of the step has an answer that can be submitted."""

    @property
    def id(self) -> str:
        return self.step.id


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

    @cached_property
    def ids(self) -> tuple[str, ...]:
        return tuple(stop.id for stop in self.stops)

    def stop(self, step_id: str) -> Stop | None:
        """The stop of that step id; None if the step does not concern the person."""
        return next((stop for stop in self.stops if stop.id == step_id), None)

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
    return any(own & set(field.when.fields()) for field in stop.step.fields if field.when is not None)


def walk(procedure: Procedure, answers: Mapping[str, Answer], today: date) -> Journey:
    """Compute the journey from a procedure and the answers so far; `today` is the legal day for conditions."""
    values: dict[str, Value] = {}
    stops: list[Stop] = []
    for step in procedure.steps:
        if step.when is not None and not step.when.holds(values, today):
            continue
        fields: list[Field] = []
        settled = True
        for field in step.fields:
            if field.when is not None and not field.when.holds(values, today):
                continue
            fields.append(field)
            given = answers.get(field.id)
            if given is not None and given.value is not None and not given.fault:
                values[field.id] = given.value
            settled = settled and _settled(field, given)
        if fields:
            stops.append(Stop(step, tuple(fields), settled))
    return Journey(procedure, tuple(stops), values)


def _settled(field: Field, given: Answer | None) -> bool:
    if not kind_of(field.kind).answers:
        return True
    return given is not None and given.settled

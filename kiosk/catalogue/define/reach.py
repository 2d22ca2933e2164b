"""Check whether a step, a question or a document can ever concern anybody.

A condition is expanded into the ways in which it can hold, each a set of demands on fields. A demand on a field also
brings in the conditions under which that field is asked. Ways whose demands contradict each other are dropped.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from itertools import chain, product
from typing import Any

from kiosk.catalogue.read.field_sort import meaning, sort_of
from kiosk.domain.language.values import Value
from kiosk.domain.procedure.condition import OURS, Condition
from kiosk.domain.procedure.procedure import Field

MOST_WAYS = 500
MOST_DEMANDS = 300_000
"""Limits: ways of one condition, demands in a whole file. Beyond either, a condition is taken to be possible."""
_DAYS = (date(2000, 6, 15), date(2100, 6, 15))
"""Two dates to try as today: « 18 years ago » moves with today, a fixed day does not; either may come first."""

Demand = tuple[Condition, bool]
"""A test of one field, and whether it must hold."""
Way = tuple[Demand, ...]


@dataclass
class Known:
    """The fields that a condition may test, and the ways in which each of them comes to be asked."""

    fields: dict[str, Field] = field(default_factory=dict)
    _opened: dict[str, list[Way]] = field(default_factory=dict)
    _left: int = MOST_DEMANDS

    def add(self, field: Field, *conditions: Condition | None) -> None:
        """Add a field that is asked if all of these conditions hold; a second field with the same id is ignored."""
        if field.id not in self.fields:
            self._opened[field.id] = self.ways(conditions)
            self.fields[field.id] = field

    def ways(self, conditions: Iterable[Condition | None]) -> list[Way]:
        """The ways in which all of these hold: empty if impossible, `[()]` if there are too many to check."""
        try:
            return self._every([self._ways(condition, True) for condition in conditions if condition is not None])
        except OverflowError:
            return [()]

    def _ways(self, condition: Condition, true: bool) -> list[Way]:
        match condition.operator:
            case "not":
                return self._ways(condition.parts[0], not true)
            case "all" | "any" as group:
                parts = [self._ways(part, true) for part in condition.parts]
                return self._every(parts) if (group == "all") is true else list(chain.from_iterable(parts))
        # A test only holds if its field is asked; without an answer it is false (see `Condition.holds`).
        own: list[Way] = [((condition, true),)]
        return self._every([own, self._opened[condition.field]]) if true else own

    def _every(self, parts: list[list[Way]]) -> list[Way]:
        """The ways in which every part holds. Raises `OverflowError` beyond the limits."""
        ways: list[Way] = [()]
        for part in parts:
            self._left -= sum(len(way) + len(step) for way, step in product(ways, part))
            if len(ways) * len(part) > MOST_WAYS or self._left < 0:
                raise OverflowError
            joined = ((*way, *step) for way, step in product(ways, part))
            ways = [way for way in joined if _agrees(way, self.fields)]
        return ways


def _agrees(way: Way, fields: Mapping[str, Field]) -> bool:
    """Whether some set of answers can meet all of these demands."""
    by_field: dict[str, list[Demand]] = {}
    for question, true in way:
        by_field.setdefault(question.field, []).append((question, true))
    for name, demands in by_field.items():
        if any(true for _, true in demands) and not any(
            all(question.holds({name: answer}, today) is true for question, true in demands)
            for today in _DAYS
            for answer in _answers(fields[name], demands, today)
        ):
            return False
    return True


def _answers(field: Field, demands: list[Demand], today: date) -> list[Value]:
    """Answers to try: if any answer meets the demands, one of these does."""
    if field.choices:
        values = [choice.value for choice in field.choices]
        if isinstance(meaning(field, values[0]), str):
            return list(values)
        refused = {value for question, true in demands if not true for value in _operands(question)}
        return [[value for value in values if value not in refused]]
    named = [value for question, _ in demands for value in _operands(question)]
    match sort_of(field):
        case "flag":
            return [True, False]
        case "commune":
            return [{OURS: True}, {OURS: False}]
        case "number":
            return [str(Decimal(str(number)) + step) for number in named for step in (-1, 0, 1)]
        case "day":
            return [day for question, _ in demands for day in _days(question, today)]
    return named


def _operands(question: Condition) -> tuple[Any, ...]:
    return question.operand if isinstance(question.operand, tuple) else (question.operand,)


def _days(question: Condition, today: date) -> list[str]:
    """The day that a test names, the day before and the day after."""
    ago = question.operand["years_ago"] if isinstance(question.operand, Mapping) else None
    border = date.fromisoformat(question.operand) if ago is None else today.replace(year=today.year - ago)
    ordinals = (max(1, border.toordinal() + step) for step in (-1, 0, 1))
    return [date.fromordinal(min(number, date.max.toordinal())).isoformat() for number in ordinals]

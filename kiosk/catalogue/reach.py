"""Whether a step, a question or a document can ever concern anybody.

A condition is unfolded into the ways it can hold, each a set of demands on fields; a demand that a field has an
answer brings the conditions under which that field is asked. A way whose demands contradict each other is no way.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from itertools import chain, product
from typing import Any

from kiosk.catalogue.sort import meaning, sort_of
from kiosk.domain.case import Value
from kiosk.domain.condition import Condition
from kiosk.domain.procedure import Field

MOST_WAYS = 500
MOST_DEMANDS = 300_000
"""What may be weighed: ways of one condition, demands in a whole file. Beyond either a condition is believed."""
_DAYS = (date(2000, 6, 15), date(2100, 6, 15))
"""Two todays far apart: « 18 years ago » moves with today, a written day does not, and either order may come true."""

Demand = tuple[Condition, bool]
"""A question to one field, and whether it must hold."""
Way = tuple[Demand, ...]


@dataclass
class Known:
    """The fields that can be asked about, and the ways in which each comes to be asked."""

    fields: dict[str, Field] = field(default_factory=dict)
    _opened: dict[str, list[Way]] = field(default_factory=dict)
    _left: int = MOST_DEMANDS

    def add(self, one: Field, *conditions: Condition | None) -> None:
        """A field that is asked where all of these conditions hold; the first of an id counts."""
        if one.id not in self.fields:
            self._opened[one.id] = self.ways(conditions)
            self.fields[one.id] = one

    def ways(self, conditions: Iterable[Condition | None]) -> list[Way]:
        """The ways in which all of these hold: none where that is impossible, `[()]` where it is believed."""
        try:
            return self._every([self._ways(one, True) for one in conditions if one is not None])
        except OverflowError:
            return [()]

    def _ways(self, condition: Condition, true: bool) -> list[Way]:
        match condition.operator:
            case "not":
                return self._ways(condition.parts[0], not true)
            case "all" | "any" as group:
                parts = [self._ways(part, true) for part in condition.parts]
                return self._every(parts) if (group == "all") is true else list(chain.from_iterable(parts))
        # An answer takes that the field is asked; no answer makes a question false (see `Condition.holds`).
        own: list[Way] = [((condition, true),)]
        return self._every([own, self._opened[condition.field]]) if true else own

    def _every(self, parts: list[list[Way]]) -> list[Way]:
        """Raises `OverflowError` where there is too much to weigh."""
        found: list[Way] = [()]
        for part in parts:
            self._left -= sum(len(one) + len(other) for one, other in product(found, part))
            if len(found) * len(part) > MOST_WAYS or self._left < 0:
                raise OverflowError
            joined = ((*one, *other) for one, other in product(found, part))
            found = [way for way in joined if _agrees(way, self.fields)]
        return found


def _agrees(way: Way, fields: Mapping[str, Field]) -> bool:
    """Whether one set of answers can meet all of these demands."""
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


def _answers(asked: Field, demands: list[Demand], today: date) -> list[Value]:
    """Answers to try: if any answer at all meets the demands, one of these does."""
    if asked.choices:
        values = [choice.value for choice in asked.choices]
        if isinstance(meaning(asked, values[0]), str):
            return list(values)
        refused = {value for question, true in demands if not true for value in _operands(question)}
        return [[value for value in values if value not in refused]]
    named = [value for question, _ in demands for value in _operands(question)]
    match sort_of(asked):
        case "flag":
            return [True, False]
        case "number":
            return [str(Decimal(str(number)) + step) for number in named for step in (-1, 0, 1)]
        case "day":
            return [day for question, _ in demands for day in _days(question, today)]
    return named


def _operands(question: Condition) -> tuple[Any, ...]:
    return question.operand if isinstance(question.operand, tuple) else (question.operand,)


def _days(question: Condition, today: date) -> list[str]:
    """The day a question names, and its neighbours."""
    ago = question.operand["years_ago"] if isinstance(question.operand, Mapping) else None
    border = date.fromisoformat(question.operand) if ago is None else today.replace(year=today.year - ago)
    ordinals = (max(1, border.toordinal() + step) for step in (-1, 0, 1))
    return [date.fromordinal(min(number, date.max.toordinal())).isoformat() for number in ordinals]

"""The condition under which a step, a field or a document concerns the person. It is data, never evaluated code."""

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from msgspec import Struct

OPERATORS = ("is", "in", "before", "after", "at_least")
"""Tests of one field's value."""
GROUPS = ("all", "any", "not")
"""Operators that combine conditions; `not` has exactly one part."""
OURS = "ours"
"""The operand of `is` that tests whether a commune is one of the site's."""


class Condition(Struct, frozen=True):
    """A test of one field (`operator` in OPERATORS) or a group of conditions (`operator` in GROUPS).

    `operand`: for `is` a value, for `in` a tuple of values, for `at_least` a number, for `before` an ISO day or
    `{"years_ago": n}`, which holds from the day on which n whole years have passed: a person comes of age on their
    eighteenth birthday, a person born on 29 February on 1 March. `after` takes the same and holds where `before` does
    not: after that day, or until n whole years have passed. A number with decimals is a str (see `fields/number.py`)
    and is compared as a number. `is: ours` holds for a commune of the site (see `fields/commune.py`), and where it
    cannot be told.
    """

    operator: str
    field: str = ""
    operand: Any = None
    parts: tuple["Condition", ...] = ()

    def holds(self, values: Mapping[str, Any], today: date) -> bool:
        """Whether the condition is true for these values; a test of a field without an answer is false."""
        match self.operator:
            case "all":
                return all(part.holds(values, today) for part in self.parts)
            case "any":
                return any(part.holds(values, today) for part in self.parts)
            case "not":
                return not self.parts[0].holds(values, today)
        value = values.get(self.field)
        if value is None:
            return False
        given = value if isinstance(value, (list, tuple)) else (value,)
        match self.operator:
            case "is":
                return any(_same(item, self.operand) for item in given)
            case "in":
                return any(_same(item, operand) for item in given for operand in self.operand)
            case "before":
                if not isinstance(value, str):
                    return False
                last = f"{value}-12-31" if len(value) == 4 else value  # the last day that a year alone can mean
                border = _border(self.operand, today)
                return last < border if isinstance(self.operand, str) else last <= border
            case "after":
                if not isinstance(value, str):
                    return False
                first = f"{value}-01-01" if len(value) == 4 else value
                return first > _border(self.operand, today)
            case "at_least":
                number = _number(value)
                return number is not None and number >= Decimal(str(self.operand))
        raise ValueError(self.operator)

    def surely_holds(self, values: Mapping[str, Any], today: date, is_open: Callable[[str], bool]) -> bool | None:
        """Like `holds`, but None where it depends on a field that `is_open`: it has no answer yet."""
        if self.operator in GROUPS:
            parts = [part.surely_holds(values, today, is_open) for part in self.parts]
            if self.operator == "not":
                return None if parts[0] is None else not parts[0]
            deciding = self.operator == "any"
            if deciding in parts:
                return deciding
            return None if None in parts else not deciding
        return None if is_open(self.field) else self.holds(values, today)

    def fields(self) -> Iterator[str]:
        return (test.field for test in self.tests())

    def tests(self) -> Iterator["Condition"]:
        if self.field:
            yield self
        for part in self.parts:
            yield from part.tests()


def _border(operand: Any, today: date) -> str:
    """The day that an operand names, or the last birthday on which somebody is n years old today."""
    if isinstance(operand, str):
        return operand
    return f"{max(0, today.year - operand['years_ago']):04}-{today:%m-%d}"


def _same(value: Any, operand: Any) -> bool:
    """Equality where True is not 1 and the str `"12.50"` equals 12.5."""
    if type(value) is str is type(operand):  # nearly always, and what follows is slow
        return bool(value == operand)
    if isinstance(value, Mapping):
        return operand == OURS and value.get(OURS) is not False
    if isinstance(operand, bool) or isinstance(value, bool):
        return value is operand
    if isinstance(operand, (int, float)):
        return _number(value) == Decimal(str(operand))
    return bool(value == operand)


def _number(value: Any) -> Decimal | None:
    if isinstance(value, bool) or not isinstance(value, (int, str)):
        return None
    try:
        number = Decimal(value)
    except InvalidOperation:
        return None
    return number if number.is_finite() else None

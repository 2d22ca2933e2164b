"""Read a condition of a procedure file, and check that its test suits the field it is about."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from itertools import chain, product
from typing import Any

from kiosk.catalogue.read.source import Entries, Node
from kiosk.catalogue.read.table import ReadingState, Table, note_unknown
from kiosk.domain.answers.fields.kind import AnswerFault
from kiosk.domain.answers.fields.registry import find_field_kind
from kiosk.domain.language.words import Value
from kiosk.domain.procedure.procedure import ELSEWHERE, GROUPS, OPERATORS, OURS, Condition, Field

OPERATORS_OF_SORT = {
    "choice": ("is", "in"),
    "flag": ("is",),
    "number": ("is", "in", "at_least"),
    "day": ("is", "before", "after"),
    "words": ("is", "in"),
    "commune": ("is",),
    "nothing": (),
}
"""For each sort of answer, the operators that make sense."""
_ANY_DAY = date(2000, 6, 15)
"""A date for `judge`; no answer tried here depends on it."""
MOST_WAYS = 500
MOST_DEMANDS = 300_000
"""Limits: ways of one condition, demands in a whole file. Beyond either, a condition is taken to be possible."""
_DAYS = (date(2000, 6, 15), date(2100, 6, 15))
"""Two dates to try as today: « 18 years ago » moves with today, a fixed day does not; either may come first."""
Demand = tuple[Condition, bool]
"""A test of one field, and whether it must hold."""
Way = tuple[Demand, ...]
_KEYS = ("field", *OPERATORS, *GROUPS)


def sort_of_field(field: Field) -> str:
    """The sort of a field's answers, a key of OPERATORS."""
    kind = find_field_kind(field.kind)
    if not kind.answers or kind.repeats:
        return "nothing"
    if kind.chooses:
        return "choice"
    if kind.locates:
        return "commune"
    if "" not in kind.parts:
        return "day" if {"day", "month", "year"} <= set(kind.parts) else "nothing"
    limits = (str(option) for option in field.options.values() if type(option) is int)
    if isinstance(read_operand(field, "yes"), bool):
        return "flag"
    for typed in ("1", *limits):
        if read_operand(field, typed) is not None:  # « 1 » is also valid text: it is a number only if « x » is refused
            return "words" if read_operand(field, "x" * len(typed)) is not None else "number"
    return "words"


def read_operand(field: Field, typed: str) -> Value:
    """The value that the field's kind gives to a typed text; None if it is not a valid answer."""
    try:
        return find_field_kind(field.kind).judge(field, {"": (typed,)}, _ANY_DAY)
    except AnswerFault:
        return None


@dataclass
class _KnownFields:
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
        if isinstance(read_operand(field, values[0]), str):
            return list(values)
        refused = {value for question, true in demands if not true for value in _operands(question)}
        return [[value for value in values if value not in refused]]
    named = [value for question, _ in demands for value in _operands(question)]
    match sort_of_field(field):
        case "flag":
            return [True, False]
        case "commune":
            return [{OURS: True}, {OURS: False}]
        case "number":
            return [str(Decimal(str(number)) + step) for number in named for step in (-1, 0, 1)]
        case "day":
            days = []  # the day that a test names, the day before and the day after
            for question, _ in demands:
                ago = question.operand["years_ago"] if isinstance(question.operand, Mapping) else None
                border = date.fromisoformat(question.operand) if ago is None else today.replace(year=today.year - ago)
                near = (max(1, border.toordinal() + step) for step in (-1, 0, 1))
                days += [date.fromordinal(min(number, date.max.toordinal())).isoformat() for number in near]
            return days
    return named


def _operands(question: Condition) -> tuple[Any, ...]:
    return question.operand if isinstance(question.operand, tuple) else (question.operand,)


@dataclass
class Scope:
    """The fields that a condition may test: the `known` ones, which come before it. `later` are all field ids of the
    file; `broken` the ids of fields whose faults are noted already."""

    later: frozenset[str] = frozenset()
    known: _KnownFields = field(default_factory=_KnownFields)
    broken: set[str] = field(default_factory=set)


def read_when(table: Table, scope: Scope, unreachable: str, within: Condition | None = None) -> Condition | None:
    """The condition under `when`; None if there is none, or if it is wrong, which is noted. A condition that can never
    hold together with `within`, the condition of its step, is noted with the code given as `unreachable`."""
    node = table.value("when")
    parsed = _read(node, table.reading, scope) if node is not None else None
    if parsed is not None and node is not None and not scope.known.ways((within, parsed)):
        table.notes.note(node, unreachable)
        return None
    return parsed


def _read(node: Node, reading: ReadingState, scope: Scope) -> Condition | None:
    table = Table(node, reading, _KEYS)
    if table.broken:
        return None
    given = [key for key in _KEYS[1:] if table.node.get(key) is not None]
    if len(given) != 1 or (given[0] in GROUPS and table.has("field")):
        code = "no-question" if not given else "two-questions"
        reading.notes.note(node, code, keys=", ".join(given), known=", ".join(_KEYS[1:]))
        return None
    operator = given[0]
    if operator not in GROUPS:
        return _question(table, operator, scope)
    whole = table.value(operator, required=True)
    if whole is None:
        return None
    nodes = (whole,) if operator == "not" else table.items(operator, required=True)
    read = [_read(part, table.reading, scope) for part in nodes]
    parts = tuple(part for part in read if part is not None)
    return Condition(operator, parts=parts) if parts and len(parts) == len(read) else None


def _question(table: Table, operator: str, scope: Scope) -> Condition | None:
    name = table.word("field", required=True)
    tested = scope.known.fields.get(name)
    if tested is None:
        if name in scope.broken:
            pass
        elif name in scope.later:
            table.notes.note(table.place("field"), "later-field", field=name)
        elif name:
            note_unknown(table.notes, table.place("field"), "unknown-field", name, scope.known.fields)
        return None
    sort = sort_of_field(tested)
    if operator not in OPERATORS_OF_SORT[sort]:
        operators = ", ".join(OPERATORS_OF_SORT[sort]) or "—"
        table.notes.note(table.node.place(operator), "wrong-operator", operator=operator, field=name, known=operators)
        return None
    operand = _operand(table, operator, tested, sort)
    return Condition(operator, name, operand) if operand is not None else None


def _operand(
    table: Table, operator: str, tested: Field, sort: str
) -> Value | Mapping[str, int] | tuple[Value, ...] | None:
    if operator == "at_least":
        return table.integer(operator, required=True)
    if operator in ("before", "after") and isinstance(written := table.node.get(operator), Entries):
        ago = Table(written, table.reading, ("years_ago",))
        years = ago.integer("years_ago", least=0, required=True)
        if years is not None and years > 150:
            table.notes.note(ago.place("years_ago"), "too-large", key="years_ago", value=years, most=150)
            return None
        return {"years_ago": years} if years is not None else None
    if operator == "in":
        values = [_value(table, node, operator, tested) for node in table.items(operator, required=True)]
        return None if None in values else tuple(values) or None
    if sort == "flag":
        return table.flag(operator)
    if sort == "commune":
        return table.one_of(operator, (OURS, ELSEWHERE)) or None
    if sort == "day":  # of `is`, `before` and `after`
        day = table.day(operator, required=True)
        return day.isoformat() if day else None
    node = table.value(operator, required=True)
    return _value(table, node, operator, tested) if node is not None else None


def _value(table: Table, node: Node, operator: str, tested: Field) -> Value | None:
    word = table.letters(node, operator)
    if not word:
        return None
    if tested.choices:
        values = tuple(choice.value for choice in tested.choices)
        if word in values:
            return word
        note_unknown(table.notes, node, "not-offered", word, values)
        return None
    value = read_operand(tested, word)
    if value is None:
        table.notes.note(node, "never-answered", value=word, field=tested.id)
    return value

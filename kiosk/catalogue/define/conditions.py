"""Read a condition of a procedure file, and check that its test suits the field it is about."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from kiosk.catalogue.define.reach import Known
from kiosk.catalogue.read.field_sort import OPERATORS, sort_of
from kiosk.catalogue.read.field_sort import meaning as meaning_of
from kiosk.catalogue.read.node import Entries, Node
from kiosk.catalogue.read.table import Reading, Table, note_unknown
from kiosk.domain.language.values import Value
from kiosk.domain.procedure import condition
from kiosk.domain.procedure.condition import Condition
from kiosk.domain.procedure.procedure import Field

_KEYS = ("field", *condition.OPERATORS, *condition.GROUPS)


@dataclass
class Scope:
    """The fields that a condition may test: the `known` ones, which come before it.

    `later` are all field ids of the file; `broken` the ids of fields whose faults are noted already.
    """

    later: frozenset[str] = frozenset()
    known: Known = field(default_factory=Known)
    broken: set[str] = field(default_factory=set)


def read_when(table: Table, scope: Scope, unreachable: str, within: Condition | None = None) -> Condition | None:
    """The condition under `when`; None if there is none, or if it is wrong, which is noted.

    A condition that can never hold together with `within`, the condition of its step, is noted with the code given as
    `unreachable`.
    """
    node = table.value("when")
    parsed = _read(node, table.reading, scope) if node is not None else None
    if parsed is not None and node is not None and not scope.known.ways((within, parsed)):
        table.notes.note(node, unreachable)
        return None
    return parsed


def _read(node: Node, reading: Reading, scope: Scope) -> Condition | None:
    table = Table(node, reading, _KEYS)
    if table.broken:
        return None
    given = [key for key in _KEYS[1:] if table.node.get(key) is not None]
    if len(given) != 1 or (given[0] in condition.GROUPS and table.has("field")):
        code = "no-question" if not given else "two-questions"
        reading.notes.note(node, code, keys=", ".join(given), known=", ".join(_KEYS[1:]))
        return None
    return _group(table, given[0], scope) if given[0] in condition.GROUPS else _question(table, given[0], scope)


def _group(table: Table, operator: str, scope: Scope) -> Condition | None:
    node = table.value(operator, required=True)
    if node is None:
        return None
    nodes = (node,) if operator == "not" else table.items(operator, required=True)
    parts = [_read(part, table.reading, scope) for part in nodes]
    whole = tuple(part for part in parts if part is not None)
    return Condition(operator, parts=whole) if whole and len(whole) == len(parts) else None


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
    sort = sort_of(tested)
    if operator not in OPERATORS[sort]:
        operators = ", ".join(OPERATORS[sort]) or "—"
        table.notes.note(table.node.place(operator), "wrong-operator", operator=operator, field=name, known=operators)
        return None
    operand = _operand(table, operator, tested, sort)
    return Condition(operator, name, operand) if operand is not None else None


def _operand(
    table: Table, operator: str, tested: Field, sort: str
) -> Value | Mapping[str, int] | tuple[Value, ...] | None:
    if operator == "at_least":
        return table.integer(operator, required=True)
    if operator in ("before", "after"):
        return _border(table, operator)
    if operator == "in":
        values = [_value(table, node, operator, tested) for node in table.items(operator, required=True)]
        return None if None in values else tuple(values) or None
    if sort == "flag":
        return table.flag(operator)
    if sort == "commune":
        return table.one_of(operator, (condition.OURS,)) or None
    if sort == "day":
        day = table.day(operator, required=True)
        return day.isoformat() if day else None
    node = table.value(operator, required=True)
    return _value(table, node, operator, tested) if node is not None else None


def _value(table: Table, node: Node, operator: str, tested: Field) -> Value | None:
    """The value that an answer must have; None, with a note, if no answer to that field can have it."""
    word = table.letters(node, operator)
    if not word:
        return None
    if tested.choices:
        values = tuple(choice.value for choice in tested.choices)
        if word in values:
            return word
        note_unknown(table.notes, node, "not-offered", word, values)
        return None
    value = meaning_of(tested, word)
    if value is None:
        table.notes.note(node, "never-answered", value=word, field=tested.id)
    return value


def _border(table: Table, operator: str) -> str | Mapping[str, int] | None:
    if not isinstance(table.node.get(operator), Entries):
        day = table.day(operator, required=True)
        return day.isoformat() if day else None
    ago = Table(table.node.get(operator) or table.node, table.reading, ("years_ago",))
    years = ago.integer("years_ago", least=0, required=True)
    if years is not None and years > 150:
        table.notes.note(ago.place("years_ago"), "too-large", key="years_ago", value=years, most=150)
        return None
    return {"years_ago": years} if years is not None else None

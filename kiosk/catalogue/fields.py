"""Reads one question of a procedure file, with the keys that its kind understands."""

from typing import Any

from kiosk.catalogue.node import Node
from kiosk.catalogue.table import SNAKE, VALUE, Reading, Table, note_repeated, note_unknown
from kiosk.catalogue.when import Scope, read_when
from kiosk.domain.condition import Condition
from kiosk.domain.fields import KINDS
from kiosk.domain.fields.kind import FieldKind
from kiosk.domain.fields.registry import kind_of, names
from kiosk.domain.procedure import ROLES, Choice, Field

KEYS = ("id", "kind", "label", "help", "required", "none", "when", "role", "choices")
CHOICE_KEYS = ("value", "label", "help")
_ONLY_ASKED = ("required", "none", "role")
"""Keys that make no sense where nothing is asked."""


def read_field(
    node: Node, reading: Reading, scope: Scope, documents: tuple[str, ...], within: Condition | None
) -> Field | None:
    """The field this node writes, None where nothing can be built; `within` is the condition of its step."""
    table = Table(node, reading)
    if table.broken:
        return None
    name, kind = table.named("id", SNAKE), _kind(table)
    options = kind.options if kind is not None else [option for one in KINDS for option in one.options]
    table.expect((*KEYS, *(option.name for option in options)))
    label, help_ = table.text("label", required=True), table.text("help")
    required, none = table.flag("required"), table.text("none")
    role = table.one_of("role", ROLES, required=False)
    when = read_when(table, scope, "unreachable-field", within)
    if required is False and none:
        table.notes.note(table.place("none"), "none-not-needed")
    before = len(reading.notes)
    choices = _choices(table)
    values = _options(table, kind, documents) if kind is not None else {}
    if kind is None:
        scope.broken.add(name)
        return None
    if not kind.answers:
        for key in _ONLY_ASKED:
            if table.has(key):
                table.notes.note(table.node.place(key), "asks-nothing", key=key, kind=kind.kind)
    found = Field(name, kind.kind, label, help_, required is not False, none, when, role, choices, values)
    if len(reading.notes) == before:  # a kind would only say again what is already said of its keys
        for code in kind.mistakes(found):
            table.notes.note(table.place("choices") if "choice" in code else table.place("kind"), code, kind=kind.kind)
    return found


def _kind(table: Table) -> FieldKind | None:
    word = table.word("kind", required=True)
    if word in names():
        return kind_of(word)
    if word:
        note_unknown(table.notes, table.place("kind"), "unknown-word", word, names())
    return None


def _choices(table: Table) -> tuple[Choice, ...]:
    choices: list[Choice] = []
    named: list[tuple[str, Node]] = []
    for node in table.items("choices"):
        one = Table(node, table.reading, CHOICE_KEYS)
        choices.append(Choice(one.named("value", VALUE), one.text("label", required=True), one.text("help")))
        named.append((choices[-1].value, one.place("value")))
    note_repeated(table.notes, "repeated-choice", named)
    return tuple(choices)


def _options(table: Table, kind: FieldKind, documents: tuple[str, ...]) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for option in kind.options:
        value = table.typed(option.name, option.type, option.required)
        if value is not None:
            values[option.name] = value
    if "document" in values and values["document"] not in documents:
        note_unknown(table.notes, table.place("document"), "unknown-document", values["document"], documents)
    return values

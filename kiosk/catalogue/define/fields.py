"""Read one question of a procedure file, with the keys of its kind."""

import re
from typing import Any

from kiosk.catalogue.define.conditions import Scope, read_when
from kiosk.catalogue.define.icons import read_icon
from kiosk.catalogue.read.node import Items, Node, Scalar
from kiosk.catalogue.read.table import SNAKE, VALUE, Reading, Table, ids_in, note_repeated, note_unknown
from kiosk.domain.answers.fields import KINDS
from kiosk.domain.answers.fields.kind import FieldKind
from kiosk.domain.answers.fields.registry import kind_of, names
from kiosk.domain.language import spelling
from kiosk.domain.procedure.condition import Condition
from kiosk.domain.procedure.printed_on import PLACES
from kiosk.domain.procedure.procedure import ROLES, Choice, Field

KEYS = ("id", "kind", "label", "help", "required", "none", "unknown", "when", "role", "choices", "fields", "printed_on")
CHOICE_KEYS = ("value", "label", "help", "icon")
_ONLY_ASKED = ("required", "none", "unknown", "role", "printed_on")
"""Keys that make no sense for a kind that asks nothing or ends the walk."""
_UNKNOWN = ("allowed",)


def read_field(
    node: Node,
    reading: Reading,
    scope: Scope,
    documents: tuple[str, ...],
    within: Condition | None,
    inner: bool = False,
) -> Field | None:
    """The field that this node declares, None if it cannot be built; `within` is the condition of its step.

    `inner` is True for a field of a group.
    """
    table = Table(node, reading)
    if table.broken:
        return None
    name, kind = table.named("id", SNAKE), _kind(table)
    if not name:  # told already: a condition on it is no second mistake
        scope.broken |= {written for written, _ in ids_in(Items(node.line, node.column, (node,)))}
    options = kind.options if kind is not None else [option for a_kind in KINDS for option in a_kind.options]
    table.expect((*KEYS, *(option.name for option in options)))
    label, help_ = table.text("label", required=True), table.text("help")
    required, none = table.flag("required"), table.text("none")
    unknown = bool(table.one_of("unknown", _UNKNOWN, required=False))
    role = table.one_of("role", ROLES, required=False)
    printed_on = table.one_of("printed_on", tuple(PLACES), required=False)
    when = read_when(table, scope, "unreachable-field", within)
    if required is False and none:
        table.notes.note(table.place("none"), "none-not-needed")
    before = len(reading.notes)
    choices = _choices(table)
    values = _options(table, kind, documents, scope) if kind is not None else {}
    fields = _fields(table, documents, required=kind is not None and kind.repeats)
    if inner:
        _check_inner(table, kind)
    if kind is None:
        scope.broken.add(name)
        return None
    if kind.ends or not kind.answers:
        for key in _ONLY_ASKED:
            if table.has(key):
                table.notes.note(table.node.place(key), "asks-nothing", key=key, kind=kind.kind)
    field = Field(
        name,
        kind.kind,
        label,
        help_,
        required is not False,
        none,
        when,
        role,
        choices,
        values,
        fields,
        unknown,
        printed_on,
    )
    if len(reading.notes) == before:  # otherwise the kind would only repeat faults already noted
        for code in kind.mistakes(field):
            table.notes.note(table.place("choices") if "choice" in code else table.place("kind"), code, kind=kind.kind)
    return field


def _fields(table: Table, documents: tuple[str, ...], required: bool) -> tuple[Field, ...]:
    """The fields of a group; a condition there may test only earlier fields of the same group."""
    nodes = table.items("fields", required)
    named = [pair for node in nodes for pair in ids_in(Items(node.line, node.column, (node,)))]
    note_repeated(table.notes, "repeated-field", named)
    scope = Scope(frozenset(name for name, _ in named))
    fields = []
    for node in nodes:
        inner = read_field(node, table.reading, scope, documents, None, inner=True)
        if inner is not None:
            fields.append(inner)
            if inner.id:
                scope.known.add(inner, inner.when)
    return tuple(fields)


def _check_inner(table: Table, kind: FieldKind | None) -> None:
    if kind is not None and (kind.alone or kind.attaches or not kind.answers):
        table.notes.note(table.place("kind"), "not-in-a-group", kind=kind.kind)
    if table.has("role"):
        table.notes.note(table.node.place("role"), "role-in-a-group", key="role")
    if table.has("unknown"):
        table.notes.note(table.node.place("unknown"), "unknown-in-a-group")


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
        if isinstance(node, Scalar):
            words = node.value.strip()
            table.notes.note(node, "bare-choice", value=words, id=_as_value(words))
            continue
        choice = Table(node, table.reading, CHOICE_KEYS)
        label, help_ = choice.text("label", required=True), choice.text("help")
        choices.append(Choice(choice.named("value", VALUE), label, help_, read_icon(choice)))
        named.append((choices[-1].value, choice.place("value")))
    note_repeated(table.notes, "repeated-choice", named)
    return tuple(choices)


def _as_value(words: str) -> str:
    """What a choice with these words may be stored as: « Très grand » is `tres_grand`."""
    return "_".join(re.findall("[a-z0-9]+", spelling.unaccented(words)))[:60] or "a"


def _options(table: Table, kind: FieldKind, documents: tuple[str, ...], scope: Scope) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for option in kind.options:
        value = table.typed(option.name, option.type, option.required)
        if value is not None:
            values[option.name] = value
    if "document" in values and values["document"] not in documents:
        note_unknown(table.notes, table.place("document"), "unknown-document", values["document"], documents)
    if "town" in values and values["town"] not in scope.broken:
        communes = [name for name, field in scope.known.fields.items() if kind_of(field.kind).locates]
        if values["town"] not in communes:
            note_unknown(table.notes, table.place("town"), "unknown-commune", values["town"], communes)
    return values

"""Read the steps of a procedure file in order, so that a condition can only test earlier fields."""

import re
from datetime import date
from functools import cache
from importlib.resources import files
from itertools import pairwise
from typing import Any

from msgspec.structs import replace

from kiosk.catalogue.define.conditions import Scope, read_when
from kiosk.catalogue.read.source import CatalogueFaults, Entries, Items, Node, Notes, Scalar, read_root_node
from kiosk.catalogue.read.table import KEBAB, SNAKE, VALUE, ReadingState, Table, ids_in, note_repeated, note_unknown
from kiosk.domain.answers.fields import KINDS
from kiosk.domain.answers.fields.kind import FieldKind
from kiosk.domain.answers.fields.registry import ends_walk, find_field_kind, list_field_kinds
from kiosk.domain.answers.journey import REVIEW, WHOLE
from kiosk.domain.language import spelling
from kiosk.domain.procedure.facts import EVIDENCE_KEYS
from kiosk.domain.procedure.procedure import FOR_WHOM, PLACES, ROLES, Condition, Field, FieldChoice, Step, is_own

FIELD_KEYS = (
    "id", "kind", "label", "help", "required", "none", "unknown", "when", "role", "choices", "fields", "printed_on",
    "household",
)  # fmt: skip
CHOICE_KEYS = ("value", "label", "help", "icon")
_ONLY_ASKED = ("required", "none", "unknown", "role", "printed_on", "household")
"""Keys that make no sense for a kind that asks nothing or ends the walk."""
_UNKNOWN = ("allowed",)
STEP_KEYS = ("id", "title", "help", "icon", "when", "fields")
RESERVED = (REVIEW.kept, WHOLE.kept)
"""Ids no step may have, because `Case.position` uses them: `review`, and `whole` for all questions on one page."""
SHARED_FILE = "for_whom.yaml"
SHARED_CONTEXT = "for-whom"
"""The id of that file, and the gettext context of its texts."""
FOR_WHOM_FIELD = "for_whom"


@cache
def icon_names() -> tuple[str, ...]:
    """The names of the icons in the sprite, which are those of lucide (`static/icons.txt`)."""
    return tuple(files("kiosk.static").joinpath("icons.txt").read_text("utf-8").split())


def read_icon(table: Table) -> str:
    """The value of `icon`; "" where there is none, and with a note where there is no such icon. Whether a pictogram of
    the town hall's own is there is not looked at: it may be put there later."""
    name = table.named("icon", KEBAB, required=False)
    if name and not is_own(name) and name not in icon_names():
        note_unknown(table.notes, table.place("icon"), "unknown-icon", name, icon_names())
        return ""
    return name


def read_field(
    node: Node,
    reading: ReadingState,
    scope: Scope,
    documents: tuple[str, ...],
    within: Condition | None,
    inner: bool = False,
) -> Field | None:
    """The field that this node declares, None if it cannot be built; `within` is the condition of its step. `inner` is
    True for a field of a group."""
    table = Table(node, reading)
    if table.broken:
        return None
    name, word = table.named("id", SNAKE), table.word("kind", required=True)
    kind = find_field_kind(word) if word in list_field_kinds() else None
    if word and kind is None:
        note_unknown(table.notes, table.place("kind"), "unknown-word", word, list_field_kinds())
    if not name:  # told already: a condition on it is no second mistake
        scope.broken |= {written for written, _ in ids_in(Items(node.line, node.column, (node,)))}
    options = kind.options if kind is not None else [option for a_kind in KINDS for option in a_kind.options]
    sourced = EVIDENCE_KEYS if kind is not None and not kind.answers else ()
    table.expect((*FIELD_KEYS, *sourced, *(option.name for option in options)))
    label, help_ = table.text("label", required=True), table.text("help")
    required, none = table.flag("required"), table.text("none")
    unknown = bool(table.one_of("unknown", _UNKNOWN, required=False))
    role = table.one_of("role", ROLES, required=False)
    printed_on = table.one_of("printed_on", tuple(PLACES), required=False)
    household = bool(table.flag("household"))
    when = read_when(table, scope, "unreachable-field", within)
    if required is False and none:
        table.notes.note(table.place("none"), "none-not-needed")
    before = len(reading.notes)
    choices = _choices(table)
    values = _options(table, kind, documents, scope) if kind is not None else {}
    fields = _inner_fields(table, documents, required=kind is not None and kind.repeats)
    if inner:
        if kind is not None and (kind.alone or kind.attaches or not kind.answers):
            table.notes.note(table.place("kind"), "not-in-a-group", kind=kind.kind)
        if table.has("role"):
            table.notes.note(table.node.place("role"), "role-in-a-group", key="role")
        if table.has("unknown"):
            table.notes.note(table.node.place("unknown"), "unknown-in-a-group")
        if "danger" in values:
            table.notes.note(table.place("danger"), "danger-in-a-group")
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
        household,
    )
    if len(reading.notes) == before:  # otherwise the kind would only repeat faults already noted
        for code in kind.mistakes(field):
            table.notes.note(table.place("choices") if "choice" in code else table.place("kind"), code, kind=kind.kind)
    return field


def _inner_fields(table: Table, documents: tuple[str, ...], required: bool) -> tuple[Field, ...]:
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


def _choices(table: Table) -> tuple[FieldChoice, ...]:
    choices: list[FieldChoice] = []
    named: list[tuple[str, Node]] = []
    for node in table.items("choices"):
        if isinstance(node, Scalar):
            words = node.value.strip()
            # What it may be stored as: « Très grand » is `tres_grand`.
            value = "_".join(re.findall("[a-z0-9]+", spelling.fold_accents(words)))[:60] or "a"
            table.notes.note(node, "bare-choice", value=words, id=value)
            continue
        choice = Table(node, table.reading, CHOICE_KEYS)
        label, help_ = choice.text("label", required=True), choice.text("help")
        choices.append(FieldChoice(choice.named("value", VALUE), label, help_, read_icon(choice)))
        named.append((choices[-1].value, choice.place("value")))
    note_repeated(table.notes, "repeated-choice", named)
    return tuple(choices)


def _options(table: Table, kind: FieldKind, documents: tuple[str, ...], scope: Scope) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for option in kind.options:
        value = table.typed(option.name, option.type, option.required)
        if value is not None:
            values[option.name] = value
    if "document" in values and values["document"] not in documents:
        note_unknown(table.notes, table.place("document"), "unknown-document", values["document"], documents)
    if "town" in values and values["town"] not in scope.broken:
        communes = [name for name, field in scope.known.fields.items() if find_field_kind(field.kind).locates]
        if values["town"] not in communes:
            note_unknown(table.notes, table.place("town"), "unknown-commune", values["town"], communes)
    if "since" in values and values["since"] not in scope.broken:
        dates = [name for name, field in scope.known.fields.items() if _is_whole_date(field)]
        if values["since"] not in dates:
            note_unknown(table.notes, table.place("since"), "unknown-field", values["since"], dates)
    return values


def _is_whole_date(field: Field) -> bool:
    return field.kind == "date" and not field.options.get("year_alone")


def read_steps(
    table: Table, documents: tuple[str, ...], before: tuple[Step, ...], taken: tuple[Step, ...]
) -> tuple[tuple[Step, ...], Scope]:
    """The steps under `steps`, preceded by those in `before`, and the scope for conditions after them. `documents` are
    the document ids that a field may name; ids of `taken` steps and their fields may not be reused."""
    nodes = table.items("steps", required=True)
    fields = [named for node in nodes if isinstance(node, Entries) for named in ids_in(node.get("fields"))]
    scope = Scope(frozenset(name for name, _ in fields))
    for step in before:
        for field in step.fields:
            scope.known.add(field, step.when, field.when)
    steps = [_read_step(node, table.reading, scope, documents) for node in nodes]
    _check(ids_in(table.node.get("steps")), "repeated-step", {*RESERVED, *(step.id for step in taken)}, table.notes)
    _check(fields, "repeated-field", {field.id for step in taken for field in step.fields}, table.notes)
    return (*before, *(step for step in steps if step is not None)), scope


def _read_step(node: Node, reading: ReadingState, scope: Scope, documents: tuple[str, ...]) -> Step | None:
    table = Table(node, reading, STEP_KEYS)
    if table.broken:
        return None
    name = table.named("id", KEBAB)
    title, help_ = table.text("title", required=True), table.text("help")
    icon = read_icon(table)
    when = read_when(table, scope, "unreachable-step")
    fields = []
    for item in table.items("fields", required=True):
        field = read_field(item, reading, scope, documents, when)
        if field is not None:
            fields.append(field)
            if field.id:
                scope.known.add(field, when, field.when)
    # A question after the end of the walk in one step would be asked before, or never.
    for before, after in pairwise(fields):
        if ends_walk(before.kind) and not ends_walk(after.kind):
            place = dict(ids_in(table.node.get("fields"))).get(after.id, table.place("fields"))
            table.notes.note(place, "question-after-stop", value=after.id)
    return Step(name, title, tuple(fields), help_, when, icon)


def _check(named: list[tuple[str, Node]], code: str, reserved: set[str], notes: Notes) -> None:
    note_repeated(notes, code, named)
    for name, place in named:
        if name in reserved:
            notes.note(place, "reserved-id", value=name)


@cache
def shared_steps() -> tuple[Step, ...]:
    """All shared steps, with all choices. Raises `CatalogueFaults` if the shipped file is wrong."""
    notes = Notes(SHARED_FILE)
    node = read_root_node(files("kiosk.catalogue").joinpath(SHARED_FILE).read_bytes(), notes)
    if node is None or notes.faults:
        raise CatalogueFaults(notes.faults)
    steps = steps_of(Table(node, ReadingState(notes, SHARED_CONTEXT), ("id", "steps")))
    if notes.faults:
        raise CatalogueFaults(notes.faults)
    return steps


def steps_of(table: Table) -> tuple[Step, ...]:
    """The steps declared in the shared file."""
    return read_steps(table, (), (), ())[0]


def steps_for(for_whom: tuple[str, ...]) -> tuple[Step, ...]:
    """The shared steps that these `for_whom` choices of a procedure can reach; none if it is only for oneself."""
    if for_whom == FOR_WHOM[:1]:
        return ()
    return tuple(
        replace(
            step,
            fields=tuple(
                replace(field, choices=tuple(choice for choice in field.choices if choice.value in for_whom))
                if field.id == FOR_WHOM_FIELD
                else field
                for field in step.fields
            ),
        )
        for step in shared_steps()
        if step.when is None or any(step.when.holds({FOR_WHOM_FIELD: choice}, date.min) for choice in for_whom)
    )

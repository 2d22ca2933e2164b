"""Read the steps of a procedure file in order, so that a condition can only test earlier fields."""

from itertools import pairwise

from kiosk.catalogue.define.conditions import Scope, read_when
from kiosk.catalogue.define.fields import read_field
from kiosk.catalogue.define.icons import read_icon
from kiosk.catalogue.read.fault import Notes
from kiosk.catalogue.read.node import Entries, Node
from kiosk.catalogue.read.table import KEBAB, Reading, Table, ids_in, note_repeated
from kiosk.domain.answers.fields.registry import ends
from kiosk.domain.answers.position import REVIEW, WHOLE
from kiosk.domain.procedure.procedure import Field, Step

KEYS = ("id", "title", "help", "icon", "when", "fields")
RESERVED = (REVIEW.kept, WHOLE.kept)
"""Ids no step may have, because `Case.position` uses them: `review`, and `whole` for all questions on one page."""


def read_steps(
    table: Table, documents: tuple[str, ...], before: tuple[Step, ...], taken: tuple[Step, ...]
) -> tuple[tuple[Step, ...], Scope]:
    """The steps under `steps`, preceded by those in `before`, and the scope for conditions after them.

    `documents` are the document ids that a field may name; ids of `taken` steps and their fields may not be reused.
    """
    nodes = table.items("steps", required=True)
    fields = [named for node in nodes for named in ids_in(_fields(node))]
    scope = Scope(frozenset(name for name, _ in fields))
    for step in before:
        for field in step.fields:
            scope.known.add(field, step.when, field.when)
    steps = [_read_step(node, table.reading, scope, documents) for node in nodes]
    _check(ids_in(table.node.get("steps")), "repeated-step", {*RESERVED, *(step.id for step in taken)}, table.notes)
    _check(fields, "repeated-field", {field.id for step in taken for field in step.fields}, table.notes)
    return (*before, *(step for step in steps if step is not None)), scope


def _fields(step: Node) -> Node | None:
    return step.get("fields") if isinstance(step, Entries) else None


def _read_step(node: Node, reading: Reading, scope: Scope, documents: tuple[str, ...]) -> Step | None:
    table = Table(node, reading, KEYS)
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
    _check_ends(fields, table)
    return Step(name, title, tuple(fields), help_, when, icon)


def _check_ends(fields: list[Field], table: Table) -> None:
    """Note a question after the end of the walk in one step: it would be asked before, or never."""
    for before, after in pairwise(fields):
        if ends(before.kind) and not ends(after.kind):
            place = dict(ids_in(table.node.get("fields"))).get(after.id, table.place("fields"))
            table.notes.note(place, "question-after-stop", value=after.id)


def _check(named: list[tuple[str, Node]], code: str, reserved: set[str], notes: Notes) -> None:
    """Note ids used twice, and reserved ids."""
    note_repeated(notes, code, named)
    for name, place in named:
        if name in reserved:
            notes.note(place, "reserved-id", value=name)

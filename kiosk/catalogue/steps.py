"""Reads the steps of a procedure file, in their order, so that a condition asks only about what came before."""

from kiosk.catalogue.fault import Notes
from kiosk.catalogue.fields import read_field
from kiosk.catalogue.node import Entries, Node
from kiosk.catalogue.table import KEBAB, Reading, Table, ids_in, note_repeated
from kiosk.catalogue.when import Scope, read_when
from kiosk.domain.procedure import Step

KEYS = ("id", "title", "help", "when", "fields")
RESERVED = ("review", "whole")
"""Step ids that are places of their own: `Case.position` is `review` at the end, `whole` on the page of all."""


def read_steps(
    table: Table, documents: tuple[str, ...], before: tuple[Step, ...], taken: tuple[Step, ...]
) -> tuple[tuple[Step, ...], Scope]:
    """The steps under `steps`, after those that stand `before` them, and what a condition may ask about at the end.

    `documents` are the ids a field may name; the ids in `taken` steps are not to be used again.
    """
    nodes = table.items("steps", required=True)
    fields = [named for node in nodes for named in ids_in(_fields(node))]
    scope = Scope(frozenset(name for name, _ in fields))
    for step in before:
        for one in step.fields:
            scope.known.add(one, step.when, one.when)
    steps = [_read_step(node, table.reading, scope, documents) for node in nodes]
    _check(ids_in(table.node.get("steps")), "repeated-step", {*RESERVED, *(step.id for step in taken)}, table.notes)
    _check(fields, "repeated-field", {one.id for step in taken for one in step.fields}, table.notes)
    return (*before, *(step for step in steps if step is not None)), scope


def _fields(step: Node) -> Node | None:
    return step.get("fields") if isinstance(step, Entries) else None


def _read_step(node: Node, reading: Reading, scope: Scope, documents: tuple[str, ...]) -> Step | None:
    table = Table(node, reading, KEYS)
    if table.broken:
        return None
    name = table.named("id", KEBAB)
    title, help_ = table.text("title", required=True), table.text("help")
    when = read_when(table, scope, "unreachable-step")
    fields = []
    for one in table.items("fields", required=True):
        found = read_field(one, reading, scope, documents, when)
        if found is not None:
            fields.append(found)
            scope.known.add(found, when, found.when)
    return Step(name, title, tuple(fields), help_, when)


def _check(named: list[tuple[str, Node]], code: str, reserved: set[str], notes: Notes) -> None:
    """Note the ids given twice, and those that are not for a procedure file to give."""
    note_repeated(notes, code, named)
    for name, place in named:
        if name in reserved:
            notes.note(place, "reserved-id", value=name)

"""Warn of what a file says and nobody would ever see: papers that no question asks for, names that are dropped."""

from kiosk.catalogue.define.conditions import Scope
from kiosk.catalogue.read.node import Entries, Items, Node
from kiosk.catalogue.read.table import Table, ids_in
from kiosk.domain.procedure.condition import Condition
from kiosk.domain.procedure.procedure import FOR_WHOM, Field, Step

_OF_APPLICANT = "applicant."


def warn_of_silence(table: Table, steps: tuple[Step, ...], scope: Scope, for_whom: tuple[str, ...]) -> None:
    """Warn of documents without a question, roles given twice to one person, and an applicant nobody asks for."""
    asked = {field.options.get("document") for step in steps for field in _all(step.fields)}
    for name, place in ids_in(table.node.get("documents")):
        if name not in asked:
            table.notes.warn(place, "unasked-document", value=name)
    places = _places_of_roles(table)
    for role, fields in _by_role(steps).items():
        if role.startswith(_OF_APPLICANT) and for_whom == FOR_WHOM[:1]:
            for field, _ in fields:
                if field.id in places:
                    table.notes.warn(places[field.id], "applicant-of-oneself", value=role)
            continue
        for number, (field, whens) in enumerate(fields):
            if field.id in places and any(scope.known.ways((*whens, *other)) for _, other in fields[:number]):
                table.notes.warn(places[field.id], "repeated-role", value=role, field=fields[0][0].id)


def _by_role(steps: tuple[Step, ...]) -> dict[str, list[tuple[Field, tuple[Condition | None, ...]]]]:
    """The fields of each role, in order, with the conditions under which each is asked."""
    found: dict[str, list[tuple[Field, tuple[Condition | None, ...]]]] = {}
    for step in steps:
        for field in step.fields:
            if field.role:
                found.setdefault(field.role, []).append((field, (step.when, field.when)))
    return found


def _places_of_roles(table: Table) -> dict[str, Node]:
    """Where the role of each field of this file is written, by the field's id."""
    places: dict[str, Node] = {}
    for step in _tables(table.node.get("steps")):
        for field in _tables(step.get("fields")):
            role = field.get("role")
            for name, _ in ids_in(Items(field.line, field.column, (field,))):
                if role is not None:
                    places.setdefault(name, role)
    return places


def _tables(node: Node | None) -> list[Entries]:
    return [item for item in node.items if isinstance(item, Entries)] if isinstance(node, Items) else []


def _all(fields: tuple[Field, ...]) -> list[Field]:
    return [inner for field in fields for inner in (field, *field.fields)]

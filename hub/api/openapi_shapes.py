"""The JSON Schemas that the API description refers to, made of the types of the wire."""

from collections.abc import Iterator
from typing import Any

import msgspec
from msgspec import UNSET, Struct, inspect

from kiosk.domain.events.event import EventType
from kiosk.domain.events.wire import batch, bodies, statements
from kiosk.domain.events.wire.reading import ANY_TEXT
from kiosk.domain.published import documents

Json = dict[str, Any]
SENT: tuple[type[Struct], ...] = (
    batch.Batch,
    batch.AskedUpdates,
    batch.Question,
    batch.FileManifest,
    batch.AskedGiven,
    statements.AskedWhereabouts,
    statements.AskedNamed,
)
"""What boxes send; a hub takes what it does not know of a newer one."""
TOLD: tuple[type[Struct], ...] = (
    batch.Answers,
    batch.Updates,
    batch.ToldSite,
    batch.Signed,
    batch.Enrolled,
    batch.NotEnrolled,
    batch.Health,
    batch.Error,
    batch.Hello,
    batch.FileAnswer,
    documents.Told,
)
"""What a hub answers: all of these parts and no others."""
SIGNED: tuple[type[Struct], ...] = (
    statements.Header,
    statements.AliasStatement,
    statements.EventAcknowledgement,
    statements.FileAcknowledgement,
    statements.RefusalOf,
    statements.HubStanding,
    statements.ReleaseNote,
    statements.SealingKey,
    statements.KeyListStatement,
    statements.HelloStatement,
    batch.GivenManifest,
    documents.Root,
    documents.ItemList,
    *statements.UPDATES.values(),
    statements.Whereabouts,
    statements.NoWhereabouts,
    statements.NamedCases,
)
"""What a site or a hub signs."""
BODIES: dict[str, type[Struct]] = {type_: bodies.BODIES[type_] for type_ in EventType}
"""What is sealed in an event, by the event's type."""
_REF = "#/components/schemas/{name}"


def shapes() -> Json:
    """The `components/schemas` of the description, by the name of each type."""
    every = (*SENT, *TOLD, *SIGNED, *dict.fromkeys(BODIES.values()))
    _, named = msgspec.json.schema_components(every, ref_template=_REF)
    for of in _closed():
        written = [field.encode_name for field in msgspec.structs.fields(of) if field.default is not UNSET]
        tag = [field for field in (of.__struct_config__.tag_field,) if field]
        named[of.__name__] |= {"required": [*tag, *written], "additionalProperties": False}
    named["Update"] = {"oneOf": [{"$ref": _REF.format(name=of.__name__)} for of in statements.UPDATES.values()]}
    return {name: _portable(shape) for name, shape in named.items()}


def _closed() -> Iterator[type[Struct]]:
    """Each type in what a hub says."""
    left, seen = [*TOLD, *SIGNED], set[type[Struct]]()
    while left:
        of = left.pop()
        if of not in seen:
            seen.add(of)
            yield of
            described = inspect.type_info(of)
            assert isinstance(described, inspect.StructType)
            left += [inner for field in described.fields for inner in _structs_in(field.type)]


def _structs_in(kind: inspect.Type) -> Iterator[type[Struct]]:
    """The types in that of a field: itself, the items of a list, those it may be."""
    match kind:
        case inspect.StructType(cls=of):
            yield of
        case inspect.VarTupleType(item_type=item):
            yield from _structs_in(item)
        case inspect.UnionType(types=several):
            for inner in several:
                yield from _structs_in(inner)


def _portable(shape: object) -> object:
    """A schema without what only Python knows of patterns, and with what a hub of this version writes."""
    if isinstance(shape, list):
        return [_portable(part) for part in shape]
    if not isinstance(shape, dict):
        return shape
    made: Json = {name: _portable(part) for name, part in shape.items() if name not in ("default", "told")}
    if shape.get("pattern") == ANY_TEXT or "enum" in shape:
        made.pop("pattern", None)
    elif isinstance(shape.get("pattern"), str):
        made["pattern"] = shape["pattern"].replace(r"\A", "^").replace(r"\Z", "$")
    made |= shape.get("told", {})
    return made


SHAPES: Json = shapes()
"""Names of `components/schemas`."""

"""The description of the API (OpenAPI 3.1), as `/api/openapi.json` gives it; docs/wire.md is the prose."""

import re
from collections.abc import Iterator
from typing import Any

import msgspec
from msgspec import UNSET, Struct, inspect

from hub.intake.updates import MOST
from kiosk.domain.events.event import EventType
from kiosk.domain.events.sealed import MEDIA_TYPE
from kiosk.domain.events.wire import batch, bodies, month_figures, statements
from kiosk.domain.events.wire.reading import ANY_TEXT
from kiosk.domain.published import documents
from kiosk.version import VERSION

Json = dict[str, Any]
SENT: tuple[type[Struct], ...] = (
    batch.Batch,
    batch.AskedUpdates,
    batch.EnrolmentQuestion,
    batch.FileManifest,
    batch.AskedGiven,
    statements.AskedWhereabouts,
    statements.AskedNamedCases,
    month_figures.MonthFigures,
)
"""What boxes send; a hub takes what it does not know of a newer one."""
TOLD: tuple[type[Struct], ...] = (
    batch.BatchAnswer,
    batch.UpdatesAnswer,
    batch.ToldSite,
    batch.SignedAnswer,
    batch.EnrolmentAnswer,
    batch.EnrolmentRefusal,
    batch.Health,
    batch.Error,
    batch.Hello,
    batch.FileAnswer,
    documents.PublicationsAnswer,
    month_figures.FiguresAnswer,
)
"""What a hub answers: all of these parts and no others."""
SIGNED: tuple[type[Struct], ...] = (
    statements.EventStatement,
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
_MEANINGS = {
    400: "The request is not of the shape above.",
    401: "No site has this token, or the batch names another site.",
    403: "No code that may be used is proven by this question.",
    404: "There is no such thing for this site.",
    411: "The length of the body is not said.",
    413: "Too large, packed or unpacked.",
    415: "Another media type than those above.",
    422: "The key of the site did not sign this.",
    429: "Too many wrong questions from this address within an hour, or too much to do: see Retry-After.",
    500: "The hub failed; time mends it.",
    503: "The hub's disk or database takes nothing; nothing that is not answered is kept.",
}
_FAULTS = {"type": "array", "items": {"type": "string"}}


def shapes() -> Json:
    every = (*SENT, *TOLD, *SIGNED, *dict.fromkeys(BODIES.values()))
    _, named = msgspec.json.schema_components(every, ref_template=_REF)
    left, seen = [*TOLD, *SIGNED], set[type[Struct]]()
    while left:  # each type in what a hub says
        of = left.pop()
        if of in seen:
            continue
        seen.add(of)
        written = [field.encode_name for field in msgspec.structs.fields(of) if field.default is not UNSET]
        tag = [field for field in (of.__struct_config__.tag_field,) if field]
        named[of.__name__] |= {"required": [*tag, *written], "additionalProperties": False}
        described = inspect.type_info(of)
        assert isinstance(described, inspect.StructType)
        left += [inner for field in described.fields for inner in _structs_in(field.type)]
    named["Update"] = {"oneOf": [{"$ref": _REF.format(name=of.__name__)} for of in statements.UPDATES.values()]}
    return {name: _portable(shape) for name, shape in named.items()}


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


def _content(schema: Json | str, media: str = "application/json") -> Json:
    """A body of this schema, or in JSON of the described shape of this name."""
    return {media: {"schema": {"$ref": f"#/components/schemas/{schema}"} if isinstance(schema, str) else schema}}


def _query(name: str, says: str = "", default: int = 0, pattern: str = "") -> Json:
    number = {"type": "integer", "minimum": 0, "default": default}
    schema = {"type": "string", "pattern": pattern} if pattern else number
    return {"name": name, "in": "query", "schema": schema} | ({"description": says} if says else {})


def _in_path(name: str) -> Json:
    schema = {"type": "string", "pattern": f"^[0-9a-f]{{{32 if name.endswith('_id') else 64}}}$"}
    return {"name": name, "in": "path", "required": True, "schema": schema}


def _operation(
    at: str, name: str, summary: str, answers: dict[int, tuple[str, str | Json]], errors: tuple[int, ...], **more: Any
) -> tuple[str, Json]:
    """The operation `at` « method path »: its answers by status, each what it means and a shape or content, and errors.

    `more` may have the `query`, and a `body`: a shape or content. What no error says needs no token; what needs one is
    sealed both ways, but for bytes that a site sends.
    """
    method, path = at.split()
    body, query = more.get("body"), more.get("query", [])
    of_site = 401 in errors and path != "/metrics"  # which has a token of its own
    media = MEDIA_TYPE if of_site else "application/json"
    said = answers | {status: (_MEANINGS[status], "Error") for status in errors}
    described: Json = {
        "operationId": name,
        "summary": summary,
        "responses": {
            str(status): {
                "description": says,
                "content": _content(of, media if status == 200 else "application/json") if isinstance(of, str) else of,
            }
            for status, (says, of) in said.items()
        },
    }
    if parameters := [*map(_in_path, re.findall(r"{(\w+)}", path)), *query]:
        described["parameters"] = parameters
    if body:
        content = _content(body, media) if isinstance(body, str) else body
        described["requestBody"] = {"required": True, "content": content}
    if not of_site:
        described["security"] = []
    return path, {method: described}


_BYTES = _content({}, "application/octet-stream")
_READY = _content(
    {
        "type": "object",
        "required": ["status", "faults"],
        "properties": {"status": {"enum": ["ready", "not-ready"]}, "faults": _FAULTS},
    }
)
_PATHS = (
    _operation(
        "post /api/v2/events",
        "receive_events",
        "Events, each taken in a transaction of its own, in the order of the list; none is a heartbeat.",
        {200: ("One answer an event, in the same order.", "BatchAnswer")},
        (400, 401, 413, 415, 422, 500, 503),
        body="Batch",
    ),
    _operation(
        "get /api/v2/updates",
        "give_updates",
        "What happened to the site's cases after a cursor, in the order of commits.",
        {200: ("The updates, and the cursor to ask with next.", "UpdatesAnswer")},
        (400, 401, 500, 503),
        query=[
            _query("after", "The cursor the site has got to."),
            _query("limit", f"Updates at most; more than {MOST} counts as {MOST}.", MOST),
        ],
    ),
    _operation(
        "get /api/v2/site",
        "tell_site",
        "What a box goes on with: the highest counter ever seen of this site, and the newest sealing key.",
        {200: ("The site.", "ToldSite")},
        (401, 500, 503),
    ),
    _operation(
        "get /api/v2/keys",
        "give_keys",
        "The keys of all sites, those given up included, for whoever verifies a receipt.",
        {200: ("The list, signed by the hub.", "SignedAnswer")},
        (500, 503),
    ),
    _operation(
        "get /api/v2/published",
        "tell_published",
        "What an authority published to the site after a cursor, signed by keys that no hub has.",
        {200: ("Every root in between, and the newest list of each scope.", "PublicationsAnswer")},
        (400, 401, 500, 503),
        query=[
            _query("after"),
            _query("fault", "The code of what the site could not take.", pattern="^[a-z0-9-]{0,32}$"),
        ],
    ),
    _operation(
        "get /api/v2/published/{sha256}",
        "give_content",
        "The bytes of a published item, which a signed list names by their SHA-256.",
        {200: ("The bytes.", _content({}, MEDIA_TYPE))},
        (401, 404, 500, 503),
    ),
    _operation(
        "post /api/v2/enroll",
        "enroll_site",
        "A box that knows a one-time code registers its key, and learns its token and the hub's keys.",
        {
            200: ("What it needs, with a proof that the hub knows the code too.", "EnrolmentAnswer"),
            409: ("The code is another site's than the question names, or the key is revoked.", "EnrolmentRefusal"),
        },
        (400, 403, 413, 415, 429, 500, 503),
        body="EnrolmentQuestion",
    ),
    _operation(
        "get /api/openapi.json",
        "describe",
        "This document.",
        {200: ("OpenAPI 3.1.", _content({"type": "object", "required": ["openapi", "paths"]}))},
        (),
    ),
    _operation(
        "get /api/v2/hello",
        "say_hello",
        "The question signed, so that a box tells the hub from a page of the network.",
        {200: ("Only this hub can sign it.", "Hello")},
        (400, 500, 503),
        query=[_query("asked", pattern="^[0-9a-f]{32}$") | {"required": True}],
    ),
    _operation("get /healthz", "health", "Whether the database answers.", {200: ("It does.", "Health")}, (500, 503)),
    _operation(
        "get /readyz",
        "ready",
        "Whether this hub can take cases, for a load balancer.",
        {200: ("It can.", _READY), 503: ("It cannot; a code for each reason.", _READY)},
        (),
    ),
    _operation(
        "get /metrics",
        "metrics",
        "Figures for Prometheus, to this machine itself or to whoever has the token of the metrics.",
        {200: ("The figures.", _content({"type": "string"}, "text/plain"))},
        (401, 500, 503),
    ),
    _operation(
        "put /api/v2/files/{attachment_id}",
        "receive_manifest",
        "What a file that an acknowledged event lists is made of; asked again, it says what is missing.",
        {200: ("The chunks that are missing, the receipt, or a refusal.", "FileAnswer")},
        (400, 401, 413, 415, 422, 500, 503),
        body="FileManifest",
    ),
    _operation(
        "put /api/v2/files/{attachment_id}/{chunk}",
        "receive_chunk",
        "Bytes of a chunk, named by the SHA-256 of its own bytes; what came before a cut is kept.",
        {200: ("What is missing, the receipt, or a refusal.", "FileAnswer")},
        (400, 401, 411, 413, 415, 500, 503),
        query=[_query("from", "The byte of the chunk that the body begins with.")],
        body=_BYTES,
    ),
    _operation(
        "post /api/v2/given",
        "give_manifest",
        "What the document of a decision is made of: the statement is a GivenManifest.",
        {200: ("The hub signed what it is made of.", "SignedAnswer")},
        (400, 401, 404, 413, 415, 422, 500, 503),
        body="AskedGiven",
    ),
    _operation(
        "get /api/v2/given/{document_id}/{chunk}",
        "give_chunk",
        "One chunk of it, sealed, named by the SHA-256 of its own bytes.",
        {200: ("Its bytes.", _content({}, MEDIA_TYPE))},
        (400, 401, 404, 500, 503),
    ),
    _operation(
        "post /api/v2/whereabouts",
        "tell_whereabouts",
        "Where a case is, for whoever holds its receipt; the site shows it and keeps nothing.",
        {200: ("`Whereabouts` or `NoWhereabouts`, signed by the hub.", "SignedAnswer")},
        (400, 401, 413, 415, 422, 429, 500, 503),
        body="AskedWhereabouts",
    ),
    _operation(
        "post /api/v2/named",
        "tell_named",
        "The cases of a person sought by name: of the mediator's services and of this site, twenty at most.",
        {200: ("`NamedCases`, signed by the hub.", "SignedAnswer")},
        (400, 401, 413, 415, 422, 429, 500, 503),
        body="AskedNamedCases",
    ),
    _operation(
        "post /api/v2/figures",
        "receive_figures",
        "What is published of a month that is over; a second message of a month changes nothing.",
        {200: ("The hub has that month, or says with a code why it will not.", "FiguresAnswer")},
        (400, 401, 413, 415, 422, 500, 503),
        body="MonthFigures",
    ),
)


def description() -> Json:
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Parvis hub",
            "version": VERSION,
            "license": {"name": "AGPL-3.0-or-later", "identifier": "AGPL-3.0-or-later"},
            "description": f"How boxes send events ({', '.join(EventType)}) and learn what became of their cases.",
        },
        "security": [{"site": []}],
        "paths": dict(_PATHS),
        "components": {
            "securitySchemes": {"site": {"type": "http", "scheme": "bearer", "description": "The token of a site."}},
            "schemas": SHAPES,
        },
    }

"""The description of the API (OpenAPI 3.1), as `/api/openapi.json` gives it; docs/wire.md is the prose."""

from hub.api.openapi_files import paths as file_paths
from hub.api.openapi_parts import ENCODING, Json, answer, errors, json_of
from hub.api.openapi_shapes import SHAPES
from hub.api.openapi_told import paths as told_paths
from hub.intake.updates import MOST
from kiosk.domain.events.event import EventType
from kiosk.version import VERSION


def description() -> Json:
    """The whole document, as JSON can hold it."""
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Parvis hub",
            "version": VERSION,
            "license": {"name": "AGPL-3.0-or-later", "identifier": "AGPL-3.0-or-later"},
            "description": f"How boxes send events ({', '.join(EventType)}) and learn what became of their cases.",
        },
        "security": [{"site": []}],
        "paths": {
            "/api/v2/events": {"post": _receive_events()},
            "/api/v2/updates": {"get": _give_updates()},
            "/api/v2/site": {"get": _tell_site()},
            "/api/v2/keys": {"get": _give_keys()},
            "/api/v2/published": {"get": _tell_published()},
            "/api/v2/published/{sha256}": {"get": _give_content()},
            "/api/v2/enroll": {"post": _enroll_site()},
            "/api/openapi.json": {"get": _describe()},
            "/api/v2/hello": {"get": _say_hello()},
            "/healthz": {"get": _health()},
            "/readyz": {"get": _ready()},
            "/metrics": {"get": _metrics()},
            **file_paths(),
            **told_paths(),
        },
        "components": {
            "securitySchemes": {"site": {"type": "http", "scheme": "bearer", "description": "The token of a site."}},
            "schemas": SHAPES,
        },
    }


def _receive_events() -> Json:
    return {
        "operationId": "receive_events",
        "summary": "Events, each taken in a transaction of its own, in the order of the list; none is a heartbeat.",
        "parameters": [ENCODING],
        "requestBody": {"required": True, "content": json_of("Batch")},
        "responses": {
            "200": answer("One answer an event, in the same order.", "Answers"),
            **errors(400, 401, 413, 415, 500, 503),
        },
    }


def _say_hello() -> Json:
    hexadecimal = {"type": "string", "pattern": "^[0-9a-f]{32}$"}
    asked = {"name": "asked", "in": "query", "required": True, "schema": hexadecimal}
    return {
        "operationId": "say_hello",
        "summary": "The question signed, so that a box tells the hub from a page of the network.",
        "security": [],
        "parameters": [asked],
        "responses": {"200": answer("Only this hub can sign it.", "Hello"), **errors(400, 500, 503)},
    }


def _give_updates() -> Json:
    after = {
        "name": "after",
        "in": "query",
        "description": "The cursor the site has got to.",
        "schema": {"type": "integer", "minimum": 0, "default": 0},
    }
    limit = {
        "name": "limit",
        "in": "query",
        "description": f"Updates at most; more than {MOST} counts as {MOST}.",
        "schema": {"type": "integer", "minimum": 0, "default": MOST},
    }
    return {
        "operationId": "give_updates",
        "summary": "What happened to the site's cases after a cursor, in the order of commits.",
        "parameters": [after, limit],
        "responses": {
            "200": answer("The updates, and the cursor to ask with next.", "Updates"),
            **errors(400, 401, 500, 503),
        },
    }


def _tell_published() -> Json:
    after = {"name": "after", "in": "query", "schema": {"type": "integer", "minimum": 0, "default": 0}}
    fault = {
        "name": "fault",
        "in": "query",
        "description": "The code of what the site could not take.",
        "schema": {"type": "string", "pattern": "^[a-z0-9-]{0,32}$"},
    }
    return {
        "operationId": "tell_published",
        "summary": "What an authority published to the site after a cursor, signed by keys that no hub has.",
        "parameters": [after, fault],
        "responses": {
            "200": answer("Every root in between, and the newest list of each scope.", "Told"),
            **errors(400, 401, 500, 503),
        },
    }


def _give_content() -> Json:
    hexadecimal = {"type": "string", "pattern": "^[0-9a-f]{64}$"}
    binary = {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}}
    return {
        "operationId": "give_content",
        "summary": "The bytes of a published item, which a signed list names by their SHA-256.",
        "parameters": [{"name": "sha256", "in": "path", "required": True, "schema": hexadecimal}],
        "responses": {"200": {"description": "The bytes.", "content": binary}, **errors(401, 404, 500, 503)},
    }


def _tell_site() -> Json:
    return {
        "operationId": "tell_site",
        "summary": "What a box goes on with: the highest counter ever seen of this site, and the newest sealing key.",
        "responses": {"200": answer("The site.", "ToldSite"), **errors(401, 500, 503)},
    }


def _give_keys() -> Json:
    return {
        "operationId": "give_keys",
        "summary": "The keys of all sites, those given up included, for whoever verifies a receipt.",
        "security": [],
        "responses": {"200": answer("The list, signed by the hub.", "Signed"), **errors(500, 503)},
    }


def _enroll_site() -> Json:
    return {
        "operationId": "enroll_site",
        "summary": "A box that knows a one-time code registers its key, and learns its token and the hub's keys.",
        "security": [],
        "parameters": [ENCODING],
        "requestBody": {"required": True, "content": json_of("Question")},
        "responses": {
            "200": answer("What it needs, with a proof that the hub knows the code too.", "Enrolled"),
            "409": answer("The code is another site's than the question names, or the key is revoked.", "NotEnrolled"),
            **errors(400, 403, 413, 415, 429, 500, 503),
        },
    }


def _describe() -> Json:
    return {
        "operationId": "describe",
        "summary": "This document.",
        "security": [],
        "responses": {
            "200": {
                "description": "OpenAPI 3.1.",
                "content": {"application/json": {"schema": {"type": "object", "required": ["openapi", "paths"]}}},
            }
        },
    }


def _health() -> Json:
    return {
        "operationId": "health",
        "summary": "Whether the database answers.",
        "security": [],
        "responses": {"200": answer("It does.", "Health"), **errors(500, 503)},
    }


def _ready() -> Json:
    faults = {"type": "array", "items": {"type": "string"}}
    said: Json = {
        "type": "object",
        "required": ["status", "faults"],
        "properties": {"status": {"enum": ["ready", "not-ready"]}, "faults": faults},
    }
    content = {"application/json": {"schema": said}}
    return {
        "operationId": "ready",
        "summary": "Whether this hub can take cases, for a load balancer.",
        "security": [],
        "responses": {
            "200": {"description": "It can.", "content": content},
            "503": {"description": "It cannot; a code for each reason.", "content": content},
        },
    }


def _metrics() -> Json:
    figures = {"text/plain": {"schema": {"type": "string"}}}
    return {
        "operationId": "metrics",
        "summary": "Figures for Prometheus, to this machine itself or to whoever has the token of the metrics.",
        "security": [],
        "responses": {"200": {"description": "The figures.", "content": figures}, **errors(401, 500, 503)},
    }

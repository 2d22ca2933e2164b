"""The description of how boxes send files, and fetch the documents of decisions (OpenAPI 3.1)."""

from hub.api.openapi_parts import BYTES, PACKED, Json, answer, errors, json_of


def paths() -> Json:
    """The addresses that take and give files."""
    return {
        "/api/v2/attachments/{attachment_id}": {"put": _receive_attachment()},
        "/api/v3/files/{attachment_id}": {"put": _receive_manifest()},
        "/api/v3/files/{attachment_id}/{chunk}": {"put": _receive_chunk()},
        "/api/v3/given": {"post": _give_manifest()},
        "/api/v3/given/{document_id}/{chunk}": {"get": _give_chunk()},
    }


def _receive_attachment() -> Json:
    hexadecimal = {"type": "string", "pattern": "^[0-9a-f]{32}$"}
    listing = {"name": "X-Parvis-Event", "in": "header", "required": True, "schema": hexadecimal}
    sealed_to = {"name": "X-Parvis-Key", "in": "header", "required": True, "schema": {"type": "string"}}
    return {
        "operationId": "receive_attachment",
        "summary": "A file that an acknowledged event lists, sealed: whole or not at all, again with the same answer.",
        "parameters": [_in_path("attachment_id", 32), listing, sealed_to],
        "requestBody": {"required": True, "content": BYTES},
        "responses": {"200": answer("The hub has it.", "Signed"), **errors(400, 401, 404, 409, 413, 415, 500, 503)},
    }


def _receive_manifest() -> Json:
    return {
        "operationId": "receive_manifest",
        "summary": "What a file that an acknowledged event lists is made of; asked again, it says what is missing.",
        "parameters": [_in_path("attachment_id", 32)],
        "requestBody": {"required": True, "content": PACKED},
        "responses": {
            "200": {"description": "The chunks that are missing, the receipt, or a refusal.", "content": PACKED},
            **errors(400, 401, 413, 415, 500, 503),
        },
    }


def _receive_chunk() -> Json:
    start = {
        "name": "from",
        "in": "query",
        "description": "The byte of the chunk that the body begins with.",
        "schema": {"type": "integer", "minimum": 0, "default": 0},
    }
    return {
        "operationId": "receive_chunk",
        "summary": "Bytes of a chunk, named by the SHA-256 of its own bytes; what came before a cut is kept.",
        "parameters": [_in_path("attachment_id", 32), _in_path("chunk", 64), start],
        "requestBody": {"required": True, "content": BYTES},
        "responses": {
            "200": {"description": "What is missing, the receipt, or a refusal.", "content": PACKED},
            **errors(400, 401, 411, 413, 415, 500, 503),
        },
    }


def _give_manifest() -> Json:
    return {
        "operationId": "give_manifest",
        "summary": "What the document of a decision is made of: the statement is a GivenManifest; asks an AskedGiven.",
        "requestBody": {"required": True, "content": json_of("SignedText")},
        "responses": {
            "200": answer("The hub signed what it is made of.", "Signed"),
            **errors(400, 401, 404, 413, 415, 500, 503),
        },
    }


def _give_chunk() -> Json:
    return {
        "operationId": "give_chunk",
        "summary": "One chunk of it, sealed, named by the SHA-256 of its own bytes.",
        "parameters": [_in_path("document_id", 32), _in_path("chunk", 64)],
        "responses": {
            "200": {"description": "Its bytes.", "content": BYTES},
            **errors(400, 401, 404, 500, 503),
        },
    }


def _in_path(name: str, digits: int) -> Json:
    schema = {"type": "string", "pattern": f"^[0-9a-f]{{{digits}}}$"}
    return {"name": name, "in": "path", "required": True, "schema": schema}

"""The description of how boxes send files, and fetch the documents of decisions (OpenAPI 3.1)."""

from hub.api.openapi_parts import BYTES, ENCODING, Json, answer, errors, json_of


def paths() -> Json:
    """The addresses that take and give files."""
    return {
        "/api/v2/files/{attachment_id}": {"put": _receive_manifest()},
        "/api/v2/files/{attachment_id}/{chunk}": {"put": _receive_chunk()},
        "/api/v2/given": {"post": _give_manifest()},
        "/api/v2/given/{document_id}/{chunk}": {"get": _give_chunk()},
    }


def _receive_manifest() -> Json:
    return {
        "operationId": "receive_manifest",
        "summary": "What a file that an acknowledged event lists is made of; asked again, it says what is missing.",
        "parameters": [_in_path("attachment_id", 32), ENCODING],
        "requestBody": {"required": True, "content": json_of("FileManifest")},
        "responses": {
            "200": answer("The chunks that are missing, the receipt, or a refusal.", "FileAnswer"),
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
            "200": answer("What is missing, the receipt, or a refusal.", "FileAnswer"),
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

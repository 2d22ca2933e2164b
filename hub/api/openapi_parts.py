"""What the parts of the API's description share: errors, answers, and bodies that are no JSON."""

from typing import Any

Json = dict[str, Any]
BYTES: Json = {"application/octet-stream": {"schema": {}}}
ENCODING: Json = {
    "name": "Content-Encoding",
    "in": "header",
    "description": "How the body is packed; 4 MB at most before and after.",
    "schema": {"enum": ["zstd", "identity", ""]},
}


def errors(*codes: int) -> Json:
    """The answers with these statuses, by status, each with what it means."""
    meanings = {
        400: "The request is not of the shape above.",
        401: "No site has this token, or the batch names another site.",
        403: "No code that may be used is proven by this question.",
        404: "There is no such thing for this site.",
        411: "The length of the body is not said.",
        413: "Too large, packed or unpacked.",
        415: "Another media type or encoding than those above.",
        422: "No key of the site signed this.",
        429: "Too many wrong questions from this address within an hour, or too much to do: see Retry-After.",
        500: "The hub failed; time mends it.",
        503: "The hub's disk or database takes nothing; nothing that is not answered is kept.",
    }
    return {str(code): answer(meanings[code], "Error") for code in codes}


def answer(meaning: str, shape: str) -> Json:
    """An answer in JSON of one of the described shapes."""
    return {"description": meaning, "content": json_of(shape)}


def json_of(shape: str) -> Json:
    """A body in JSON of one of the described shapes."""
    return {"application/json": {"schema": {"$ref": f"#/components/schemas/{shape}"}}}

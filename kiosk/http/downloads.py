"""Answers that a browser keeps as a file."""

from flask import Response


def json_file(content: str, name: str) -> Response:
    """JSON to keep as the file `name`.json."""
    response = Response(content, mimetype="application/json")
    response.headers.set("Content-Disposition", "attachment", filename=f"{name}.json")
    return response

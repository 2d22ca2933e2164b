"""Answers that a browser keeps as a file."""

import unicodedata
from collections.abc import Iterable
from urllib.parse import quote

from flask import Response


def json_file(content: str, name: str) -> Response:
    """JSON to keep as the file `name`.json."""
    response = Response(content, mimetype="application/json")
    response.headers.set("Content-Disposition", "attachment", filename=f"{name}.json")
    return response


def file_stream(pieces: Iterable[bytes], size: int, media_type: str, name: str) -> Response:
    """A file of `size` bytes to keep under a name, sent as its pieces come."""
    response = Response(pieces, mimetype=media_type)
    response.content_length = size
    named = {"filename": name}
    if not name.isascii():  # RFC 6266: both, for programs that know only one
        plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
        named = {"filename": plain, "filename*": f"UTF-8''{quote(name, safe='')}"}
    response.headers.set("Content-Disposition", "attachment", **named)
    return response

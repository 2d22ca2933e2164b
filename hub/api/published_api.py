"""The HTTP endpoints at which boxes follow what an authority publishes (docs/wire.md)."""

import re

from flask import Blueprint, Response, jsonify, request
from msgspec import to_builtins
from werkzeug.exceptions import BadRequest, NotFound

from hub.api.caller import calling_site
from hub.hub import this_hub
from hub.published import publications

published_api = Blueprint("published_api", __name__)
_CURSOR = re.compile(r"[0-9]{1,18}")
_LAST = 2**31 - 1
"""The largest cursor that a database keeps; PostgreSQL compares with nothing larger."""
_FAULT = re.compile(rf"[a-z0-9-]{{0,{publications.LONGEST}}}")
_HASH = re.compile("[0-9a-f]{64}")


@published_api.get("/api/v2/published")
def tell_published() -> Response:
    """What was published to the site after the cursor it names; how far it has come is noted."""
    site = calling_site()
    after, fault = request.args.get("after", "0"), request.args.get("fault", "")
    if not (_CURSOR.fullmatch(after) and _FAULT.fullmatch(fault)):
        raise BadRequest
    told = publications.told(this_hub(), site.code, site.epoch, min(int(after), _LAST))
    publications.note(this_hub(), site.code, min(int(after), told.cursor), fault)
    return jsonify(to_builtins(told))


@published_api.get("/api/v2/published/<sha256>")
def give_content(sha256: str) -> Response:
    """The bytes of a published item. Raises `NotFound`."""
    calling_site()
    content = publications.content(this_hub(), sha256) if _HASH.fullmatch(sha256) else None
    if content is None:
        raise NotFound
    return Response(content, mimetype="application/octet-stream")

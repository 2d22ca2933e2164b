"""A test client that speaks for boxes: what it sends with a box's token is sealed, and what it is told is opened."""

import json
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.datastructures import Headers
from werkzeug.test import TestResponse

from kiosk.domain.events.sealed import MEDIA_TYPE, open_message, seal_message

BOXES: dict[str, tuple[bytes, str]] = {}
"""By the token of a box, the seed of its site and the verify key of its hub."""
_JSON = "application/json"


def sealed_batch(batch: Any, token: str) -> dict[str, Any]:
    """What the client of any library sends in place of a batch: its body and its headers."""
    headers = {"Authorization": f"Bearer {token}", "Content-Type": MEDIA_TYPE}
    return {"headers": headers, "data": seal_message(json.dumps(batch).encode(), *BOXES[token])}


def opened(body: bytes, token: str) -> bytes:
    """What the hub told the box with this token."""
    seed, hub = BOXES[token]
    told = open_message(body, seed, 32 << 20)
    assert told.signer([hub]) == hub
    return told.content


class LineClient(FlaskClient):
    """Seals JSON for a box whose token it bears, and opens the answer."""

    def open(self, *args: Any, **values: Any) -> TestResponse:
        headers = Headers(values.get("headers"))
        token = headers.get("Authorization", "").removeprefix("Bearer ")
        if token not in BOXES:
            return super().open(*args, **values)
        if "json" in values:
            values["data"] = json.dumps(values.pop("json")).encode()
            headers["Content-Type"] = _JSON
        if headers.get("Content-Type") == _JSON and values.get("data") is not None:
            headers["Content-Type"] = MEDIA_TYPE
            values["data"] = seal_message(values["data"], *BOXES[token])
        response = super().open(*args, **values | {"headers": headers})
        if response.mimetype == MEDIA_TYPE:
            response.set_data(opened(response.get_data(), token))
            response.mimetype = _JSON if response.data.startswith(b"{") else "application/octet-stream"
        return response


def line_client(app: Flask) -> FlaskClient:
    """Such a client of an application."""
    app.test_client_class = LineClient
    return app.test_client()

"""A receiver of files that can lie and refuse, as no real hub does; it keeps to docs/wire.md otherwise."""

import hashlib
from io import BytesIO

from flask import Flask, jsonify, request

from kiosk.crypto import keys, sealing
from kiosk.domain.answers import attachment as attachments_of
from kiosk.domain.events.event import canonical
from kiosk.domain.events.sealed import key_id

SEED = b"h" * 32
PAIR = sealing.pair_of(b"p" * 32)
OTHER = sealing.pair_of(b"q" * 32)


class Receiving:
    """Reads a parcel whole, compares and signs, as docs/wire.md says. `says` makes it refuse files, `only` all but
    one.
    """

    def __init__(self) -> None:
        self.files: dict[str, bytes] = {}
        self.says = 200
        self.only = ""
        self.breaks_at = ""
        self.asked = 0
        self.lies: dict[str, str] = {}
        self.app = Flask("receiving")
        self.app.add_url_rule("/api/v2/attachments/<name>", view_func=self.put, methods=["PUT"])

    def put(self, name: str) -> object:
        assert request.headers["Authorization"] == "Bearer token"
        assert request.headers["X-Parvis-Key"] == key_id(PAIR.public)
        self.asked += 1
        if name == self.breaks_at:
            return "", 500
        if self.says != 200:
            return "", self.says
        if self.only not in ("", name):
            return "", 404
        data = b"".join(attachments_of.opened_parcel(BytesIO(request.get_data()).read, PAIR.private, name, 20_000_000))
        self.files[name] = data
        messages = {
            "version": 2, "attachment": name, "event": request.headers["X-Parvis-Event"], "site": "SA",
            "sha256": hashlib.sha256(data).hexdigest(), "size": len(data), "received_at": "2026-01-01T00:00:00+00:00",
        }  # fmt: skip
        statement = canonical(messages | self.lies)
        return jsonify(version=2, statement=statement.decode(), signature=keys.sign(SEED, statement).hex())

"""A receiver of files that can lie and refuse, as no real hub does; it keeps to docs/wire.md otherwise."""

import base64
import hashlib
import json
from typing import Any

from flask import Flask, Response, jsonify, request

from kiosk.crypto import keys, sealing
from kiosk.domain.answers import attachment
from kiosk.domain.events.event import encode_canonical_body
from kiosk.domain.events.sealed import MEDIA_TYPE, open_message, seal_message, sealing_key_id

SEED, SITE_SEED = b"h" * 32, b"s" * 32
PAIR = sealing.pair_of_private(b"p" * 32)
OTHER = sealing.pair_of_private(b"q" * 32)


class Receiving:
    """Takes files in chunks, compares and signs, as docs/wire.md says. `says` makes it refuse files, by a code or with
    a status; `only` all but one.
    """

    def __init__(self) -> None:
        self.files: dict[str, bytes] = {}
        self.says: str | int = ""
        self.only = ""
        self.breaks_at = ""
        self.asked = 0
        self.lies: dict[str, str] = {}
        self.signs = SEED
        self.app = Flask("receiving")
        self.app.add_url_rule("/api/v2/files/<name>", view_func=self.manifest, methods=["PUT"])
        self.app.add_url_rule("/api/v2/files/<name>/<chunk>", view_func=self.chunk, methods=["PUT"])
        self.app.after_request(self.seal)
        self._manifests: dict[str, dict[str, Any]] = {}
        self._came: dict[str, bytes] = {}

    def manifest(self, name: str) -> object:
        assert request.headers["Authorization"] == "Bearer token"
        self.asked += 1
        said = open_message(request.get_data(), SEED, 300_000)
        assert said.signer([keys.verify_key(SITE_SEED)])
        told = json.loads(said.content)
        assert told["key"] == sealing_key_id(PAIR.public)
        if name == self.breaks_at:
            return "", 500
        if isinstance(self.says, int):
            return "", self.says
        if self.says or self.only not in ("", name):
            return jsonify(version=2, code=self.says or "unknown-attachment")
        self._manifests[name] = told
        for chunk in told["chunks"]:
            self._came.setdefault(chunk, b"")
        return jsonify(version=2, missing=[{"place": place, "there": 0} for place in range(len(told["chunks"]))])

    def seal(self, answer: Response) -> Response:
        if answer.status_code == 200:
            answer.set_data(seal_message(answer.get_data(), SEED, keys.verify_key(SITE_SEED)))
            answer.content_type = MEDIA_TYPE
        return answer

    def chunk(self, name: str, chunk: str) -> object:
        told = self._manifests[name]
        self._came[chunk] = self._came[chunk][: int(request.args["from"])] + request.get_data()
        if hashlib.sha256(self._came[chunk]).hexdigest() != chunk:
            place = told["chunks"].index(chunk)
            return jsonify(version=2, missing=[{"place": place, "there": len(self._came[chunk])}])
        if chunk != told["chunks"][-1]:
            return jsonify(version=2)
        key = sealing.unseal_bytes(PAIR.private, base64.b64decode(told["sealed_key"]))
        chunks = [self._came[each] for each in told["chunks"]]
        data = b"".join(attachment.decrypt_chunks(name, key, bytes.fromhex(told["header"]), chunks))
        self.files[name] = data
        messages = {
            "version": 2, "attachment": name, "event": told["event"], "site": "SA",
            "sha256": hashlib.sha256(data).hexdigest(), "size": len(data), "received_at": "2026-01-01T00:00:00+00:00",
        }  # fmt: skip
        statement = encode_canonical_body(messages | self.lies)
        signed = {"statement": statement.decode(), "signature": keys.sign_bytes(self.signs, statement).hex()}
        return jsonify(version=2, signed=signed)

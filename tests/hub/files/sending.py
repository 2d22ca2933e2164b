"""A site that sends a file in chunks, as the hub sees it."""

import hashlib
from dataclasses import dataclass, field
from typing import Any

from flask.testing import FlaskClient

from hub.hub import Hub
from hub.sites.sites import add_site
from kiosk.crypto import sealing
from kiosk.domain.answers import attachment
from kiosk.domain.answers import attachment as attachments_of
from kiosk.domain.events.sealed import sealing_key_id
from kiosk.domain.events.wire.batch import FileAnswer, FileManifest
from kiosk.domain.events.wire.reading import VERSION, decode, encode
from tests.hub.conftest import new_box
from tests.hub.samples import Box, Item

NAME, FILE = "a" * 32, bytes(range(256)) * 600


def listing(box: Box, data: bytes = FILE, **changes: Any) -> Item:
    messages = {"id": NAME, "name": "carte.jpg", "media_type": "image/jpeg", "size": len(data)}
    entry = {**messages, "sha256": hashlib.sha256(data).hexdigest(), **changes}
    return box.submitted(documents=[{"id": "i", "label": "Carte", "state": "joined", "attachments": [entry]}])


def other_box(hub: Hub, box: Box, code: str) -> Box:
    add_site(hub.store, code, "Ailleurs", hub.clock)
    return new_box(hub, code, box.post)


@dataclass
class Sender:
    """Sends `data` as the file `NAME` of an event. Its chunks are the same however often it sends."""

    client: FlaskClient
    hub: Hub
    box: Box
    event: Item
    data: bytes = FILE
    key: bytes = b"k" * 32
    header: bytes = field(init=False)
    chunks: list[bytes] = field(init=False)

    def __post_init__(self) -> None:
        pieces = attachments_of.encrypt_file(NAME, self.key, self.data)
        self.header, self.chunks = next(pieces), list(attachment.cut_into_chunks(pieces))

    def manifest(self, **changes: Any) -> FileManifest:
        public = self.hub.ring.newest().pair.public
        told = {
            "version": VERSION,
            "event": self.event["id"],
            "key": sealing_key_id(public),
            "sealed_key": sealing.seal_bytes(public, self.key),
            "header": self.header.hex(),
            "chunks": tuple(attachment.hash_chunk(chunk).hex() for chunk in self.chunks),
        }
        return FileManifest(**{**told, **changes})

    def ask(self, **changes: Any) -> FileAnswer:
        return self.put("", encode(self.manifest(**changes)), "application/json")

    def chunk(self, place: int, start: int = 0, body: bytes | None = None) -> FileAnswer:
        """Send a chunk from a byte on, or another body under its name."""
        chunk = self.chunks[place]
        path = f"/{attachment.hash_chunk(chunk).hex()}?from={start}"
        return self.put(path, chunk[start:] if body is None else body)

    def put(self, path: str, body: bytes, media_type: str = "application/octet-stream") -> FileAnswer:
        headers = {"Authorization": f"Bearer {self.box.token}", "Content-Type": media_type}
        answer = self.client.put(f"/api/v2/files/{NAME}{path}", data=body, headers=headers)
        assert answer.status_code == 200, answer.text
        return decode(FileAnswer, answer.data)

    def all(self) -> FileAnswer:
        asked = self.ask()
        return asked if asked.code else [self.chunk(place) for place in range(len(self.chunks))][-1]


def lacks(answer: FileAnswer) -> list[tuple[int, int]]:
    """The chunks that an answer names, and how many bytes of each are there."""
    assert not answer.code, answer.code
    return [(chunk.place, chunk.there) for chunk in answer.missing]

"""A site that sends a file in chunks, as the hub sees it."""

from dataclasses import dataclass, field
from typing import Any

from flask.testing import FlaskClient

from hub.hub import Hub
from kiosk.crypto import sealing
from kiosk.domain.answers import attachment as attachments_of
from kiosk.domain.answers import file_chunks
from kiosk.domain.events.sealed import key_id
from kiosk.domain.events.wire.files import FileAnswer, FileManifest
from kiosk.domain.events.wire.packed import PACKED_VERSION
from kiosk.domain.events.wire.packing import MEDIA_TYPE, pack, unpack
from tests.hub.files.test_whole_intake import FILE, NAME
from tests.hub.samples import Box, Item


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
        pieces = attachments_of.encrypt(NAME, self.key, self.data)
        self.header, self.chunks = next(pieces), list(file_chunks.cut(pieces))

    def manifest(self, **changes: Any) -> FileManifest:
        public = self.hub.ring.newest().pair.public
        told = {
            "version": PACKED_VERSION,
            "event": bytes.fromhex(self.event["id"]),
            "key": bytes.fromhex(key_id(public)),
            "sealed_key": sealing.seal(public, self.key),
            "header": self.header,
            "chunks": tuple(map(file_chunks.name_of, self.chunks)),
        }
        return FileManifest(**{**told, **changes})

    def ask(self, **changes: Any) -> FileAnswer:
        """Tell the hub what the file is made of."""
        return self.put("", pack(self.manifest(**changes)), MEDIA_TYPE)

    def chunk(self, place: int, start: int = 0, body: bytes | None = None) -> FileAnswer:
        """Send a chunk from a byte on, or another body under its name."""
        chunk = self.chunks[place]
        path = f"/{file_chunks.name_of(chunk).hex()}?from={start}"
        return self.put(path, chunk[start:] if body is None else body)

    def put(self, path: str, body: bytes, media_type: str = "application/octet-stream") -> FileAnswer:
        headers = {"Authorization": f"Bearer {self.box.token}", "Content-Type": media_type}
        answer = self.client.put(f"/api/v3/files/{NAME}{path}", data=body, headers=headers)
        assert answer.status_code == 200, answer.text
        return unpack(FileAnswer, answer.data)

    def all(self) -> FileAnswer:
        """Everything, in order; the last answer."""
        self.ask()
        return [self.chunk(place) for place in range(len(self.chunks))][-1]


def lacks(answer: FileAnswer) -> list[tuple[int, int]]:
    """The chunks that an answer names, and how many bytes of each are there."""
    assert not answer.code, answer.code
    return [(chunk.place, chunk.there) for chunk in answer.missing]

"""The addresses that take files: the shape is checked before anything is done, and a full disk keeps nothing."""

import pytest
from flask.testing import FlaskClient

from kiosk.domain.answers import file_chunks
from kiosk.domain.answers.file_chunks import CHUNK_BYTES
from kiosk.domain.events.wire.files import MOST_MANIFEST_BYTES
from kiosk.hub.files import kept_file
from kiosk.hub.hub import Hub
from kiosk.hub.objects.folder import Folder
from tests.hub.files.sending import Sender, lacks
from tests.hub.files.test_whole_intake import NAME, listing, parcel, put
from tests.hub.samples import Box

CHUNK = "0" * 64
PACKED, BYTES = "application/msgpack", "application/octet-stream"


@pytest.fixture
def sender(client: FlaskClient, hub: Hub, box: Box) -> Sender:
    event = listing(box)
    box.send(event)
    return Sender(client, hub, box, event)


@pytest.mark.parametrize(
    ("path", "body", "media_type", "status"),
    [
        (NAME, b"\x93", PACKED, 400),
        (NAME, b"", BYTES, 415),
        ("x", b"\x93", PACKED, 400),
        (NAME, bytes(MOST_MANIFEST_BYTES + 1), PACKED, 413),
        (f"{NAME}/{CHUNK}", b"", PACKED, 415),
        (f"{NAME}/{CHUNK}?from=-1", b"", BYTES, 400),
        (f"{NAME}/{CHUNK}?from=²", b"", BYTES, 400),
        (f"{NAME}/{CHUNK[1:]}", b"", BYTES, 400),
        (f"{NAME[1:]}/{CHUNK}", b"", BYTES, 400),
        (f"{NAME}/{CHUNK}", bytes(CHUNK_BYTES + 1), BYTES, 413),
    ],
)
def test_the_shape_of_the_request_is_checked_first(
    client: FlaskClient, box: Box, path: str, body: bytes, media_type: str, status: int
) -> None:
    headers = {"Authorization": f"Bearer {box.token}", "Content-Type": media_type}
    assert client.put(f"/api/v3/files/{path}", data=body, headers=headers).status_code == status


def test_nobody_without_a_token_is_heard(client: FlaskClient) -> None:
    for path in (NAME, f"{NAME}/{CHUNK}"):
        assert client.put(f"/api/v3/files/{path}", headers={"Content-Type": PACKED}).status_code == 401


def test_a_body_without_a_length_is_not_waited_for(client: FlaskClient, box: Box) -> None:
    headers = {"Authorization": f"Bearer {box.token}", "Content-Type": BYTES, "Transfer-Encoding": "chunked"}
    assert client.put(f"/api/v3/files/{NAME}/{CHUNK}", headers=headers).status_code == 411


def test_a_full_disk_is_503_for_either_way_of_sending_and_nothing_is_half_there(
    client: FlaskClient, hub: Hub, box: Box, sender: Sender, monkeypatch: pytest.MonkeyPatch
) -> None:
    sender.ask()
    real = Folder.put

    def full(folder: Folder, name: str, content: bytes) -> None:
        real(folder, f"{name}.part", content[:1_000])
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Folder, "put", full)
    with pytest.raises(AssertionError, match="unavailable"):
        sender.chunk(0)
    assert put(client, hub, box, sender.event, parcel(hub)) == (503, {"error": "unavailable"})
    monkeypatch.undo()
    sender.hub.objects.delete([item.name for item in list(hub.objects.below(kept_file.folder_of(NAME)))])
    assert lacks(sender.ask()) == [(0, 0)] and sender.all().signed


def test_a_line_that_breaks_within_a_chunk_leaves_what_came(sender: Sender) -> None:
    sender.ask()
    chunk = sender.chunks[0]
    headers = {"Authorization": f"Bearer {sender.box.token}", "Content-Type": BYTES}
    path = f"/api/v3/files/{NAME}/{file_chunks.name_of(chunk).hex()}"
    sender.client.put(path, data=chunk[:50_000], headers=headers | {"Content-Length": str(len(chunk))})
    assert lacks(sender.ask()) == [(0, 50_000)]

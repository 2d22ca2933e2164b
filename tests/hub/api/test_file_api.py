"""The addresses that take and give files: the shape is checked before anything is done, a full disk keeps nothing."""

import dataclasses
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from msgspec.structs import replace

from hub.decisions.decisions import decide
from hub.files import kept_file
from hub.files.given_file import NewDocument
from hub.hub import EXTENSION, Hub
from hub.objects.objects import Folder
from hub.people.people import Staff
from hub.retention.retention import ASKED as BY_REQUEST
from hub.store.schema import given_document
from kiosk.domain.answers import attachment
from kiosk.domain.answers.attachment import CHUNK_BYTES
from kiosk.domain.events.sealed import MEDIA_TYPE
from kiosk.domain.events.wire.batch import MOST_MANIFEST_BYTES, GivenManifest
from kiosk.domain.proofs import signed_statement
from tests.hub.conftest import Watch
from tests.hub.files.sending import NAME, Sender, lacks, listing
from tests.hub.samples import Box, Item, erase_case, leave_due, query_rows

CHUNK = "0" * 64
JSON, BYTES = "application/json", "application/octet-stream"


@pytest.fixture
def sender(client: FlaskClient, hub: Hub, box: Box) -> Sender:
    event = listing(box)
    box.send(event)
    return Sender(client, hub, box, event)


def test_the_shape_of_the_request_is_checked_first(client: FlaskClient, box: Box) -> None:
    for path, body, media_type, status in [
        (NAME, b"{}", JSON, 400), (NAME, b"", BYTES, 415), ("x", b"{}", JSON, 400),
        (NAME, bytes(MOST_MANIFEST_BYTES + 1), MEDIA_TYPE, 413), (f"{NAME}/{CHUNK}", b"", JSON, 415),
        (f"{NAME}/{CHUNK}?from=-1", b"", BYTES, 400), (f"{NAME}/{CHUNK}?from=²", b"", BYTES, 400),
        (f"{NAME}/{CHUNK[1:]}", b"", BYTES, 400), (f"{NAME[1:]}/{CHUNK}", b"", BYTES, 400),
        (f"{NAME}/{CHUNK}", bytes(CHUNK_BYTES + 1), BYTES, 413),
    ]:  # fmt: skip
        headers = {"Authorization": f"Bearer {box.token}", "Content-Type": media_type}
        assert client.put(f"/api/v2/files/{path}", data=body, headers=headers).status_code == status


def test_nobody_without_a_token_is_heard(client: FlaskClient) -> None:
    for path in (NAME, f"{NAME}/{CHUNK}"):
        assert client.put(f"/api/v2/files/{path}", headers={"Content-Type": JSON}).status_code == 401


def test_a_body_without_a_length_is_not_waited_for(client: FlaskClient, box: Box) -> None:
    headers = {"Authorization": f"Bearer {box.token}", "Content-Type": BYTES, "Transfer-Encoding": "chunked"}
    assert client.put(f"/api/v2/files/{NAME}/{CHUNK}", headers=headers).status_code == 411


def test_a_full_disk_is_503_and_nothing_is_half_there(
    hub: Hub, sender: Sender, monkeypatch: pytest.MonkeyPatch
) -> None:
    sender.ask()
    real = Folder.put

    def full(folder: Folder, name: str, content: bytes) -> None:
        real(folder, f"{name}.part", content[:1_000])
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Folder, "put", full)
    with pytest.raises(AssertionError, match="unavailable"):
        sender.chunk(0)
    monkeypatch.undo()
    sender.hub.objects.delete([item.name for item in list(hub.objects.below(kept_file.folder_of(NAME)))])
    assert lacks(sender.ask()) == [(0, 0)] and sender.all().signed


def test_a_line_that_breaks_within_a_chunk_leaves_what_came(sender: Sender) -> None:
    sender.ask()
    chunk = sender.chunks[0]
    headers = {"Authorization": f"Bearer {sender.box.token}", "Content-Type": BYTES}
    path = f"/api/v2/files/{NAME}/{attachment.name_of(chunk).hex()}"
    sender.client.put(path, data=chunk[:50_000], headers=headers | {"Content-Length": str(len(chunk))})
    assert lacks(sender.ask()) == [(0, 50_000)]


LETTER = NewDocument("lettre.pdf", "application/pdf", b"%PDF-1.7 letter")
ASKED = "a" * 32


def _document(hub: Hub) -> str:
    return str(query_rows(hub, given_document.select()).one().id)


def _ask(client: FlaskClient, box: Box, document: str, **changes: Any) -> Any:
    said: dict[str, Any] = {"version": 2, "site": box.code, "given": document, "asked": ASKED, **changes}
    return client.post("/api/v2/given", json=said, headers={"Authorization": f"Bearer {box.token}"})


def test_the_site_is_told_what_it_is_made_of_and_gets_each_chunk(
    hub: Hub, client: FlaskClient, box: Box, paul: Staff, sent: Item
) -> None:
    decide(hub, paul, sent["reference"], "accepted", "", 0, document=LETTER)
    document = _document(hub)
    signed = signed_statement.from_wire(_ask(client, box, document).json)
    manifest = signed.verified(GivenManifest, hub.verify_key)
    assert (manifest.asked, manifest.given) == (ASKED, document)
    headers = {"Authorization": f"Bearer {box.token}"}
    chunks = [client.get(f"/api/v2/given/{document}/{name}", headers=headers).data for name in manifest.chunks]
    opens = (document, bytes.fromhex(manifest.key), bytes.fromhex(manifest.header))
    assert b"".join(attachment.opened(*opens, chunks)) == LETTER.data
    assert client.get(f"/api/v2/given/{document}/{'0' * 64}", headers=headers).status_code == 404
    assert client.get(f"/api/v2/given/{document}/x", headers=headers).status_code == 400


def test_nobody_else_gets_it(hub: Hub, client: FlaskClient, box: Box, other_box: Box, paul: Staff, sent: Item) -> None:
    decide(hub, paul, sent["reference"], "accepted", "", 0, document=LETTER)
    document = _document(hub)
    assert _ask(client, other_box, document).status_code == 404
    assert _ask(client, box, document, site="BZ").status_code == 401
    assert _ask(client, box, document, given="x").status_code == 400
    assert client.post("/api/v2/given", json={}).status_code == 401


def test_nobody_gets_it_before_it_left_nor_after_it_was_erased(
    app: Flask, hub: Hub, client: FlaskClient, box: Box, paul: Staff, watch: Watch, sent: Item
) -> None:
    slow = replace(hub, settings=dataclasses.replace(hub.settings, take_back_minutes=10))
    app.extensions[EXTENSION] = slow
    decide(slow, paul, sent["reference"], "accepted", "", 0, document=LETTER)
    document = _document(slow)
    assert _ask(client, box, document).status_code == 404
    watch.ahead.append(timedelta(minutes=10))
    assert leave_due(slow) == 1
    assert _ask(client, box, document).status_code == 200
    erase_case(slow, sent["stream"], BY_REQUEST)
    assert _ask(client, box, document).status_code == 404

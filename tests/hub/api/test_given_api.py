"""The door at which a box fetches the document of a decision: for sites of the case alone, once it has left."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from kiosk.crypto import keys
from kiosk.domain.answers import file_chunks
from kiosk.domain.events.wire.files import AskedGiven, GivenManifest
from kiosk.domain.proofs import signed_statement
from kiosk.hub.decisions.decisions import decide
from kiosk.hub.decisions.leaving import leave_due
from kiosk.hub.files.given_file import NewDocument
from kiosk.hub.hub import EXTENSION, Hub
from kiosk.hub.people.people import Staff
from kiosk.hub.retention.erasure import ASKED as BY_REQUEST
from kiosk.hub.retention.erasure import erase
from kiosk.hub.store.schema_files import given_document
from tests.hub.conftest import Watch
from tests.hub.samples import Box, Item

LETTER = NewDocument("lettre.pdf", "application/pdf", b"%PDF-1.7 letter")
ASKED = "a" * 32


@pytest.fixture
def sent(hub: Hub, box: Box) -> Item:
    made = box.submitted()
    box.send(made)
    return made


def _document(hub: Hub) -> str:
    with hub.store.reading() as connection:
        return str(connection.execute(given_document.select()).one().id)


def _ask(client: FlaskClient, box: Box, document: str, seed: bytes = b"", **changes: Any) -> Any:
    said: dict[str, Any] = {"version": 3, "site": box.code, "given": document, "asked": ASKED, **changes}
    signed = signed_statement.sign_message(AskedGiven(**said), seed or box.seed).to_wire()
    return client.post("/api/v3/given", json=signed, headers={"Authorization": f"Bearer {box.token}"})


def test_the_site_is_told_what_it_is_made_of_and_gets_each_chunk(
    hub: Hub, client: FlaskClient, box: Box, paul: Staff, sent: Item
) -> None:
    decide(hub, paul, sent["reference"], "accepted", "", 0, document=LETTER)
    document = _document(hub)
    signed = signed_statement.from_wire(_ask(client, box, document).json)
    manifest = signed.verified(GivenManifest, hub.verify_key)
    assert (manifest.asked, manifest.given) == (ASKED, document)
    headers = {"Authorization": f"Bearer {box.token}"}
    chunks = [client.get(f"/api/v3/given/{document}/{name}", headers=headers).data for name in manifest.chunks]
    opens = (document, bytes.fromhex(manifest.key), bytes.fromhex(manifest.header))
    assert b"".join(file_chunks.opened(*opens, chunks)) == LETTER.data
    assert client.get(f"/api/v3/given/{document}/{'0' * 64}", headers=headers).status_code == 404
    assert client.get(f"/api/v3/given/{document}/x", headers=headers).status_code == 400


def test_nobody_else_gets_it(hub: Hub, client: FlaskClient, box: Box, other_box: Box, paul: Staff, sent: Item) -> None:
    decide(hub, paul, sent["reference"], "accepted", "", 0, document=LETTER)
    document = _document(hub)
    assert _ask(client, other_box, document).status_code == 404
    assert _ask(client, box, document, seed=keys.new_signing_key()).status_code == 401
    assert _ask(client, box, document, site="BZ").status_code == 401
    assert client.post("/api/v3/given", json={"statement": "{}", "signature": "0"}).status_code == 401
    headers = {"Authorization": f"Bearer {box.token}"}
    assert client.post("/api/v3/given", json={"statement": "{}", "signature": "0"}, headers=headers).status_code == 400


def test_nobody_gets_it_before_it_left_nor_after_it_was_erased(
    app: Flask, hub: Hub, client: FlaskClient, box: Box, paul: Staff, watch: Watch, sent: Item
) -> None:
    slow = replace(hub, settings=replace(hub.settings, take_back_minutes=10))
    app.extensions[EXTENSION] = slow
    decide(slow, paul, sent["reference"], "accepted", "", 0, document=LETTER)
    document = _document(slow)
    assert _ask(client, box, document).status_code == 404
    watch.ahead.append(timedelta(minutes=10))
    assert leave_due(slow) == 1
    assert _ask(client, box, document).status_code == 200
    with slow.store.writing() as connection:
        erase(slow, connection, sent["stream"], BY_REQUEST)
    assert _ask(client, box, document).status_code == 404

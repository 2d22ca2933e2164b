"""The hub takes a file that an event lists, whole and as promised, once, and keeps it locked under its case."""

import hashlib
import json
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from hub.files import file_ends, whole_intake
from hub.files.opened_file import read_file
from hub.hub import Hub
from hub.retention import erasure
from hub.sites.sites import add_site
from hub.store.schema import attachment
from kiosk.crypto import keys, sealing
from kiosk.domain.answers import attachment as attachments_of
from kiosk.domain.events.sealed import key_id
from kiosk.errors import Rejected
from tests.hub.conftest import new_box
from tests.hub.samples import Box, Item

NAME, FILE = "a" * 32, bytes(range(256)) * 600


def listing(box: Box, data: bytes = FILE, **changes: Any) -> Item:
    """A case that was submitted with a copy."""
    messages = {"id": NAME, "name": "carte.jpg", "media_type": "image/jpeg", "size": len(data)}
    entry = {**messages, "sha256": hashlib.sha256(data).hexdigest(), **changes}
    return box.submitted(documents=[{"id": "i", "label": "Carte", "state": "joined", "attachments": [entry]}])


def parcel(hub: Hub, data: bytes = FILE, name: str = NAME) -> bytes:
    key = sealing.new_key()
    sealed = sealing.seal(hub.ring.newest().pair.public, key)
    return b"".join(attachments_of.parcel(sealed, attachments_of.encrypt(name, key, data)))


def other_box(hub: Hub, box: Box, code: str) -> Box:
    """The box of another town."""
    add_site(hub.store, code, "Ailleurs", hub.clock)
    return new_box(hub, code, box.post)


def put(client: FlaskClient, hub: Hub, box: Box, event: Item, data: bytes, **headers: str) -> tuple[int, Any]:
    more = {
        "Authorization": f"Bearer {box.token}", "Content-Type": "application/octet-stream",
        "X-Parvis-Event": event["id"], "X-Parvis-Key": key_id(hub.ring.newest().pair.public), **headers,
    }  # fmt: skip
    answer = client.put(f"/api/v2/attachments/{NAME}", data=data, headers=more)
    return answer.status_code, answer.json


def test_what_was_listed_is_taken_and_signed_for(client: FlaskClient, hub: Hub, box: Box) -> None:
    event = listing(box)
    box.send(event)
    status, said = put(client, hub, box, event, parcel(hub))
    assert status == 200
    assert keys.verified(hub.verify_key, said["statement"].encode(), bytes.fromhex(said["signature"]))
    statement = json.loads(said["statement"])
    assert (statement["attachment"], statement["event"], statement["size"]) == (NAME, event["id"], len(FILE))
    assert read_file(hub, event["stream"], NAME) == FILE


def test_again_is_the_same_answer(client: FlaskClient, hub: Hub, box: Box) -> None:
    event = listing(box)
    box.send(event)
    first = put(client, hub, box, event, parcel(hub))
    assert put(client, hub, box, event, parcel(hub)) == first
    assert put(client, hub, box, event, b"") == first, "what it has it does not read again"


def test_before_its_event_or_for_another_or_from_another_site_it_is_unknown(
    client: FlaskClient, hub: Hub, box: Box
) -> None:
    event, plain = listing(box), box.submitted()
    unknown = (404, {"error": "unknown-attachment"})
    assert put(client, hub, box, event, parcel(hub)) == unknown
    box.send(event, plain)
    assert put(client, hub, box, plain, parcel(hub)) == unknown
    assert put(client, hub, other_box(hub, box, "BR"), event, parcel(hub)) == unknown
    put(client, hub, box, event, parcel(hub))
    assert put(client, hub, other_box(hub, box, "CE"), event, parcel(hub)) == unknown


def test_another_file_than_was_promised_is_refused_whole(client: FlaskClient, hub: Hub, box: Box) -> None:
    event = listing(box)
    box.send(event)
    for other in (FILE[:-1] + b"x", FILE[:-1], FILE + b"x"):
        assert put(client, hub, box, event, parcel(hub, other)) == (409, {"error": "wrong-hash"})
    assert put(client, hub, box, event, parcel(hub))[0] == 200


def test_half_a_file_is_none(client: FlaskClient, hub: Hub, box: Box) -> None:
    event = listing(box)
    box.send(event)
    whole = parcel(hub)
    for broken in (b"", whole[:50], whole[:-1], whole + b"x", parcel(hub, FILE, "b" * 32)):
        assert put(client, hub, box, event, broken) == (400, {"error": "unreadable"})
    named = {"X-Parvis-Key": "0" * 16}
    assert put(client, hub, box, event, whole, **named) == (400, {"error": "unknown-key"})
    with hub.store.reading() as connection:
        assert connection.execute(select(attachment.c.id)).all() == []


def test_the_shape_of_the_request_is_checked_first(client: FlaskClient, hub: Hub, box: Box) -> None:
    event = listing(box)
    assert put(client, hub, box, event, b"", Authorization="Bearer no")[0] == 401
    assert put(client, hub, box, event, b"", **{"X-Parvis-Event": "x"})[0] == 400
    assert put(client, hub, box, event, b"", **{"Content-Type": "text/plain"})[0] == 415
    assert put(client, hub, box, event, bytes(whole_intake.MOST_BYTES + 1))[0] == 413


def test_where_it_is_kept_it_is_locked_and_it_goes_with_its_case(client: FlaskClient, hub: Hub, box: Box) -> None:
    event = listing(box)
    box.send(event)
    put(client, hub, box, event, parcel(hub))
    kept = [hub.objects.get(stored.name) for stored in hub.objects.below(f"{NAME[:2]}/")]
    assert kept and not any(FILE[:64] in content for content in kept)
    with hub.store.writing() as connection:
        erasure.erase(hub, connection, event["stream"], erasure.ASKED)
    assert file_ends.bury(hub) == 1 and not list(hub.objects.below(f"{NAME[:2]}/"))
    with hub.store.reading() as connection:
        assert connection.execute(select(attachment.c.id)).all() == []
    with pytest.raises(Rejected, match="unknown-attachment"):
        read_file(hub, event["stream"], NAME)
    assert put(client, hub, box, event, parcel(hub))[0] == 404

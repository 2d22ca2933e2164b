"""Staff open a file as a stream: the whole of it, or nothing."""

import hashlib

import pytest
from flask.testing import FlaskClient

from hub.files import kept_file
from hub.files.opened_file import open_file, received_ids
from hub.hub import Hub
from kiosk.errors import Rejected, Unreadable
from tests.hub.files.sending import FILE, NAME, Sender, listing
from tests.hub.samples import Box, Item


@pytest.fixture
def event(client: FlaskClient, hub: Hub, box: Box) -> Item:
    sent = listing(box)
    box.send(sent)
    assert Sender(client, hub, box, sent).all().signed
    return sent


def test_a_piece_at_a_time(hub: Hub, event: Item) -> None:
    pieces = list(open_file(hub, event["stream"], NAME))
    assert b"".join(pieces) == FILE and len(pieces) == 3
    with hub.store.reading() as connection:
        assert received_ids(connection, event["stream"]) == {NAME}


def test_of_another_case_or_without_one_of_its_chunks_it_is_unknown(hub: Hub, event: Item) -> None:
    with pytest.raises(Rejected, match="unknown-attachment"):
        open_file(hub, "0" * 32, NAME)
    hub.objects.delete([item.name for item in list(hub.objects.below(kept_file.folder_of(NAME)))])
    with pytest.raises(Rejected, match="unknown-attachment"):
        open_file(hub, event["stream"], NAME)


def test_a_garbled_chunk_is_never_given(hub: Hub, event: Item) -> None:
    [stored] = list(hub.objects.below(kept_file.folder_of(NAME)))
    content = hub.objects.get(stored.name)
    hub.objects.put(stored.name, content[:-1] + bytes([content[-1] ^ 1]))
    with pytest.raises(Unreadable):
        b"".join(open_file(hub, event["stream"], NAME))
    assert hashlib.sha256(hub.objects.get(stored.name)).hexdigest() != stored.name.rpartition("/")[2], (
        "it is left there"
    )

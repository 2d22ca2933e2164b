"""A file comes in chunks over whatever line: each from the byte that is missing, and all of it once."""

import hashlib
import json
import os
from concurrent.futures import ThreadPoolExecutor

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from hub import retention
from hub.files import chunked_intake, kept_file
from hub.files.kept_file import KeptFile, cut_file
from hub.files.listed_file import open_case_file, read_listed, stored_receipt
from hub.hub import Hub
from hub.secrets.vault import CaseLock
from hub.store.schema import attachment
from kiosk.crypto import keys, sealing
from kiosk.domain.answers.attachment import CHUNK_BYTES
from kiosk.errors import Rejected
from tests.hub.files.sending import FILE, NAME, Sender, lacks, listing, other_box
from tests.hub.samples import Box, erase_case, query_rows

DATA = bytes(range(251)) * 2_600
"""Three chunks, of which the last is short."""


@pytest.fixture
def sender(client: FlaskClient, hub: Hub, box: Box) -> Sender:
    event = listing(box, DATA)
    box.send(event)
    made = Sender(client, hub, box, event, DATA)
    assert len(made.chunks) == 3
    return made


def complete(hub: Hub) -> list[str]:
    return list(query_rows(hub, select(attachment.c.id)).scalars())


def test_a_file_comes_in_chunks_and_is_signed_for_with_the_last(hub: Hub, sender: Sender) -> None:
    assert lacks(sender.ask()) == [(0, 0), (1, 0), (2, 0)]
    assert lacks(sender.chunk(0)) == [] == lacks(sender.chunk(1)) and complete(hub) == []
    signed = sender.chunk(2).signed
    assert signed and keys.is_valid_signature(
        hub.ring.verify_key, signed.statement.encode(), bytes.fromhex(signed.signature)
    )
    statement = json.loads(signed.statement)
    told = (statement["attachment"], statement["event"], statement["sha256"])
    assert told == (NAME, sender.event["id"], hashlib.sha256(DATA).hexdigest())
    assert b"".join(open_case_file(hub, sender.event["stream"], NAME)) == DATA
    assert sender.ask().signed == signed == sender.chunk(2).signed, "the same answer, however often it is asked"
    assert max(map(len, open_case_file(hub, sender.event["stream"], NAME))) <= sealing.CHUNK_BYTES


def test_each_object_is_a_sealed_chunk_under_its_hash_and_its_file_s_name(hub: Hub, sender: Sender) -> None:
    sender.all()
    stored = {item.name: hub.objects.get(item.name) for item in hub.objects.below(kept_file.folder_of(NAME))}
    assert stored == {f"{NAME[:2]}/{NAME}/{hashlib.sha256(chunk).hexdigest()}": chunk for chunk in sender.chunks}


@pytest.mark.parametrize("cut", [1, 8_191, 8_192, 8_193, CHUNK_BYTES - 1])
def test_after_a_cut_it_goes_on_at_the_byte(hub: Hub, sender: Sender, cut: int) -> None:
    sender.ask()
    sender.chunk(0)
    assert lacks(sender.chunk(1, body=sender.chunks[1][:cut])) == [(1, cut)]
    assert lacks(sender.ask()) == [(1, cut), (2, 0)]
    assert lacks(sender.chunk(1, cut)) == []
    assert sender.chunk(2).signed and b"".join(open_case_file(hub, sender.event["stream"], NAME)) == DATA
    assert len(list(hub.objects.below(kept_file.folder_of(NAME)))) == 3, "of the cut nothing is left"


def test_whoever_begins_behind_what_is_there_is_told_where_it_is(sender: Sender) -> None:
    sender.ask()
    sender.chunk(0, body=sender.chunks[0][:100])
    assert lacks(sender.chunk(0, 200)) == [(0, 100)]
    assert lacks(sender.chunk(0, body=sender.chunks[0][:50])) == [(0, 100)], "nothing that is there is lost"
    assert lacks(sender.chunk(0, 60)) == []


def test_a_garbled_chunk_begins_again_and_harms_no_other(hub: Hub, sender: Sender) -> None:
    sender.ask()
    bad = bytearray(sender.chunks[1])
    bad[1_000] ^= 1
    assert lacks(sender.chunk(1, body=bytes(bad))) == [(1, 0)]
    assert lacks(sender.chunk(1, body=bytes(bad[:2_000]))) == [(1, 2_000)]
    assert lacks(sender.chunk(1, 2_000)) == [(1, 0)], "garbled before the cut is seen at the end of the chunk"
    assert sender.all().signed and b"".join(open_case_file(hub, sender.event["stream"], NAME)) == DATA


def test_a_chunk_of_more_bytes_than_it_has_is_none(sender: Sender) -> None:
    sender.ask()
    assert lacks(sender.chunk(2, body=sender.chunks[2] + b"x")) == [(2, 0)]


def test_the_same_chunk_twice_at_once_is_one(sender: Sender, hub: Hub) -> None:
    sender.ask()
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(lambda place: _of_its_own(sender).chunk(place), [0, 0, 1, 1, 2, 2, 2]))
    assert not any(answer.code for answer in answers)
    assert sender.ask().signed and complete(hub) == [NAME]
    assert b"".join(open_case_file(hub, sender.event["stream"], NAME)) == DATA


def test_a_twin_that_finishes_first_leaves_what_the_other_is_writing(
    sender: Sender, hub: Hub, monkeypatch: pytest.MonkeyPatch
) -> None:
    for place in (None, 0, 1):
        sender.ask() if place is None else sender.chunk(place)
    finish, twins = os.fsync, [_of_its_own(sender)]

    def twin(descriptor: int) -> None:
        finish(descriptor)
        if twins:
            assert twins.pop().chunk(2).signed

    monkeypatch.setattr("os.fsync", twin)
    assert sender.chunk(2).signed and twins == []
    assert len(list(hub.objects.below(kept_file.folder_of(NAME)))) == 3


def test_the_same_manifest_twice_at_once_is_one(sender: Sender) -> None:
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(lambda _: lacks(_of_its_own(sender).ask()), range(8)))
    assert answers == [[(0, 0), (1, 0), (2, 0)]] * 8
    assert sender.all().signed


def _of_its_own(sender: Sender) -> Sender:
    """The same sender on a line of its own."""
    twin = Sender(sender.client.application.test_client(), sender.hub, sender.box, sender.event, sender.data)
    twin.header, twin.chunks = sender.header, sender.chunks
    return twin


def test_chunks_of_something_else_than_the_event_promises_are_thrown_away(
    client: FlaskClient, hub: Hub, box: Box, sender: Sender
) -> None:
    other = Sender(client, hub, box, sender.event, DATA[:-1] + b"x")
    assert other.all().code == "wrong-hash"
    assert not list(hub.objects.below(kept_file.folder_of(NAME))) and complete(hub) == []
    assert other.chunk(0).code == "unknown-attachment"
    short = Sender(client, hub, box, sender.event, DATA[:1_000])
    assert short.ask().code == "wrong-hash", "before a byte was sent"
    assert sender.all().signed


def test_what_does_not_open_is_thrown_away(hub: Hub, sender: Sender) -> None:
    public = hub.ring.newest().pair.public
    sender.ask(sealed_key=sealing.seal_bytes(public, b"another key, of 32 bytes as well"))
    assert [sender.chunk(place).code for place in range(3)] == ["", "", "unreadable"]
    assert not list(hub.objects.below(kept_file.folder_of(NAME)))
    assert sender.ask(sealed_key=b"x" * 80).code == "unreadable"
    assert sender.ask(key="0" * 16).code == "unknown-key"
    assert sender.all().signed


def test_no_file_without_its_event_of_its_own_site(client: FlaskClient, hub: Hub, box: Box, sender: Sender) -> None:
    assert sender.chunk(0).code == "unknown-attachment", "its manifest comes first"
    sender.ask()
    stranger = Sender(client, hub, other_box(hub, box, "BR"), sender.event, DATA)
    assert stranger.ask().code == stranger.chunk(0).code == "unknown-attachment"
    assert lacks(sender.ask()) == [(0, 0), (1, 0), (2, 0)]
    sender.all()
    assert stranger.ask().code == "unknown-attachment"


def test_a_chunk_that_the_disk_garbled_or_lost_comes_again(hub: Hub, sender: Sender) -> None:
    sender.ask()
    sender.chunk(0)
    sender.chunk(1)
    first, second = (f"{kept_file.folder_of(NAME)}{hashlib.sha256(chunk).hexdigest()}" for chunk in sender.chunks[:2])
    hub.objects.put(first, bytes(CHUNK_BYTES))
    hub.objects.delete([second])
    assert lacks(sender.chunk(2)) == [(1, 0)]
    assert lacks(sender.chunk(1)) == [] and lacks(sender.ask()) == [(0, 0)]
    sender.chunk(0)
    assert sender.ask().signed


def test_a_hub_put_back_to_an_older_store_asks_for_what_it_lacks(hub: Hub, sender: Sender) -> None:
    signed = sender.all().signed
    hub.objects.delete([item.name for item in list(hub.objects.below(kept_file.folder_of(NAME)))])
    assert lacks(sender.ask()) == [(0, 0), (1, 0), (2, 0)]
    assert sender.all().signed == signed and b"".join(open_case_file(hub, sender.event["stream"], NAME)) == DATA


def test_a_case_erased_while_its_file_was_on_its_way_takes_it_along(hub: Hub, sender: Sender) -> None:
    sender.ask()
    sender.chunk(0)
    erase_case(hub, sender.event["stream"], retention.ASKED)
    assert sender.chunk(1).code == sender.ask().code == "unknown-attachment"


def test_a_line_is_read_in_small_pieces(sender: Sender, hub: Hub) -> None:
    asked: list[int] = []
    sender.ask()
    chunk = sender.chunks[0]

    def read(most: int) -> bytes:
        asked.append(most)
        return chunk[sum(asked) - most : sum(asked)]

    chunked_intake.take_chunk(hub, "SA", NAME, hashlib.sha256(chunk).digest(), 0, read)
    assert max(asked) == chunked_intake.READ_BYTES


CUT_FILE, CASE = "f" * 32, "c" * 32


def test_what_is_cut_opens_again_and_each_object_is_named(hub: Hub) -> None:
    data, lock = bytes(range(256)) * 2000, CaseLock(b"k" * 32)
    put: list[str] = []
    uneven = (data[start : start + 70_001] for start in range(0, len(data), 70_001))
    made = cut_file(hub.objects, CUT_FILE, lock, uneven, put)
    file = KeptFile(CUT_FILE, CASE, "e" * 32, "SA", made.size, made.file_key, made.header, made.chunks)
    assert made.size == len(data) and put == [file.object_of(chunk) for chunk in made.chunks]
    assert b"".join(kept_file.clear_bytes(hub, file, lock)) == data


def test_a_file_is_known_from_its_event_alone(client: FlaskClient, hub: Hub, box: Box) -> None:
    event, plain = listing(box), box.submitted()
    box.send(event, plain)
    listed = read_listed(hub, "SA", NAME, event["id"])
    assert (listed.case_id, listed.size) == (event["stream"], len(FILE))
    for site, name, event_id in (
        ("BR", NAME, event["id"]),
        ("SA", "b" * 32, event["id"]),
        ("SA", NAME, plain["id"]),
        ("SA", NAME, "0" * 32),
    ):
        with pytest.raises(Rejected, match="unknown-attachment"):
            read_listed(hub, site, name, event_id)
    assert stored_receipt(hub, "SA", NAME, event["id"]) is None
    Sender(client, hub, box, event).all()
    assert stored_receipt(hub, "SA", NAME, event["id"])
    with pytest.raises(Rejected, match="unknown-attachment"):
        stored_receipt(hub, "BR", NAME, event["id"])

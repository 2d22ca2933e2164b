"""The document of a decision is kept and leaves with it; staff open a file as a stream: the whole of it, or nothing."""

import dataclasses
import hashlib
import os
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from msgspec.structs import replace
from sqlalchemy import event as engine_events
from sqlalchemy import func, select

from hub import retention
from hub.decisions.decisions import DraftDecision, decide_case, take_back_decision
from hub.files import kept_file, listed_file
from hub.files.listed_file import NewDocument, open_case_file, open_given, received_ids
from hub.hub import EXTENSION, Hub
from hub.objects import Folder
from hub.people.people import Staff
from hub.retention import EXPIRED
from hub.store.schema import chunked_file, dead_file
from kiosk.errors import Refused, Rejected, Unreadable
from tests.hub.conftest import Watch
from tests.hub.decisions.test_leaving import told
from tests.hub.files.sending import FILE, NAME, Sender, listing
from tests.hub.samples import Box, Item, case_of, erase_case, leave_due, query_rows

LETTER = NewDocument("lettre.pdf", "application/pdf", b"%PDF-1.7 signed by hand")


@pytest.fixture
def slow(app: Flask, hub: Hub) -> Hub:
    made = replace(hub, settings=dataclasses.replace(hub.settings, take_back_minutes=10))
    app.extensions[EXTENSION] = made
    return made


def objects(hub: Hub) -> list[str]:
    return [stored.name for stored in hub.objects.below("") if stored.name != listed_file.OWNER]


def test_it_leaves_with_its_decision_and_is_told_to_the_site(slow: Hub, sent: Item, paul: Staff, watch: Watch) -> None:
    decide_case(slow, paul, sent["reference"], DraftDecision("accepted", "", 0), document=LETTER)
    case = case_of(slow, sent["reference"])
    assert case.taken
    document = case.documents[case.taken.id]
    assert b"".join(open_given(slow, case.id, document.id)) == LETTER.data
    assert told(slow) == []
    watch.ahead.append(timedelta(minutes=10))
    assert leave_due(slow) == 1
    (update,) = told(slow)
    assert update["document"] == {
        "id": document.id,
        "name": "lettre.pdf",
        "media_type": "application/pdf",
        "size": len(LETTER.data),
        "sha256": document.sha256,
    }
    assert case_of(slow, sent["reference"]).documents[case.taken.id] == document
    listed_file.sweep_object_store(slow)
    assert len(objects(slow)) == 1, "what a decision has is nobody's waste"


def test_one_that_is_taken_back_takes_it_along(slow: Hub, sent: Item, paul: Staff, watch: Watch) -> None:
    decide_case(slow, paul, sent["reference"], DraftDecision("accepted", "", 0), document=LETTER)
    taken = case_of(slow, sent["reference"]).taken
    assert taken and len(objects(slow)) == 1
    take_back_decision(slow, paul, sent["reference"], taken.id)
    assert (objects(slow), case_of(slow, sent["reference"]).documents) == ([], {})
    watch.ahead.append(timedelta(minutes=10))
    assert (leave_due(slow), told(slow)) == (0, [])


def test_one_that_takes_the_place_of_a_stopped_one_has_its_own(slow: Hub, sent: Item, paul: Staff, box: Box) -> None:
    decide_case(slow, paul, sent["reference"], DraftDecision("refused", "Non.", 0), document=LETTER)
    box.send(box.supplement(sent["reference"], sent["stream"], 2))
    other = NewDocument("autre.png", "image/png", b"another picture")
    decide_case(slow, paul, sent["reference"], DraftDecision("accepted", "", 1), document=other)
    (document,) = case_of(slow, sent["reference"]).documents.values()
    assert (document.name, len(objects(slow))) == ("autre.png", 1)


def test_what_is_refused_keeps_nothing(slow: Hub, sent: Item, paul: Staff) -> None:
    with pytest.raises(Refused, match="message-missing"):
        decide_case(slow, paul, sent["reference"], DraftDecision("refused", "", 0), document=LETTER)
    decide_case(slow, paul, sent["reference"], DraftDecision("accepted", "", 0), document=LETTER)
    decide_case(slow, paul, sent["reference"], DraftDecision("accepted", "", 0), document=LETTER)  # the double tap
    assert len(objects(slow)) == 1


def test_an_erased_case_takes_it_along(slow: Hub, sent: Item, paul: Staff) -> None:
    decide_case(slow, paul, sent["reference"], DraftDecision("accepted", "", 0), document=LETTER)
    (document,) = case_of(slow, sent["reference"]).documents.values()
    erase_case(slow, sent["stream"], EXPIRED)
    listed_file.delete_dead_objects(slow)
    assert objects(slow) == []
    with pytest.raises(Rejected):
        open_given(slow, sent["stream"], document.id)


class Killed(Exception):
    """The process ends here."""


def test_killed_at_any_statement_it_is_there_with_its_decision_or_not(slow: Hub, sent: Item, paul: Staff) -> None:
    budget = [0]

    def count(*_: Any) -> None:
        budget[0] -= 1
        if budget[0] < 0:
            raise Killed

    engine_events.listen(slow.store.engine, "before_cursor_execute", count)
    try:
        for statements in range(100):
            budget[0] = statements
            try:
                decide_case(slow, paul, sent["reference"], DraftDecision("accepted", "", 0), document=LETTER)
                break
            except Killed:
                budget[0] = 1_000
                case = case_of(slow, sent["reference"])
                assert (
                    [case.taken.id] * bool(case.documents) == list(case.documents) if case.taken else not case.documents
                )
                if case.taken:
                    break
    finally:
        engine_events.remove(slow.store.engine, "before_cursor_execute", count)
    case = case_of(slow, sent["reference"])
    assert case.taken and list(case.documents) == [case.taken.id] and statements > 10


@pytest.fixture
def event(client: FlaskClient, hub: Hub, box: Box) -> Item:
    sent = listing(box)
    box.send(sent)
    assert Sender(client, hub, box, sent).all().signed
    return sent


def test_a_piece_at_a_time(hub: Hub, event: Item) -> None:
    pieces = list(open_case_file(hub, event["stream"], NAME))
    assert b"".join(pieces) == FILE and len(pieces) == 3
    with hub.store.reading() as connection:
        assert received_ids(connection, event["stream"]) == {NAME}


def test_of_another_case_or_without_one_of_its_chunks_it_is_unknown(hub: Hub, event: Item) -> None:
    with pytest.raises(Rejected, match="unknown-attachment"):
        open_case_file(hub, "0" * 32, NAME)
    hub.objects.delete([item.name for item in list(hub.objects.below(kept_file.folder_of(NAME)))])
    with pytest.raises(Rejected, match="unknown-attachment"):
        open_case_file(hub, event["stream"], NAME)


def test_a_garbled_chunk_is_never_given(hub: Hub, event: Item) -> None:
    [stored] = list(hub.objects.below(kept_file.folder_of(NAME)))
    content = hub.objects.get(stored.name)
    hub.objects.put(stored.name, content[:-1] + bytes([content[-1] ^ 1]))
    with pytest.raises(Unreadable):
        b"".join(open_case_file(hub, event["stream"], NAME))
    # it is left there
    assert hashlib.sha256(hub.objects.get(stored.name)).hexdigest() != stored.name.rpartition("/")[2]


LOST = "0" * 32


@pytest.fixture
def sender(client: FlaskClient, hub: Hub, box: Box) -> Sender:
    event = listing(box)
    box.send(event)
    return Sender(client, hub, box, event)


def objects_of(hub: Hub, file_id: str = NAME) -> list[str]:
    return [item.name for item in hub.objects.below(kept_file.folder_of(file_id))]


def rows(hub: Hub, table: Any) -> int:
    return int(query_rows(hub, select(func.count()).select_from(table)).scalar_one())


def erased(hub: Hub, sender: Sender) -> None:
    erase_case(hub, sender.event["stream"], retention.ASKED)


def test_an_erased_case_takes_keys_and_objects_of_its_files(hub: Hub, sender: Sender) -> None:
    assert sender.all().signed and objects_of(hub)
    erased(hub, sender)
    assert rows(hub, chunked_file) == 0, "the key of the file is gone with the transaction"
    assert listed_file.delete_dead_objects(hub) == 1 and objects_of(hub) == [] and rows(hub, dead_file) == 0
    assert listed_file.delete_dead_objects(hub) == 0


def test_a_store_that_is_away_while_a_case_is_erased_loses_its_objects_the_next_day(
    hub: Hub, sender: Sender, monkeypatch: pytest.MonkeyPatch
) -> None:
    sender.all()
    erased(hub, sender)

    def away(*_: object) -> None:
        raise OSError("away")

    monkeypatch.setattr(Folder, "delete", away)
    assert listed_file.delete_dead_objects(hub) == 0 and objects_of(hub)
    monkeypatch.undo()
    retention.run_upkeep(hub)
    assert objects_of(hub) == [] and rows(hub, dead_file) == 0


def test_a_file_whose_box_fell_silent_is_given_up_and_may_come_again(hub: Hub, sender: Sender, watch: Watch) -> None:
    sender.ask()
    sender.chunk(0, body=sender.chunks[0][:100])
    watch.ahead.append(timedelta(days=13))
    assert listed_file.sweep_object_store(hub) == 0 and objects_of(hub)
    watch.ahead.append(timedelta(days=2))
    assert listed_file.sweep_object_store(hub) == 1 and objects_of(hub) == [] and rows(hub, chunked_file) == 0
    assert sender.all().signed


def test_a_file_that_is_whole_is_never_swept(hub: Hub, sender: Sender, watch: Watch) -> None:
    sender.all()
    watch.ahead.append(timedelta(days=400))
    for _ in range(16):
        watch.ahead.append(timedelta(days=1))
        assert listed_file.sweep_object_store(hub) == 0
    assert objects_of(hub) and sender.ask().signed


def test_objects_that_no_file_speaks_of_are_swept_once_they_are_old(hub: Hub, watch: Watch) -> None:
    hub.objects.put(f"{kept_file.folder_of(LOST)}{'1' * 64}", b"x")
    day = timedelta(days=1)
    for _ in range(16):
        assert listed_file.sweep_object_store(hub) == 0, "it is young by the disk's clock"
        watch.ahead.append(day)
    path = Path(hub.objects.where) / kept_file.folder_of(LOST) / ("1" * 64)
    os.utime(path, (0, 0))
    swept = 0
    for _ in range(16):
        watch.ahead.append(day)
        swept += listed_file.sweep_object_store(hub)
    assert swept == 1 and objects_of(hub, LOST) == []


def test_nothing_is_swept_in_the_store_of_another_hub(hub: Hub, watch: Watch) -> None:
    hub.objects.put(listed_file.OWNER, b"another")
    hub.objects.put(f"{kept_file.folder_of(LOST)}{'1' * 64}", b"x")
    os.utime(Path(hub.objects.where) / kept_file.folder_of(LOST) / ("1" * 64), (0, 0))
    for _ in range(16):
        watch.ahead.append(timedelta(days=1))
        assert listed_file.sweep_object_store(hub) == 0
    assert objects_of(hub, LOST) and not listed_file.is_object_store_ours(hub)

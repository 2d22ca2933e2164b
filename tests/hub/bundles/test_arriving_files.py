"""The files of a bundle come after their events, chunk by chunk; one that is refused takes no other along."""

from collections.abc import Iterator

import pytest

from hub.bundles.arriving_files import ArrivingFiles
from hub.hub import Hub
from kiosk.domain.bundles.messages import AnswerFile, BundledChunk, BundledFile, read_answer
from kiosk.domain.events.wire.files import FileManifest
from kiosk.domain.events.wire.values import VERSION
from tests.hub.samples import Box


def manifest(hub: Hub) -> FileManifest:
    key, name = hub.ring.newest().id, "0" * 64
    return FileManifest(version=VERSION, event="0" * 32, key=key, sealed_key=b"k" * 80, header="0" * 48, chunks=(name,))


def told(messages: Iterator[bytes]) -> list[AnswerFile]:
    read = [read_answer(message) for message in messages]
    return [message for message in read if isinstance(message, AnswerFile)]


@pytest.mark.parametrize("settings", ["sqlite"], indirect=True)
def test_a_file_that_no_event_lists_is_refused_and_the_next_one_is_asked_anew(hub: Hub, box: Box) -> None:
    files = ArrivingFiles(hub, "SA")
    first, second = (BundledFile(id=number * 32, manifest=manifest(hub)) for number in "12")
    assert told(files.take(first)) == []
    assert told(files.take(BundledChunk(name="0" * 64, content=b"nothing of it is kept"))) == []
    [answer] = told(files.take(second))
    assert (answer.id, answer.code, answer.signed) == (first.id, "unknown-attachment", None)
    [answer] = told(files.end())
    assert answer.id == second.id
    assert told(files.end()) == []


@pytest.mark.parametrize("settings", ["sqlite"], indirect=True)
def test_a_chunk_without_its_file_is_passed_over(hub: Hub) -> None:
    files = ArrivingFiles(hub, "SA")
    assert told(files.take(BundledChunk(name="0" * 64, content=b"x"))) == [] and told(files.end()) == []

"""Documents of decisions: expected once, come chunk by chunk, and gone with the words of their update."""

from datetime import timedelta

import pytest

from kiosk.clock import moment
from kiosk.store.database import Database, Store
from kiosk.store.events import given_documents, updates
from kiosk.store.events.updates import NewUpdate

AT = moment("2026-11-26T09:00:00+00:00")
UPDATE, DOCUMENT = "c" * 32, "d" * 32
CHUNKS = (b"1" * 32, b"2" * 32)


def _update(db: Database) -> None:
    new = NewUpdate(UPDATE, "e" * 32, 1, "SA1001G", "state", "accepted", AT.isoformat(), "etat-civil", b"sealed")
    updates.add(db, new, AT)
    given_documents.expect(db, DOCUMENT, UPDATE, "etat-civil", 5)


@pytest.fixture
def expected(store: Store) -> Store:
    with store.write() as db:
        _update(db)
    return store


def test_it_is_whole_once_every_chunk_came_in_any_order_and_twice(expected: Store) -> None:
    (waits,) = given_documents.to_fetch(expected.read(), AT)
    assert (waits.id, waits.chunks, waits.is_whole) == (DOCUMENT, (), False)
    with expected.write() as db:
        given_documents.note_made_of(db, DOCUMENT, "desk", b"key", CHUNKS)
        for place, chunk in ((1, b"zwei"), (0, b"eins"), (1, b"other")):
            given_documents.add_chunk(db, DOCUMENT, place, chunk)
    kept = given_documents.of_update(expected.read(), UPDATE)
    assert kept and kept.is_whole and (kept.service_id, kept.made_of, kept.chunks) == ("desk", b"key", CHUNKS)
    assert list(given_documents.chunks(expected.read(), DOCUMENT)) == [b"eins", b"zwei"]
    assert given_documents.to_fetch(expected.read(), AT) == []


def test_what_the_hub_had_not_is_asked_again_after_a_while(expected: Store) -> None:
    with expected.write() as db:
        given_documents.note_asked(db, DOCUMENT, AT)
    assert given_documents.to_fetch(expected.read(), AT) == []
    assert len(given_documents.to_fetch(expected.read(), AT + timedelta(seconds=1))) == 1


def test_it_begins_again_where_it_was_not_what_was_promised(expected: Store) -> None:
    with expected.write() as db:
        given_documents.note_made_of(db, DOCUMENT, "etat-civil", b"key", CHUNKS)
        given_documents.add_chunk(db, DOCUMENT, 0, b"eins")
        given_documents.start_again(db, DOCUMENT)
    kept = given_documents.of_update(expected.read(), UPDATE)
    assert kept and (kept.chunks, kept.there) == ((), 0)


def test_it_goes_with_the_words_and_does_not_come_back(expected: Store) -> None:
    with expected.write() as db:
        given_documents.note_made_of(db, DOCUMENT, "etat-civil", b"key", CHUNKS)
        given_documents.add_chunk(db, DOCUMENT, 0, b"eins")
        updates.see(db, [UPDATE], AT)
        updates.forget_seen(db, AT + timedelta(days=1))
        _update(db)  # the hub was put back, and says it again
        given_documents.add_chunk(db, DOCUMENT, 1, b"late")
    assert given_documents.of_update(expected.read(), UPDATE) is None
    assert list(given_documents.chunks(expected.read(), DOCUMENT)) == []

"""Who reads what a paper is made of."""

from kiosk.crypto import sealing
from kiosk.domain.keys.ring import Ring
from kiosk.services.access.key_holder import NO_ONE, Reader, of_ring
from kiosk.services.box import data_keys
from kiosk.services.box.box import Actor, Box

CCAS = sealing.pair_of(b"c" * 32)


def test_a_subject_is_read_by_ring_or_by_the_key_that_was_left(box: Box, nadia: Actor) -> None:
    with box.store.write() as db:
        key = data_keys.new_key(box, db, "subject", "desk", nadia)
    db = box.store.read()
    assert of_ring(nadia.ring).key(db, "subject") == Reader(nadia).key(db, "subject") == key
    assert NO_ONE.key(db, "subject") is None
    assert Reader(left=b"left").key(db, "subject") == b"left"


def test_words_for_a_service_are_read_by_its_ring_alone() -> None:
    body = sealing.seal_packed(CCAS.public, b"words")
    assert of_ring(Ring({"ccas": CCAS.private})).sealed("ccas", body) == b"words"
    assert of_ring(Ring({"desk": CCAS.private})).sealed("ccas", body) is None
    assert NO_ONE.sealed("ccas", body) is None
    assert Reader(left=b"k" * 32).sealed("ccas", body) is None
    assert of_ring(Ring({"ccas": CCAS.private})).sealed("ccas", b"") is None, "destroyed"


def test_a_reader_that_is_logged_shows_no_key() -> None:
    assert "secret" not in repr(Reader(left=b"secret"))

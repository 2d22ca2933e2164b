"""Who has read which message, as long as it is in force and they work here."""

from kiosk.store.database import Store
from kiosk.store.people import people
from kiosk.store.published import message_reads, publications
from tests.gallery.site.cast import nadia_roux
from tests.store.conftest import NOON

HASH = "a" * 64


def test_a_read_message_is_kept_for_the_contents_that_were_read(store: Store) -> None:
    nadia = nadia_roux()
    with store.write() as db:
        people.add_mediator(db, nadia, NOON)
        publications.keep_content(db, HASH, b"")
        publications.put_in_force(db, "", "message", {"a": HASH})
        message_reads.add(db, "a", HASH, nadia.id, NOON)
        message_reads.add(db, "a", HASH, nadia.id, NOON)
        message_reads.drop(db)
        assert message_reads.of(db, nadia.id) == {("a", HASH)}
        publications.put_in_force(db, "", "message", {})
        message_reads.drop(db)
        assert message_reads.of(db, nadia.id) == set()

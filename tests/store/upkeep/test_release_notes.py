"""One note is kept: the last."""

from kiosk.domain.proofs.signed_statement import SignedStatement
from kiosk.store.database import Store
from kiosk.store.upkeep import release_notes


def test_the_last_note_is_kept_as_it_was_signed(store: Store) -> None:
    assert release_notes.kept(store.read()) is None
    for number in (b"1", b"2"):
        with store.write() as db:
            release_notes.keep(db, SignedStatement(b"note" + number, b"signature" + number))
    assert release_notes.kept(store.read()) == SignedStatement(b"note2", b"signature2")

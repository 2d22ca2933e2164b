"""The last word of the hub about itself stays, and goes with the enrolment."""

from kiosk.domain.proofs.signed_statement import SignedStatement
from kiosk.store.database import Store
from kiosk.store.events import acknowledgements, hub_standing, outbox
from tests.store.conftest import CASE_KEY, NOON, an_event, later


def test_the_last_statement_takes_the_place_of_the_one_before(store: Store) -> None:
    assert hub_standing.kept(store.read()) is None
    with store.write() as db:
        hub_standing.keep(db, SignedStatement(b"first", b"1"), NOON)
        hub_standing.keep(db, SignedStatement(b"second", b"2"), later(1))
    assert hub_standing.kept(store.read()) == SignedStatement(b"second", b"2")
    with store.write() as db:
        hub_standing.forget(db)
    assert hub_standing.kept(store.read()) is None


def test_the_newest_acknowledgement_is_this_hubs(store: Store) -> None:
    assert hub_standing.last_acknowledgement(store.read(), "hub") is None
    with store.write() as db:
        for letter, key in (("a", "hub"), ("b", "hub"), ("c", "another hub")):
            outbox.add(db, an_event(letter, stream=letter * 32), CASE_KEY)
            acknowledgements.acknowledge(db, letter * 32, NOON, letter.encode(), b"s", key)
    assert hub_standing.last_acknowledgement(store.read(), "hub") == SignedStatement(b"b", b"s")

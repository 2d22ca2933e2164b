"""A store from before the hub signed what it says of itself."""

from kiosk.domain.proofs.signed_statement import SignedStatement
from kiosk.store.database import Store, number
from kiosk.store.events import hub_standing
from kiosk.store.migrations import m0018_trust
from tests.store.conftest import NOON


def test_an_earlier_box_begins_with_nothing_heard(store: Store) -> None:
    with store.write() as db:
        db.conn.execute("DROP TABLE hub_standing")
        db.conn.execute("DROP TABLE heard_refusals")
        m0018_trust.migrate(db)
        hub_standing.keep(db, SignedStatement(b"said", b"s"), NOON)
    assert number(store.read(), "SELECT count(*) FROM heard_refusals") == 0

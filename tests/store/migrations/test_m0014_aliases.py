"""A store in which the desk gave a case another number before aliases were kept."""

from kiosk.store.cases import cases
from kiosk.store.database import Store
from kiosk.store.events import acknowledgements, changed_numbers, outbox
from kiosk.store.migrations import m0014_aliases
from tests.store.conftest import CASE, CASE_KEY, NOON, a_case, a_submission, an_event


def test_the_former_number_is_taken_from_the_events_and_nobody_is_told_twice(store: Store) -> None:
    with store.write() as db:
        db.conn.execute("DROP TABLE aliases")
        cases.add(db, a_case(), CASE_KEY)
        cases.submit(db, a_submission(), CASE_KEY)
        outbox.add(db, an_event("a"), CASE_KEY)
        acknowledgements.reject(db, "a" * 32, NOON, "reference-taken", "reference")
        db.conn.execute("UPDATE submissions SET reference = 'SA2001K', counter = 2001 WHERE case_id = ?", (CASE,))
        outbox.add(db, an_event("c", replaces="a", reference="SA2001K"), CASE_KEY)
        m0014_aliases.migrate(db)
    db = store.read()
    assert changed_numbers.former(db, CASE) == ("SA1001K",)
    assert changed_numbers.to_tell(db, ["etat-civil"]) == []
    standing = cases.state(db, CASE)
    assert standing is not None and (standing.state, standing.unsent) == ("submitted", 1)

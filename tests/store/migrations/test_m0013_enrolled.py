"""A store from before enrolments said for which site they are."""

import pytest
from msgspec.structs import replace

from kiosk.store.database import Store
from kiosk.store.events import acknowledgements, enrolment, outbox
from kiosk.store.migrations import m0013_enrolled
from tests.store.conftest import CASE_KEY, NOON, an_event, later
from tests.store.events.test_enrolment import HUB


def before(store: Store) -> None:
    """As an earlier version left it: enrolled twice."""
    with store.write() as db:
        db.conn.execute("ALTER TABLE enrolments DROP COLUMN site")
        for _ in range(2):
            db.conn.execute(
                "INSERT INTO enrolments (at, url, name, token, verify_key, seal_key, epoch, key_made_at)"
                " VALUES ('', '', '', '', '', x'', '', '')"
            )


def site(store: Store) -> str:
    event = enrolment.current(store.read())
    assert event is not None
    return event.site


@pytest.mark.parametrize(("statements", "expected"), [
    ([b'{"site": "BZ"}', b'{"site": "SA"}'], "SA"),
    ([b'{"site": "SA"}', b""], "SA"),
    ([], ""),
])  # fmt: skip
def test_the_last_acknowledgement_says_for_which_site(store: Store, statements: list[bytes], expected: str) -> None:
    before(store)
    with store.write() as db:
        for minutes, statement in enumerate(statements):
            letter = "ab"[minutes]
            outbox.add(db, an_event(letter, stream=letter * 32), CASE_KEY)
            acknowledgements.acknowledge(db, letter * 32, later(minutes), statement, b"", "")
        m0013_enrolled.migrate(db)
    assert site(store) == expected


def test_a_code_that_is_kept_is_not_written_over(store: Store) -> None:
    with store.write() as db:
        enrolment.add(db, HUB, NOON)
        enrolment.name_site(db, "SA")
        enrolment.name_site(db, "BZ")
    assert enrolment.current(store.read()) == replace(HUB, site="SA")

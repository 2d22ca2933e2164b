"""One event more of a submitted case: where it goes, and that it goes once."""

from functools import partial

import pytest
import sqlcipher3.dbapi2 as driver

from kiosk.domain.events import rights_request
from kiosk.domain.events.reference import mint, spoken
from kiosk.errors import Refused
from kiosk.services.box.box import Actor, Box
from kiosk.services.papers.kinds.supplement_papers import REQUEST
from kiosk.services.submitted import append_event
from kiosk.store.events import outbox
from kiosk.store.people import journal
from kiosk.store.printing import spool
from tests.gallery.site.gestures import submitted
from tests.services.conftest import fault_of

ELSEWHERE, _ = mint("BZ", 1041)
ACCESS = partial(rights_request.make_event, "access")


def ask(box: Box, reference: str, actor: Actor, event_id: str, also: append_event.Also = append_event.nothing) -> str:
    return append_event.add(
        box, reference, ACCESS, actor, event_id, paper=REQUEST, action="access", decided=True, also=also
    )  # fmt: skip


def test_event_paper_and_line_are_made_together(box: Box, nadia: Actor) -> None:
    case = submitted(box)
    heard: list[str] = []
    ask(box, spoken(case.reference).lower(), nadia, "e" * 32, also=lambda db, reference: heard.append(reference))
    db = box.store.read()
    event = outbox.get(db, "e" * 32)
    assert event is not None and (event.stream, event.sequence, event.reference) == (case.case_id, 2, case.reference)
    assert [job.kind for job in spool.in_state(db, "pending")] == ["receipt", "request"]
    assert [entry.action for entry in journal.of(db, case.reference)] == ["submitted", "access"]
    assert heard == [case.reference]


def test_where_one_of_them_fails_there_is_none(box: Box, nadia: Actor) -> None:
    case = submitted(box)

    def fail(db: object, reference: str) -> None:
        raise driver.OperationalError("disk full")

    with pytest.raises(driver.OperationalError):
        ask(box, case.reference, nadia, "e" * 32, also=fail)
    db = box.store.read()
    assert outbox.get(db, "e" * 32) is None
    assert [job.kind for job in spool.in_state(db, "pending")] == ["receipt"]
    assert [entry.action for entry in journal.of(db, case.reference)] == ["submitted"]


def test_a_double_tap_shares_one_event_even_once_nothing_more_may_be_added(box: Box, nadia: Actor) -> None:
    for _ in range(2):
        assert ask(box, ELSEWHERE, nadia, "e" * 32) == "e" * 32
    assert len(outbox.history(box.store.read(), ELSEWHERE)) == 1


def test_what_is_no_reference_is_refused_before_anything_is_kept(box: Box, nadia: Actor) -> None:
    for typed, code in (("bonjour", "not-a-reference"), ("SA1001Z", "mistyped-reference")):
        with pytest.raises(Refused) as refused:
            ask(box, typed, nadia, "e" * 32)
        assert fault_of(refused) == code
    assert outbox.count(box.store.read()) == 0

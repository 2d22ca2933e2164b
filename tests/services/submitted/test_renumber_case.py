"""A case whose number is another's, at a hub of an earlier version, which takes it as a new event only."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from hub.sites.enrolments import invite
from kiosk.domain.events.reference import site_of, spoken
from kiosk.domain.language.preferences import Preferences
from kiosk.services.access.key_holder import Reader
from kiosk.services.box.box import Box, open_box
from kiosk.services.exchange import enrol as enrolling
from kiosk.services.exchange import seal_events
from kiosk.services.papers.kinds import case_receipt
from kiosk.services.submitted import refused_events, withdraw_case
from kiosk.services.upkeep import doctor
from kiosk.settings import Settings
from kiosk.store.cases import cases
from kiosk.store.cases.cases import Submission
from kiosk.store.events import acknowledgements, outbox
from kiosk.store.printing import spool
from printers.slip import Notice
from tests.gallery.site.cast import Watch, set_up
from tests.gallery.site.central import Central
from tests.gallery.site.gestures import helped, submitted, supplemented
from tests.services.conftest import body_of

FRENCH = Preferences()


@pytest.fixture
def stranded(settings: Settings, central: Central, watch: Watch) -> Iterator[tuple[Box, Submission]]:
    """A box that ran as XX and is Saint-Aubin's now: its case has a new number, and an old hub refuses the alias."""
    old = open_box(replace(settings, site_code="XX"), watch)
    set_up(old)
    case = submitted(old)
    supplemented(old, case.reference)
    for code, form in ((case.follow_code, "f" * 32), ("ABCDEFGHJK", "e" * 32)):
        withdraw_case.withdraw_alone(old, case.reference, code, "", FRENCH, "", form)
    old.store.close()
    box = open_box(settings, watch)
    enrolling.enroll(box, central.url, invite(central.hub, "SA"))
    seal_events.seal_again(box, helped(box).ring)
    event = outbox.current(box.store.read(), case.case_id, "submitted")
    assert event is not None
    with box.store.write() as db:
        acknowledgements.reject(db, event.id, box.clock.now(), "wrong-site", "reference")
    yield box, case
    box.store.close()


def mended(box: Box, case_id: str) -> Submission:
    """The case as it is after the press of the mediator."""
    reference = refused_events.mend_case(box, case_id, helped(box))
    made = cases.submission_of(box.store.read(), reference)
    assert made is not None
    return made


def test_it_is_sent_as_a_new_event_under_the_number_it_has_already(stranded: tuple[Box, Submission]) -> None:
    box, case = stranded
    given = cases.submission(box.store.read(), case.case_id)
    made = mended(box, case.case_id)
    assert given is not None and made.reference == given.reference and site_of(made.reference) == "SA"
    event = outbox.current(box.store.read(), case.case_id, "submitted")
    assert event is not None and body_of(box, event.id, helped(box))["formerly"] == [case.reference]
    assert mended(box, case.case_id).reference == made.reference, "pressed twice"


def test_what_was_added_goes_with_it_and_what_bears_another_code_does_not(stranded: tuple[Box, Submission]) -> None:
    box, case = stranded
    made = mended(box, case.case_id)
    waiting = outbox.waiting(box.store.read())
    assert sorted((row.type, row.reference) for row in waiting) == [
        ("submitted", made.reference), ("supplement", made.reference), ("withdrawal", made.reference),
        ("withdrawal", case.reference),
    ]  # fmt: skip


def test_the_new_receipt_says_which_number_it_replaces(stranded: tuple[Box, Submission]) -> None:
    box, case = stranded
    made = mended(box, case.case_id)
    assert ("receipt", made.reference) in {(job.kind, job.reference) for job in spool.recent(box.store.read())}
    slip = case_receipt.slip(box, case.case_id, box.words(), Reader(helped(box)))
    notices = [block.text for block in slip.blocks if isinstance(block, Notice)]
    assert [words for words in notices if spoken(case.reference) in words]


def test_doctor_names_old_numbers_until_the_box_is_enrolled(settings: Settings, watch: Watch) -> None:
    old = open_box(replace(settings, site_code="XX"), watch)
    set_up(old)
    case = submitted(old)
    old.store.close()
    box = open_box(settings, watch)
    by_code = {finding.code: finding for finding in doctor.examine(box, ask_hub=False)}
    assert (by_code["numbers"].reason, by_code["numbers"].detail) == ("other-numbers", case.reference)
    box.store.close()


def test_a_case_refused_for_another_reason_keeps_its_number(linked: Box) -> None:
    case = submitted(linked)
    event = outbox.current(linked.store.read(), case.case_id, "submitted")
    assert event is not None
    with linked.store.write() as db:
        acknowledgements.reject(db, event.id, linked.clock.now(), "bad-event", "")
    assert mended(linked, case.case_id).reference == case.reference
    now = outbox.current(linked.store.read(), case.case_id, "submitted")
    assert now is not None and "formerly" not in body_of(linked, now.id, helped(linked))

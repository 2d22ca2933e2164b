"""A case that the hub refused because of its number is sent again under its new one."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from hub.sites.enrolments import invite
from kiosk.domain.events.reference import site_of
from kiosk.domain.language.preferences import Preferences
from kiosk.services.box.box import Box, open_box
from kiosk.services.exchange import enrol as enrolling
from kiosk.services.exchange import seal_events
from kiosk.services.exchange.enrolled_hub import hub_of
from kiosk.services.loops.sync_loop import talk
from kiosk.services.submitted import refused_events
from kiosk.services.upkeep import doctor
from kiosk.settings import Settings
from kiosk.store.cases import cases
from kiosk.store.cases.cases import Submission
from kiosk.store.events import acknowledgements, outbox
from tests.gallery.site.cast import Watch, set_up
from tests.gallery.site.central import Central
from tests.gallery.site.gestures import helped, submitted
from tests.services.conftest import opened

FRENCH = Preferences()


@pytest.fixture
def stranded(settings: Settings, central: Central, watch: Watch) -> Iterator[tuple[Box, Submission]]:
    """A box whose code was another before it was enrolled: its case has a new number, and was refused all the same."""
    old = open_box(replace(settings, site_code="XX"), watch)
    set_up(old)
    case = submitted(old)
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


def test_a_press_sends_it_again_with_its_alias(stranded: tuple[Box, Submission], central: Central) -> None:
    box, case = stranded
    given = cases.submission(box.store.read(), case.case_id)
    for _ in range(2):
        made = mended(box, case.case_id)
        assert given is not None and made.reference == given.reference and site_of(made.reference) == "SA"
    while talk(box, hub_of(box)).more:
        pass
    assert opened(central) == [made.reference] and not outbox.attention(box.store.read())


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
    assert now is not None and now.id != event.id

"""A case whose number is another's gets a new one at the desk: same answers, same legal date, nothing lost."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from gallery.site.cast import Watch, set_up
from gallery.site.central import Central
from gallery.site.gestures import helped, submitted, supplemented
from kiosk.domain.events.reference import MARGIN, site_of, spoken
from kiosk.domain.language.preferences import Preferences
from kiosk.hub.cases.cases import read_case
from kiosk.hub.sites.enrolments import invite
from kiosk.services.access.key_holder import Reader
from kiosk.services.box.box import Box, open_box
from kiosk.services.exchange import enrol as enrolling
from kiosk.services.exchange import seal_events
from kiosk.services.exchange.enrolled_hub import hub_of
from kiosk.services.loops.sync_loop import talk
from kiosk.services.papers import papers
from kiosk.services.submitted import follow_case, refused_events, withdraw_case
from kiosk.services.upkeep import doctor
from kiosk.settings import Settings
from kiosk.store.cases import cases
from kiosk.store.cases.cases import Submission
from kiosk.store.events import acknowledgements, counters, outbox
from kiosk.store.events.event_rows import RefusedEvent
from kiosk.store.printing import spool
from printers.slip import Notice
from tests.services.conftest import body_of, held, opened, say

FRENCH = Preferences()


@pytest.fixture
def forgetful(linked: Box, central: Central, settings: Settings, tmp_path: Path, watch: Watch) -> Iterator[Box]:
    """Saint-Aubin's box after it lost its database: SA1001G is at the hub, and it has given SA1001G again."""
    submitted(linked)
    talk(linked, hub_of(linked))
    box = open_box(replace(settings, data=tmp_path / "again"), watch)
    set_up(box)
    yield box
    box.store.close()


@pytest.fixture
def nameless(settings: Settings, watch: Watch) -> Iterator[Box]:
    """A box that an earlier version set up without a site code, and that is told whose it is now."""
    old = open_box(replace(settings, site_code="XX"), watch)
    set_up(old)
    submitted(old)
    old.store.close()
    box = open_box(settings, watch)
    yield box
    box.store.close()


def enrol(box: Box, central: Central) -> None:
    """Enrolled anew; Nadia's keys seal what waited, and the hub answers."""
    enrolling.enroll(box, central.url, invite(central.hub, "SA"))
    seal_events.seal_again(box, helped(box).ring)
    talk(box, hub_of(box))


def refused(box: Box) -> RefusedEvent:
    """What the hub said of the one case that asks for the desk: its code and its event."""
    (rows,) = [row for row in outbox.attention(box.store.read()) if row.type == "submitted"]
    return rows


def mended(box: Box, case_id: str) -> Submission:
    """The case as it is after the press of the mediator."""
    reference = refused_events.mend_case(box, case_id, helped(box))
    made = cases.submission_of(box.store.read(), reference)
    assert made is not None
    return made


def test_a_number_that_is_taken_is_no_dead_end(forgetful: Box, central: Central, watch: Watch) -> None:
    case = submitted(forgetful)
    assert case.reference in opened(central), "the number is on two papers"
    enrol(forgetful, central)
    row = refused(forgetful)
    assert row.code == "reference-taken"
    assert refused_events.attention(forgetful, row.id, helped(forgetful)).renumbers
    watch.wait(timedelta(days=3))
    made = mended(forgetful, case.case_id)
    assert made.reference != case.reference and site_of(made.reference) == "SA"
    assert (made.case_id, made.legal_date, made.submitted_at) == (case.case_id, case.legal_date, case.submitted_at)
    talk(forgetful, hub_of(forgetful))
    assert opened(central) == sorted([case.reference, made.reference])
    with central.hub.store.reading() as connection:
        kept = read_case(connection, central.hub.ring, made.reference).submitted
    assert (kept["formerly"], kept["legal_date"]) == ([case.reference], case.legal_date)
    assert outbox.attention(forgetful.store.read()) == [] and outbox.unsent(forgetful.store.read()) == (0, "")


def test_a_new_number_is_beyond_those_that_may_be_taken_too(forgetful: Box, central: Central) -> None:
    case = submitted(forgetful)
    enrol(forgetful, central)
    assert mended(forgetful, case.case_id).counter > case.counter + MARGIN
    assert counters.value(forgetful.store.read()) > case.counter + MARGIN
    assert submitted(forgetful).counter < case.counter + 2 * MARGIN, "and goes on from there"


def test_pressed_twice_a_case_gets_one_new_number(forgetful: Box, central: Central) -> None:
    case = submitted(forgetful)
    enrol(forgetful, central)
    first, second = mended(forgetful, case.case_id), mended(forgetful, case.case_id)
    assert first == second


def test_the_new_receipt_says_which_number_it_replaces_and_is_no_copy(forgetful: Box, central: Central) -> None:
    case = submitted(forgetful)
    enrol(forgetful, central)
    made = mended(forgetful, case.case_id)
    newest = spool.recent(forgetful.store.read())[0]
    assert (newest.kind, newest.reference) == ("receipt", made.reference)
    reader = Reader(helped(forgetful))
    slip = papers.receipt_slip(forgetful, case.case_id, forgetful.words(), reader)
    notices = [block.text for block in slip.blocks if isinstance(block, Notice)]
    assert [words for words in notices if spoken(case.reference) in words]


def test_what_was_added_goes_with_the_case(forgetful: Box, central: Central) -> None:
    """Nothing of it reaches the other person's case."""
    case = submitted(forgetful)
    supplemented(forgetful, case.reference)
    enrol(forgetful, central)
    made = mended(forgetful, case.case_id)
    talk(forgetful, hub_of(forgetful))
    assert held(central)[-2:] == [("SA", "submitted", made.reference), ("SA", "supplement", made.reference)]
    followed = follow_case.follow(forgetful, made.reference, helped(forgetful))
    assert (followed.former, len(followed.history)) == ((case.reference,), 4)
    assert follow_case.follow(forgetful, case.reference, helped(forgetful)).now == (made.reference,)


def test_a_withdrawal_alone_goes_with_the_case_whose_code_it_bears(forgetful: Box, central: Central) -> None:
    """The other one may be of the person who holds the same number at the hub."""
    case = submitted(forgetful)
    for code, form in ((case.follow_code, "f" * 32), ("ABCDEFGHJK", "e" * 32)):
        withdraw_case.withdraw_alone(forgetful, case.reference, code, "", FRENCH, "", form)
    enrol(forgetful, central)
    made = mended(forgetful, case.case_id)
    waiting = outbox.waiting(forgetful.store.read())
    assert sorted((row.type, row.reference) for row in waiting) == [
        ("submitted", made.reference), ("withdrawal", case.reference), ("withdrawal", made.reference),
    ]  # fmt: skip


def test_what_the_hub_says_of_the_other_case_is_not_said_of_this_one(forgetful: Box, central: Central) -> None:
    case = submitted(forgetful)
    enrol(forgetful, central)
    made = mended(forgetful, case.case_id)
    say(central, case.reference, "accepted")
    talk(forgetful, hub_of(forgetful))
    assert follow_case.follow(forgetful, made.reference, helped(forgetful)).updates == ()


def test_a_case_without_a_site_of_its_own_gets_a_number_of_this_one(nameless: Box, central: Central) -> None:
    (old,) = cases.submitted(nameless.store.read(), helped(nameless).ring.services)
    assert old.reference.startswith("XX")
    by_code = {finding.code: finding for finding in doctor.examine(nameless, ask_hub=False)}
    assert (by_code["numbers"].reason, by_code["numbers"].detail) == ("other-numbers", old.reference)
    supplemented(nameless, old.reference)
    enrol(nameless, central)
    row = refused(nameless)
    assert row.code == "wrong-site"
    made = mended(nameless, old.id)
    assert made.reference.startswith("SA")
    talk(nameless, hub_of(nameless))
    assert held(central) == [("SA", "submitted", made.reference), ("SA", "supplement", made.reference)]
    assert outbox.attention(nameless.store.read()) == []
    assert "numbers" not in {finding.code for finding in doctor.examine(nameless, ask_hub=False)}


def test_a_case_refused_for_another_reason_keeps_its_number(linked: Box) -> None:
    case = submitted(linked)
    event = outbox.current(linked.store.read(), case.case_id, "submitted")
    assert event is not None
    with linked.store.write() as db:
        acknowledgements.reject(db, event.id, linked.clock.now(), "bad-event", "")
    assert mended(linked, case.case_id).reference == case.reference
    now = outbox.current(linked.store.read(), case.case_id, "submitted")
    assert now is not None and "formerly" not in body_of(linked, now.id, helped(linked))

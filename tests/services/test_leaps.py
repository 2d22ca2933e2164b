"""A date that has leapt while the box was off destroys nothing until somebody, or time itself, has confirmed it."""

from datetime import timedelta

import pytest

from kiosk.domain.language.preferences import Preferences
from kiosk.domain.time.calendar import DoubtReason
from kiosk.domain.trail.journal_action import JournalAction
from kiosk.services.box.box import Actor, Box, open_box
from kiosk.services.box.legal_clock import ASKED_AFTER
from kiosk.services.drafts import begin_case
from kiosk.services.exchange.enrolled_hub import hub_of
from kiosk.services.loops.sync_loop import talk
from kiosk.services.mandates import mandate_end
from kiosk.services.upkeep import doctor, journal_upkeep, retention
from kiosk.store.events import counters
from kiosk.store.keys import wrapped_keys
from kiosk.store.people import journal as notes
from tests.gallery.site.cast import Watch
from tests.gallery.site.gestures import submitted

DAY = timedelta(days=1)
ALONE = Actor("terminal", session="hash", session_key=b"m" * 32, terminal=True)


def started(box: Box, watch: Watch, off: timedelta) -> Box:
    """The box is switched on again after that much time, by its clock."""
    box.store.close()
    watch.jump(off)
    return open_box(box.settings, watch)


def is_there(box: Box, case_id: str) -> bool:
    return wrapped_keys.any_left(box.store.read(), case_id)


@pytest.fixture
def draft(box: Box, nadia: Actor) -> str:
    """Begun at the desk, where it waits for ninety days; the box has seen the day."""
    case_id = begin_case.begin(box, "birth-certificate", Preferences(), nadia).id
    retention.due(box)
    return case_id


def test_one_start_with_a_clock_decades_ahead_destroys_nothing(box: Box, draft: str, watch: Watch) -> None:
    ahead = started(box, watch, 27_000 * DAY)
    lines = len(list(ahead.store.read().query("SELECT * FROM journal")))
    assert (ahead.watch.reason, ahead.watch.settled()) == (DoubtReason.LONG_OFF, None)
    assert (retention.due(ahead), mandate_end.due(ahead), journal_upkeep.purge(ahead, ahead.site_seed)) == (0, 0, 0)
    watch.wait(10 * DAY)
    assert retention.due(ahead) == 0, "however long it runs"
    assert len(list(ahead.store.read().query("SELECT * FROM journal"))) == lines
    again = started(ahead, watch, -27_000 * DAY)
    assert again.watch.today().certain, "put right while it was off, nobody is asked"
    assert retention.due(again) == 0
    assert is_there(again, draft)
    again.store.close()


def test_a_box_that_was_really_off_for_months_destroys_once_the_desk_has_said_the_date(
    box: Box, draft: str, watch: Watch
) -> None:
    again = started(box, watch, 100 * DAY)
    assert (again.watch.reason, retention.due(again)) == (DoubtReason.LONG_OFF, 0)
    again.watch.confirm(again.watch.today().day)
    assert retention.due(again) == 1
    assert not is_there(again, draft)
    last = started(again, watch, DAY / 2)
    assert last.watch.today().certain and not last.watch.waits(), "the answer outlives a restart"
    last.store.close()


def test_after_a_weekend_receipts_are_certain_and_a_draft_waits_until_the_desk_is_asked_and_answers(
    box: Box, watch: Watch
) -> None:
    """Nobody but the hub or the desk confirms a day; without a hub the desk is asked after a week, each morning."""
    draft = begin_case.begin(box, "birth-certificate", Preferences(), ALONE).id
    retention.due(box)
    again = started(box, watch, 3 * DAY)
    assert again.watch.today().certain and again.watch.waits()
    assert [
        (finding.well, finding.reason) for finding in doctor.examine(again, ask_hub=False) if finding.code == "clock"
    ] == [(None, "was-off")]
    assert (retention.due(again), is_there(again, draft), again.watch.is_asked()) == (0, True, False)
    watch.wait(ASKED_AFTER - DAY / 2)
    assert (retention.due(again), again.watch.is_asked()) == (0, False)
    again = started(again, watch, DAY)
    for _ in range(3):
        assert (retention.due(again), is_there(again, draft)) == (0, True)
        assert (again.watch.is_asked(), again.watch.waits_for()) == (True, "waited-long"), "also after a restart"
        watch.wait(DAY)
    again.watch.confirm(again.watch.today().day)
    assert (retention.due(again), is_there(again, draft)) == (1, False)
    assert not (again.watch.waits() or again.watch.is_asked())
    again.store.close()


def test_a_box_that_runs_on_with_another_day_than_the_hub_destroys_nothing(box: Box, draft: str, watch: Watch) -> None:
    """Somebody had set the clock ten weeks ahead, and the desk had believed it; the hub says another day."""
    truth = watch.now()
    watch.jump(100 * DAY)
    box.watch.confirm(box.watch.today().day)
    box.watch.heard_now(truth)
    assert (retention.due(box), is_there(box, draft), box.watch.is_asked()) == (0, True, True)
    assert box.watch.waits_for() == "differs-from-hub"
    watch.jump(-100 * DAY)
    assert box.watch.waits_for() == DoubtReason.JUMPED
    box.watch.heard_now(truth)
    assert (box.watch.waits_for(), box.watch.is_asked()) == ("", False), "both agree: nobody is asked"
    assert (retention.due(box), is_there(box, draft)) == (0, True)


def test_a_night_is_no_leap(box: Box, draft: str, watch: Watch) -> None:
    for _ in range(40):
        box = started(box, watch, timedelta(hours=15))
        watch.wait(timedelta(hours=9))
        retention.due(box)
        assert not box.watch.waits()
    box.store.close()


def test_what_the_hub_signs_answers_for_the_desk(linked: Box, watch: Watch) -> None:
    with linked.store.write() as db:
        counters.note_reached(db, watch.now() - 60 * DAY)
    again = started(linked, watch, timedelta())
    assert (again.watch.reason, again.watch.settled()) == (DoubtReason.LONG_OFF, None)
    submitted(again)
    assert talk(again, hub_of(again)).acknowledged == 1
    assert again.watch.reason is None and again.watch.settled() is not None
    again.store.close()


def test_what_the_hub_signed_long_ago_confirms_no_clock_that_is_ahead(box: Box, draft: str, watch: Watch) -> None:
    for days in (10, 100):
        again = started(box, watch, days * DAY)
        again.watch.heard(watch.now() - 5 * DAY)
        again.watch.heard(None)
        assert again.watch.settled() is None
        again.watch.heard(watch.now() + timedelta(minutes=5))  # no two clocks agree
        assert again.watch.settled() is not None
        box = again
    box.store.close()


def test_a_box_that_never_noted_a_moment_goes_by_its_journal(box: Box, draft: str, watch: Watch) -> None:
    """It was stopped before its loops noted one."""
    with box.store.write() as db:
        db.conn.execute("DELETE FROM counters WHERE name = ?", (counters.REACHED,))
        notes.note(db, watch.now(), JournalAction.OPENED)
    again = started(box, watch, 27_000 * DAY)
    assert (again.watch.reason, retention.due(again), is_there(again, draft)) == (DoubtReason.LONG_OFF, 0, True)
    again.store.close()

"""The date the box goes by, when it asks the desk, and what a date that has leapt does not destroy."""

import threading
from datetime import UTC, date, datetime, timedelta

import pytest

from kiosk.domain.language.words import Preferences
from kiosk.domain.time.calendar import DoubtReason
from kiosk.domain.trail.journal_action import JournalAction
from kiosk.services.access.open_case import KeyHolder
from kiosk.services.box.box import Actor, Box, open_box
from kiosk.services.box.legal_clock import ASKED_AFTER, Watch
from kiosk.services.drafts import drafts
from kiosk.services.exchange.enrol import hub_of
from kiosk.services.loops.sync_loop import exchange_with_hub
from kiosk.services.mandates import mandates
from kiosk.services.papers.kinds import case_receipt
from kiosk.services.upkeep import doctor, retention
from kiosk.settings import Settings
from kiosk.store import journal as notes
from kiosk.store import outbox, upkeep_notes, wrapped_keys
from tests.gallery.site.cast import Watch as Pushed
from tests.gallery.site.cast import set_up
from tests.gallery.site.gestures import helped, submitted
from tests.services.conftest import body_of, in_letters

DAY = timedelta(days=1)
TO_CONFIRM = "Date à confirmer"


def receipt(box: Box, case_id: str) -> str:
    return in_letters(case_receipt.make_case_receipt_slip(box, case_id, box.words(), KeyHolder(helped(box))))


def set_to(watch: Pushed, moment: datetime) -> None:
    watch.jump(moment - watch.now())


def test_an_honest_clock_is_believed(box: Box, watch: Pushed) -> None:
    for _ in range(5):
        watch.wait(DAY)
        today = box.watch.look()
        assert today.certain and today.day == box.watch.today().day
    assert box.watch.reason is None
    assert upkeep_notes.read_clock_note(box.store.read()) is None


def test_the_day_is_the_sites_day(settings: Settings, watch: Pushed) -> None:
    """At 23:30 in UTC it is tomorrow in Saint-Aubin."""
    set_to(watch, datetime(2027, 1, 1, 23, 30, tzinfo=UTC))
    box = open_box(settings, watch)
    assert box.watch.today().day == date(2027, 1, 2)
    box.store.close()


def test_a_clock_before_the_build_asks_and_receipts_say_so_until_answered(settings: Settings, watch: Pushed) -> None:
    """A box without a battery starts years ago: in 2000, as many of them do."""
    set_to(watch, datetime(2000, 1, 1, 12, tzinfo=UTC))
    box = open_box(settings, watch)
    set_up(box)
    assert box.watch.reason == "before-build"
    doubtful = submitted(box)
    assert not doubtful.date_certain
    assert TO_CONFIRM in receipt(box, doubtful.case_id)
    box.watch.confirm(date(2026, 12, 1))
    sure = submitted(box)
    assert (sure.date_certain, sure.legal_date, sure.submitted_at.date()) == (True, "2026-12-01", date(2026, 12, 1))
    assert TO_CONFIRM not in receipt(box, sure.case_id)
    assert TO_CONFIRM in receipt(box, doubtful.case_id), "what was doubtful when it was said stays so"
    first, second = (
        body_of(box, waiting_row.id, helped(box)) for waiting_row in outbox.select_waiting_events(box.store.read())
    )
    assert (first["date_certain"], second["date_certain"]) == (False, True)
    box.store.close()


def test_a_clock_before_the_newest_case_asks(box: Box, watch: Pushed) -> None:
    submitted(box)
    watch.wait(timedelta(hours=2))
    submitted(box)
    watch.jump(-timedelta(hours=1))
    assert box.watch.today().certain, "an hour is no jump"
    assert not submitted(box).date_certain
    assert box.watch.reason == "before-newest-event"


def test_a_jump_of_a_day_asks(box: Box, watch: Pushed) -> None:
    assert box.watch.today().certain
    watch.jump(DAY + timedelta(seconds=1))  # the machine's own clocks may be a little apart
    assert not box.watch.today().certain
    assert box.watch.reason == "jumped"
    box.watch.confirm(box.watch.today().day)
    assert box.watch.today().certain


def test_a_machine_that_slept_has_not_jumped(box: Box, watch: Pushed) -> None:
    box.watch.today()
    watch.wait(3 * DAY)
    assert box.watch.today().certain


def test_a_doubt_and_an_answer_outlive_the_box(box: Box, watch: Pushed) -> None:
    watch.jump(-3 * DAY)
    box.watch.today()
    again = Watch(box.store, watch, box.settings.zone)
    assert again.reason == "jumped"
    right_day = again.today().day + 3 * DAY
    again.confirm(right_day)
    assert (again.today().day, again.today().certain) == (right_day, True)


def test_a_correction_is_asked_for_again_after_a_restart(box: Box, watch: Pushed) -> None:
    """The machine's date may have been put right while it was off."""
    box.watch.confirm(box.watch.today().day + 2 * DAY)
    again = Watch(box.store, watch, box.settings.zone)
    assert again.reason == "restarted-with-correction"
    assert again.today().day == box.watch.today().day
    again.confirm(again.today().day)
    assert Watch(box.store, watch, box.settings.zone).reason == "restarted-with-correction"


def test_cases_from_a_year_that_was_wrong_do_not_make_the_desk_answer_for_ever(box: Box, watch: Pushed) -> None:
    """A clock ten years ahead, put right: the cases it dated no longer speak against the right date."""
    watch.jump(3650 * DAY)
    box.watch.confirm(box.watch.today().day)
    submitted(box)
    watch.jump(-3650 * DAY)
    assert not box.watch.today().certain
    box.watch.confirm(box.watch.today().day)
    for _ in range(3):
        watch.wait(DAY)
        assert submitted(box).date_certain
    again = Watch(box.store, watch, box.settings.zone)
    assert again.look().certain, "nor after a restart"
    watch.jump(-timedelta(hours=20))
    assert again.today().certain
    assert not again.look().certain, "but a clock that goes back from here is still found out"


def test_a_doubt_during_a_gesture_stops_nobody(box: Box, watch: Pushed) -> None:
    """One thread finds the jump inside its transaction, another outside: neither waits for the other for ever."""
    box.watch.today()
    watch.jump(2 * DAY)
    inside, done = threading.Event(), threading.Event()

    def gesture() -> None:
        with box.store.write():
            inside.set()
            done.wait(0.2)
            box.watch.today()

    writing = threading.Thread(target=gesture, daemon=True)
    writing.start()
    inside.wait(5)
    looking = threading.Thread(target=box.watch.today, daemon=True)
    looking.start()
    writing.join(10)
    looking.join(10)
    assert not writing.is_alive() and not looking.is_alive()
    assert len(list(box.store.read().conn.execute("SELECT id FROM clock_notes"))) == 1


ALONE = Actor("terminal", session="hash", session_key=b"m" * 32, terminal=True)


def started(box: Box, watch: Pushed, off: timedelta) -> Box:
    """The box is switched on again after that much time, by its clock."""
    box.store.close()
    watch.jump(off)
    return open_box(box.settings, watch)


def is_there(box: Box, case_id: str) -> bool:
    return wrapped_keys.has_keys_left(box.store.read(), case_id)


@pytest.fixture
def draft(box: Box, nadia: Actor) -> str:
    """Begun at the desk, where it waits for ninety days; the box has seen the day."""
    case_id = drafts.begin_draft(box, "birth-certificate", Preferences(), nadia).id
    retention.destroy_expired_data(box)
    return case_id


def test_one_start_with_a_clock_decades_ahead_destroys_nothing(box: Box, draft: str, watch: Pushed) -> None:
    ahead = started(box, watch, 27_000 * DAY)
    lines = len(list(ahead.store.read().query("SELECT * FROM journal")))
    assert (ahead.watch.reason, ahead.watch.settled()) == (DoubtReason.LONG_OFF, None)
    assert (
        retention.destroy_expired_data(ahead),
        mandates.destroy_due_mandates(ahead),
        retention.purge_journal(ahead, ahead.site_seed),
    ) == (0, 0, 0)
    watch.wait(10 * DAY)
    assert retention.destroy_expired_data(ahead) == 0, "however long it runs"
    assert len(list(ahead.store.read().query("SELECT * FROM journal"))) == lines
    again = started(ahead, watch, -27_000 * DAY)
    assert again.watch.today().certain, "put right while it was off, nobody is asked"
    assert retention.destroy_expired_data(again) == 0
    assert is_there(again, draft)
    again.store.close()


def test_a_box_really_off_for_months_destroys_once_the_desk_says_the_date(box: Box, draft: str, watch: Pushed) -> None:
    again = started(box, watch, 100 * DAY)
    assert (again.watch.reason, retention.destroy_expired_data(again)) == (DoubtReason.LONG_OFF, 0)
    again.watch.confirm(again.watch.today().day)
    assert retention.destroy_expired_data(again) == 1
    assert not is_there(again, draft)
    last = started(again, watch, DAY / 2)
    assert last.watch.today().certain and not last.watch.waits(), "the answer outlives a restart"
    last.store.close()


def test_after_a_weekend_receipts_are_certain_and_a_draft_waits_until_the_desk_answers(box: Box, watch: Pushed) -> None:
    """Nobody but the hub or the desk confirms a day; without a hub the desk is asked after a week, each morning."""
    draft = drafts.begin_draft(box, "birth-certificate", Preferences(), ALONE).id
    retention.destroy_expired_data(box)
    again = started(box, watch, 3 * DAY)
    assert again.watch.today().certain and again.watch.waits()
    assert [
        (finding.well, finding.reason)
        for finding in doctor.examine_box(again, ask_hub=False)
        if finding.code == "clock"
    ] == [(None, "was-off")]
    assert (retention.destroy_expired_data(again), is_there(again, draft), again.watch.is_asked()) == (0, True, False)
    watch.wait(ASKED_AFTER - DAY / 2)
    assert (retention.destroy_expired_data(again), again.watch.is_asked()) == (0, False)
    again = started(again, watch, DAY)
    for _ in range(3):
        assert (retention.destroy_expired_data(again), is_there(again, draft)) == (0, True)
        assert (again.watch.is_asked(), again.watch.waits_for()) == (True, "waited-long"), "also after a restart"
        watch.wait(DAY)
    again.watch.confirm(again.watch.today().day)
    assert (retention.destroy_expired_data(again), is_there(again, draft)) == (1, False)
    assert not (again.watch.waits() or again.watch.is_asked())
    again.store.close()


def test_a_box_that_runs_on_with_another_day_than_the_hub_destroys_nothing(box: Box, draft: str, watch: Pushed) -> None:
    """Somebody had set the clock ten weeks ahead, and the desk had believed it; the hub says another day."""
    truth = watch.now()
    watch.jump(100 * DAY)
    box.watch.confirm(box.watch.today().day)
    box.watch.heard_now(truth)
    assert (retention.destroy_expired_data(box), is_there(box, draft), box.watch.is_asked()) == (0, True, True)
    assert box.watch.waits_for() == "differs-from-hub"
    watch.jump(-100 * DAY)
    assert box.watch.waits_for() == DoubtReason.JUMPED
    box.watch.heard_now(truth)
    assert (box.watch.waits_for(), box.watch.is_asked()) == ("", False), "both agree: nobody is asked"
    assert (retention.destroy_expired_data(box), is_there(box, draft)) == (0, True)


def test_a_night_is_no_leap(box: Box, draft: str, watch: Pushed) -> None:
    for _ in range(40):
        box = started(box, watch, timedelta(hours=15))
        watch.wait(timedelta(hours=9))
        retention.destroy_expired_data(box)
        assert not box.watch.waits()
    box.store.close()


def test_what_the_hub_signs_answers_for_the_desk(linked: Box, watch: Pushed) -> None:
    with linked.store.write() as db:
        upkeep_notes.save_reached_moment(db, watch.now() - 60 * DAY)
    again = started(linked, watch, timedelta())
    assert (again.watch.reason, again.watch.settled()) == (DoubtReason.LONG_OFF, None)
    submitted(again)
    assert exchange_with_hub(again, hub_of(again)).acknowledged == 1
    assert again.watch.reason is None and again.watch.settled() is not None
    again.store.close()


def test_what_the_hub_signed_long_ago_confirms_no_clock_that_is_ahead(box: Box, draft: str, watch: Pushed) -> None:
    for days in (10, 100):
        again = started(box, watch, days * DAY)
        again.watch.heard(watch.now() - 5 * DAY)
        again.watch.heard(None)
        assert again.watch.settled() is None
        again.watch.heard(watch.now() + timedelta(minutes=5))  # no two clocks agree
        assert again.watch.settled() is not None
        box = again
    box.store.close()


def test_a_box_that_never_noted_a_moment_goes_by_its_journal(box: Box, draft: str, watch: Pushed) -> None:
    """It was stopped before its loops noted one."""
    with box.store.write() as db:
        db.conn.execute("DELETE FROM counters WHERE name = ?", (upkeep_notes.REACHED,))
        notes.insert_journal_line(db, watch.now(), JournalAction.RESUMED)
    again = started(box, watch, 27_000 * DAY)
    assert (again.watch.reason, retention.destroy_expired_data(again), is_there(again, draft)) == (
        DoubtReason.LONG_OFF,
        0,
        True,
    )
    again.store.close()

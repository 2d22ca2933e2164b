"""The date the box goes by, and when it asks the desk."""

import threading
from datetime import UTC, date, datetime, timedelta

from kiosk.services.access.key_holder import Reader
from kiosk.services.box.box import Box, open_box
from kiosk.services.box.legal_clock import Watch
from kiosk.services.papers import papers
from kiosk.services.papers.kinds import case_receipt
from kiosk.settings import Settings
from kiosk.store.events import counters, outbox
from printers.renderers.text import TEXT_42
from tests.gallery.site.cast import Watch as Pushed
from tests.gallery.site.cast import set_up
from tests.gallery.site.gestures import helped, submitted
from tests.services.conftest import body_of

DAY = timedelta(days=1)
TO_CONFIRM = "Date à confirmer"


def receipt(box: Box, case_id: str) -> str:
    return " ".join(
        TEXT_42.render(case_receipt.slip(box, case_id, box.words(), Reader(helped(box))), papers.fonts())
        .decode()
        .split()
    )


def set_to(watch: Pushed, moment: datetime) -> None:
    """Someone sets the machine's date."""
    watch.jump(moment - watch.now())


def test_an_honest_clock_is_believed(box: Box, watch: Pushed) -> None:
    for _ in range(5):
        watch.wait(DAY)
        today = box.watch.look()
        assert today.certain and today.day == box.watch.today().day
    assert box.watch.reason is None
    assert counters.last_clock_note(box.store.read()) is None


def test_the_day_is_the_sites_day(settings: Settings, watch: Pushed) -> None:
    """At 23:30 in UTC it is tomorrow in Saint-Aubin."""
    set_to(watch, datetime(2027, 1, 1, 23, 30, tzinfo=UTC))
    box = open_box(settings, watch)
    assert box.watch.today().day == date(2027, 1, 2)
    box.store.close()


def test_a_clock_before_the_build_asks_and_receipts_say_so_until_the_desk_answers(
    settings: Settings, watch: Pushed
) -> None:
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
    first, second = (body_of(box, waiting_row.id, helped(box)) for waiting_row in outbox.waiting(box.store.read()))
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

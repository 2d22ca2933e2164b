"""What the hub says of a case lives until somebody at the desk was shown it, whatever the days of the box are."""

from dataclasses import replace
from datetime import timedelta

from kiosk.domain.events.submission import Confirmation
from kiosk.services.box.box import Actor, Box, open_box
from kiosk.services.drafts import submit_case
from kiosk.services.exchange import enrol
from kiosk.services.exchange.enrolled_hub import hub_of
from kiosk.services.loops.sync_loop import talk
from kiosk.services.spool import print_queue
from kiosk.services.submitted import follow_case, personal_data
from kiosk.services.upkeep import retention
from kiosk.settings import Settings
from kiosk.store.events import updates
from kiosk.store.keys import wrapped_keys
from tests.gallery.site.cast import Watch, set_up
from tests.gallery.site.central import Central
from tests.gallery.site.gestures import answered, helped, submitted, supplemented
from tests.services.conftest import say

DAY = timedelta(days=1)
ALONE = Actor("terminal", session="hash", session_key=b"m" * 32, terminal=True)


def send(box: Box) -> None:
    talk(box, hub_of(box))
    print_queue.print_due(box)


def words(box: Box, reference: str) -> list[str]:
    """What the hub said of a case, as the desk can read it."""
    return [update.message for update in follow_case.find(box, reference, helped(box)).updates]


def read(box: Box, reference: str) -> None:
    """Somebody at the desk opens the page of a case."""
    follow_case.see(box, follow_case.find(box, reference, helped(box)))


def test_words_of_the_hub_go_once_they_were_read_long_ago(linked: Box, central: Central, watch: Watch) -> None:
    """Of another site's case too: no key of ours is left that would take them along."""
    case = submitted(linked)
    send(linked)
    say(central, case.reference, "accepted", "Venez.")
    send(linked)
    read(linked, case.reference)
    watch.wait(29 * DAY)
    retention.due(linked)
    assert updates.of(linked.store.read(), case.reference)[0].body
    watch.wait(2 * DAY)
    retention.due(linked)
    assert not updates.of(linked.store.read(), case.reference)[0].body


def test_words_that_nobody_has_read_outlive_the_case_until_they_are_read(
    linked: Box, central: Central, watch: Watch
) -> None:
    """« Apportez le livret de famille »: nobody opens the case for two months, and its answers are destroyed."""
    case = submitted(linked)
    send(linked)
    say(central, case.reference, "incomplete", "Apportez le livret de famille.")
    send(linked)
    watch.wait(60 * DAY)
    assert retention.due(linked) == 1
    followed = follow_case.find(linked, case.reference, helped(linked))
    assert (followed.readable, followed.updates[0].message) == (False, "Apportez le livret de famille.")
    read(linked, case.reference)
    watch.wait(29 * DAY)
    retention.due(linked)
    assert words(linked, case.reference) == ["Apportez le livret de famille."], "read: then the days of the box"
    watch.wait(2 * DAY)
    retention.due(linked)
    assert words(linked, case.reference) == [""]


def test_words_that_nobody_ever_reads_wait_for_years(linked: Box, central: Central, watch: Watch) -> None:
    case = submitted(linked)
    send(linked)
    say(central, case.reference, "incomplete", "Apportez le livret de famille.")
    send(linked)
    watch.wait(2000 * DAY)
    retention.due(linked)
    assert words(linked, case.reference) == ["Apportez le livret de famille."]
    read(linked, case.reference)
    watch.wait(31 * DAY)
    retention.due(linked)
    assert words(linked, case.reference) == [""]


def test_a_box_that_keeps_nothing_keeps_words_until_they_are_read(
    central: Central, settings: Settings, watch: Watch
) -> None:
    """`retention_days: 0` is about what was read: whoever waits for « apportez … » has not been told yet."""
    box = open_box(replace(settings, retention_days=0), watch)
    set_up(box)
    enrol.enroll(box, central.url, central.code)
    case = submitted(box)
    send(box)
    say(central, case.reference, "incomplete", "Apportez le livret de famille.")
    send(box)
    watch.wait(2 * DAY)
    retention.due(box)
    assert words(box, case.reference) == ["Apportez le livret de famille."]
    read(box, case.reference)
    watch.wait(DAY / 24)
    retention.due(box)
    assert words(box, case.reference) == [""]
    box.store.close()


def test_an_addition_that_the_hub_has_takes_no_words_along(linked: Box, central: Central) -> None:
    """A terminal's case is destroyed as soon as the hub has it, and once more with each addition that it has."""
    done = submit_case.submit(linked, answered(linked, actor=ALONE), ALONE, Confirmation("alone", "touch"))
    print_queue.print_due(linked)
    send(linked)
    assert not wrapped_keys.any_left(linked.store.read(), done.case_id)
    say(central, done.reference, "incomplete", "Apportez le livret de famille.")
    send(linked)
    supplemented(linked, done.reference)
    send(linked)
    retention.due(linked)
    assert not wrapped_keys.any_left(linked.store.read(), done.case_id)
    assert words(linked, done.reference) == ["Apportez le livret de famille."]


def test_words_about_whoever_asked_to_be_erased_go_unread(linked: Box, central: Central) -> None:
    case = submitted(linked)
    send(linked)
    say(central, case.reference, "incomplete", "Apportez le livret de famille.")
    send(linked)
    personal_data.ask(linked, case.reference, "erasure", helped(linked), "f" * 32)
    send(linked)
    retention.due(linked)
    assert words(linked, case.reference) == [""]

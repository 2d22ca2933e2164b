"""A receipt that waits for its printer keeps what it needs, over a restart too; what comes out is never nothing."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest

from kiosk.domain.printing.print_job import JobState
from kiosk.services.box.box import Box, open_box
from kiosk.services.exchange import enrol
from kiosk.services.exchange.enrolled_hub import hub_of
from kiosk.services.loops.sync_loop import talk
from kiosk.services.printers.printer_choice import renderer_of
from kiosk.services.spool import print_queue, render_job
from kiosk.services.upkeep import retention
from kiosk.settings import Settings
from kiosk.store.keys import wrapped_keys
from kiosk.store.printing import spool
from tests.gallery.site.cast import PIN, Watch, set_up
from tests.gallery.site.central import Central
from tests.gallery.site.gestures import helped, submitted, supplemented

TEXT = renderer_of("text-42")


@pytest.fixture
def keeping_nothing(central: Central, settings: Settings, watch: Watch) -> Iterator[Box]:
    """A box that destroys a case as soon as the hub has it."""
    box = open_box(replace(settings, retention_days=0), watch)
    set_up(box)
    enrol.enroll(box, central.url, central.code)
    yield box
    box.store.close()


def restarted(box: Box, watch: Watch) -> Box:
    """What was held in memory is gone."""
    box.store.close()
    return open_box(box.settings, watch)


def test_a_receipt_that_waits_over_a_restart_is_the_whole_receipt(keeping_nothing: Box, watch: Watch) -> None:
    case = submitted(keeping_nothing)
    supplemented(keeping_nothing, case.reference)
    talk(keeping_nothing, hub_of(keeping_nothing))
    box = restarted(keeping_nothing, watch)
    assert retention.due(box) == 0
    assert wrapped_keys.any_left(box.store.read(), case.case_id)
    nadia = helped(box)
    box.shifts.begin(nadia.mediator_id, nadia.name, nadia.ring, PIN)
    printed = [(render_job.render(box, job, TEXT, 1) or b"").decode() for job in spool.recent(box.store.read())]
    assert len(printed) == 2 and "Benali" in printed[-1], printed
    print_queue.print_due(box)
    assert retention.due(box) == 1
    box.store.close()


def test_after_a_day_without_a_printer_an_attestation_is_printed_in_its_place(
    keeping_nothing: Box, watch: Watch
) -> None:
    """Number, day and proof are what a person needs of it, and open nothing."""
    case = submitted(keeping_nothing)
    talk(keeping_nothing, hub_of(keeping_nothing))
    box = restarted(keeping_nothing, watch)
    watch.wait(timedelta(hours=25))
    assert retention.due(box) == 1
    (job,) = spool.recent(box.store.read())
    paper = (render_job.render(box, job, TEXT, 1) or b"").decode()
    assert case.reference[:2] in paper and "Benali" not in paper
    print_queue.print_due(box)
    (job,) = spool.recent(box.store.read())
    assert job.state == JobState.COMPLETED
    box.store.close()

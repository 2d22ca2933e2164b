"""Events leave in batches that the line carries, and what leaves is noted before it leaves."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from kiosk.connectors.hub.pace import FIRST_BYTES
from kiosk.errors import Unreachable
from kiosk.services.box.box import Box
from kiosk.services.exchange.enrolled_hub import hub_of
from kiosk.services.exchange.send_events import fitting, send_due
from kiosk.services.loops.sync_loop import SyncLoop, talk
from kiosk.store.events import outbox
from tests.gallery.site.central import Central
from tests.gallery.site.gestures import submitted, supplemented
from tests.line import Line
from tests.services.conftest import held


def test_a_batch_holds_what_fits_and_at_least_one(linked: Box) -> None:
    case = submitted(linked)
    supplemented(linked, case.reference)
    due = outbox.due(linked.store.read(), 9)
    assert fitting(due, 1) == due[:1] and fitting(due, 100_000) == due and fitting([], 1) == []
    assert fitting(due, len(due[0].sealed) + len(due[1].sealed) - 1) == due[:1]


def test_a_cut_under_a_batch_makes_the_next_one_smaller(afar: Box, line: Line) -> None:
    hub = hub_of(afar)
    submitted(afar)
    line.fail_with("cut-after")
    with pytest.raises(Unreachable):
        send_due(afar, hub)
    assert hub.pace.most == FIRST_BYTES // 2
    assert afar.store.read().table("sends").count_where() == 1
    assert [answer.outcome for answer in send_due(afar, hub).answers] == ["duplicate"]


def test_a_lost_answer_is_not_a_second_case(afar: Box, line: Line, central: Central) -> None:
    hub = hub_of(afar)
    talk(afar, hub)
    submitted(afar)
    line.fail_with("cut-after")
    with pytest.raises(Unreachable):
        talk(afar, hub)
    assert talk(afar, hub).acknowledged == 1
    with central.hub.store.reading() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM event").scalar() == 1


def test_a_batch_that_comes_twice_is_taken_once(afar: Box, line: Line, central: Central) -> None:
    hub = hub_of(afar)
    talk(afar, hub)
    submitted(afar)
    line.fail_with("twice")
    assert talk(afar, hub).acknowledged == 1
    with central.hub.store.reading() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM event").scalar() == 1


def test_five_parallel_twins_are_one_case(linked: Box, central: Central) -> None:
    """Five exchanges carry the same batch at once (OpenCRVS #7477, KoboToolbox #470)."""
    talk(linked, hub_of(linked))
    case = submitted(linked)
    supplemented(linked, case.reference)
    together = threading.Barrier(5, timeout=60)

    def carry(_: int) -> int:
        hub = hub_of(linked)
        together.wait()
        return talk(linked, hub).acknowledged

    with ThreadPoolExecutor(5) as five:
        assert max(five.map(carry, range(5))) == 2
    assert held(central) == [("SA", "submitted", case.reference), ("SA", "supplement", case.reference)]
    assert outbox.unsent(linked.store.read()) == (0, "")


def test_after_thirteen_failures_the_next_try_sends(afar: Box, line: Line, central: Central) -> None:
    """ODK Collect gave up for good at its thirteenth."""
    loop = SyncLoop(afar)
    loop.talk()
    case = submitted(afar)
    line.down = True
    for _ in range(14):
        assert loop.once() <= 300
    line.down = False
    loop.once()
    loop.close()
    assert held(central) == [("SA", "submitted", case.reference)]

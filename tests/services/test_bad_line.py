"""Whatever the line does to a request or to its answer, a case arrives once."""

from dataclasses import replace

import pytest

from kiosk.domain.events.wire.batch import Heartbeat, JournalHead
from kiosk.error_codes import LineFault
from kiosk.errors import Unreachable
from kiosk.services.box.box import Box
from kiosk.services.exchange.enrolled_hub import hub_of
from kiosk.services.loops.sync_loop import Talk, talk
from kiosk.store.events import outbox, updates
from tests.gallery.site.central import Central
from tests.gallery.site.gestures import submitted
from tests.line import Line
from tests.services.conftest import acknowledged, fault_of, held, opened, say, state_of


def test_a_lost_answer_is_not_a_second_case(afar: Box, line: Line, central: Central) -> None:
    """The hub hears, its answer is dropped; when the line returns, one case is there and one acknowledgement here."""
    case = submitted(afar)
    line.fail_with("cut-after")
    with pytest.raises(Unreachable) as raised:
        talk(afar, hub_of(afar))
    assert fault_of(raised) == LineFault.NO_LINE
    assert (opened(central), acknowledged(afar), state_of(afar, case.case_id)) == ([case.reference], 0, "sending")
    hub = hub_of(afar)
    heartbeat = Heartbeat(unsent=1, last_counter=0, journal=JournalHead(count=0, head="0" * 64))
    (answer,) = hub.send(outbox.due(afar.store.read(), 10), heartbeat).answers
    assert answer.outcome == "duplicate"
    assert talk(afar, hub) == Talk(acknowledged=1)
    assert (opened(central), acknowledged(afar), state_of(afar, case.case_id)) == ([case.reference], 1, "received")


def test_what_the_hub_never_heard_is_sent_again(afar: Box, line: Line, central: Central) -> None:
    case = submitted(afar)
    line.fail_with("cut-before")
    with pytest.raises(Unreachable):
        talk(afar, hub_of(afar))
    assert opened(central) == []
    assert talk(afar, hub_of(afar)).acknowledged == 1
    assert opened(central) == [case.reference]


def test_an_answer_that_never_comes_is_a_dead_line(afar: Box, line: Line, central: Central) -> None:
    submitted(afar)
    line.fail_with("stall")
    with pytest.raises(Unreachable) as raised:
        talk(afar, replace(hub_of(afar), timeout_s=0.3))
    assert fault_of(raised) == LineFault.NO_LINE
    assert acknowledged(afar) == 0
    assert talk(afar, hub_of(afar)).acknowledged == 1
    assert len(opened(central)) == 1


def test_a_request_delivered_twice_is_one_case(afar: Box, line: Line, central: Central) -> None:
    submitted(afar)
    line.fail_with("twice")
    assert talk(afar, hub_of(afar)).acknowledged == 1
    assert len([text for text in line.heard if text.startswith(b"POST")]) == 2
    assert (len(held(central)), acknowledged(afar)) == (1, 1)


def test_an_update_whose_answer_was_lost_comes_again_once(afar: Box, line: Line, central: Central) -> None:
    case = submitted(afar)
    talk(afar, hub_of(afar))
    say(central, case.reference, "in_progress")
    line.fail_with("twice", "cut-after")
    with pytest.raises(Unreachable):
        talk(afar, hub_of(afar))
    assert talk(afar, hub_of(afar)).updates == 1
    assert len(updates.of(afar.store.read(), case.reference)) == 1

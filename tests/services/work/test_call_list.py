"""Whom the desk calls: who wished it, until they know; and a call that was noted by mistake is taken back."""

from pathlib import Path

import pytest

from kiosk.domain.screen.desk_work import WorkKind
from kiosk.errors import Refused
from kiosk.services.box.box import Actor, Box
from kiosk.services.exchange.enrolled_hub import hub_of
from kiosk.services.loops.sync_loop import talk
from kiosk.services.submitted import personal_data
from kiosk.services.work import call_list, worklist
from kiosk.services.work.call_list import ToCall
from kiosk.store.people import journal
from tests.gallery.site.central import Central
from tests.gallery.site.gestures import helped
from tests.services.conftest import say
from tests.services.notified import MOBILE, serves_sms, submitted_with

ANSWERED = "accepted"


def decided(box: Box, central: Central, ways: list[str]) -> tuple[str, Actor]:
    """The reference of a case that is decided, whose person wished to be told by these ways."""
    made, nadia = submitted_with(box, ways), helped(box)
    talk(box, hub_of(box))
    say(central, made.reference, ANSWERED)
    talk(box, hub_of(box))
    return made.reference, nadia


def to_call(box: Box, actor: Actor) -> list[tuple[str, ToCall]]:
    lines = worklist.worklist(box, box.store.read(), actor).mine
    return [(line.subject, line.thing) for line in lines if isinstance(line.thing, ToCall)]


def test_who_wished_a_call_is_called_until_reached_and_it_can_be_taken_back(linked: Box, central: Central) -> None:
    reference, nadia = decided(linked, central, ["call", "message"])
    [(subject, first)] = to_call(linked, nadia)
    assert (first.number, first.may_leave_message, first.tried) == (MOBILE, True, ())
    call_list.note(linked, subject, "no-answer", nadia)
    [(_, again)] = to_call(linked, nadia)
    assert [call.outcome for call in again.tried] == ["no-answer"]
    for _ in range(2):
        call_list.note(linked, subject, "reached", nadia)
    assert to_call(linked, nadia) == []
    made = call_list.last(linked.store.read(), subject, nadia)
    assert made is not None and made.outcome == "reached"
    for _ in range(2):
        call_list.take_back(linked, subject, str(made.id), nadia)
    [(_, open_again)] = to_call(linked, nadia)
    assert [call.outcome for call in open_again.tried] == ["no-answer"], "a double tap was one call"
    said = [line.action for line in journal.of(linked.store.read(), reference)]
    assert said[-3:] == ["called", "called", "call-taken-back"]
    assert [call["outcome"] for call in personal_data.export(linked, reference, nadia)["calls"]] == ["no-answer"]


def test_no_message_is_left_for_who_did_not_allow_it(linked: Box, central: Central) -> None:
    _, nadia = decided(linked, central, ["call"])
    [(subject, line)] = to_call(linked, nadia)
    assert not line.may_leave_message
    for outcome in ("message", "shouted"):
        with pytest.raises(Refused):
            call_list.note(linked, subject, outcome, nadia)
    with pytest.raises(Refused):
        call_list.note(linked, subject, "reached", Actor("", "x" * 32))
    assert call_list.last(linked.store.read(), subject, Actor("", "x" * 32)) is None


def test_who_wished_no_call_or_is_written_to_is_not_called(linked: Box, central: Central, tmp_path: Path) -> None:
    _, nadia = decided(linked, central, [])
    assert to_call(linked, nadia) == []
    serves_sms(linked, central, tmp_path / "texts")
    decided(linked, central, ["call", "sms"])
    assert to_call(linked, nadia) == []
    kinds = {line.kind for line in worklist.worklist(linked, linked.store.read(), nadia).mine}
    assert kinds == {WorkKind.ANSWER}

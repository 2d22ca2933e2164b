"""What happened to a case, as the desk shows it."""

from dataclasses import replace
from datetime import timedelta

import pytest

from kiosk.domain.events.event import EventType
from kiosk.domain.trail.journal_action import JournalAction
from kiosk.screens.follow import list_history_lines
from kiosk.services.box.box import Box
from kiosk.store.journal import NamedLine
from kiosk.store.outbox import PastEvent


@pytest.fixture
def sent(box: Box) -> PastEvent:
    now = box.clock.now()
    return PastEvent("e1", "s", 1, EventType.SUBMITTED, b"", now, "", None, None, "", None, False)


def test_what_became_of_an_event_stands_beside_it(box: Box, sent: PastEvent) -> None:
    words, later = box.words(), sent.recorded_at + timedelta(hours=1)
    states = {
        "kept": sent,
        "refused": replace(sent, rejected_at=later, code="full"),
        "replaced": replace(sent, rejected_at=later, replaced=True),
        "set-aside": replace(sent, rejected_at=later, dismissed_at=later),
    }
    for fate, event in states.items():
        (line,) = list_history_lines([event], [], words)
        assert (line.more, line.icon) == (words.code("fate", fate), "cloud-upload"), fate
    (line,) = list_history_lines([replace(sent, acknowledged_at=later)], [], words)
    assert words.moment(later) in line.more and line.icon == "send"


def test_what_colleagues_did_stands_among_it_newest_first(box: Box, sent: PastEvent) -> None:
    later = sent.recorded_at + timedelta(hours=1)
    journal = [
        NamedLine(sent.recorded_at, JournalAction.SUBMITTED, "", "Nadia"),
        NamedLine(later, JournalAction.SIGNED_IN, "", "Nadia"),
    ]
    newest, oldest = list_history_lines([sent], journal, box.words())
    assert (newest.more, newest.icon) == ("Nadia", "user-round")
    assert oldest.words == box.words().code("event", "submitted"), "told once: by the event, not by the journal too"

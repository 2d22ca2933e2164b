"""Many cases at once: each exactly once, those that cannot or that changed are left and named."""

import dataclasses
from datetime import timedelta

import pytest
from msgspec.structs import replace

from hub.cases.states import Scope
from hub.decisions.decisions import MOST, Draft, change_several, decide, look_at_several, take_all_back
from hub.hub import Hub
from hub.intake.updates import after
from hub.people.people import Staff
from hub.trail import lines
from kiosk.errors import Refused
from tests.hub.conftest import Watch
from tests.hub.samples import Box, case_of, leave_due


def _sent(box: Box, count: int) -> list[str]:
    made = [box.submitted() for _ in range(count)]
    box.send(*made)
    return [item["reference"] for item in made]


def _accepted(hub: Hub, box: Box, by: Staff, count: int) -> list[str]:
    made = _sent(box, count)
    for reference in made:
        decide(hub, by, reference, Draft("accepted", "", 0))
    return made


def _states(hub: Hub, references: list[str]) -> list[str]:
    return [case_of(hub, reference).state for reference in references]


def _waiting(hub: Hub, minutes: int = 10) -> Hub:
    return replace(hub, settings=dataclasses.replace(hub.settings, take_back_minutes=minutes))


def test_each_gets_the_state_once_however_often_the_form_is_sent(hub: Hub, box: Box, paul: Staff) -> None:
    mine = _sent(box, 3)
    chosen = [(row.reference, row.seen) for row in look_at_several(hub, paul, mine, "in_progress")]
    for _ in range(2):
        done = change_several(hub, paul, chosen, "in_progress")
        assert [(row.reference, row.left_out, row.taken) for row in done] == [(case, "", "") for case in mine]
    assert _states(hub, mine) == ["in_progress"] * 3
    assert len(after(hub, "SA", 0, 100)[1]) == 3, "one accusé de réception each"
    decided = [line.reference for line in lines(hub.store) if line.action == "decided"]
    assert sorted(decided) == sorted(mine), "each is in the trail, once"


def test_those_that_cannot_are_told_before(hub: Hub, box: Box, paul: Staff) -> None:
    free, closed, withdrawn, waiting = _sent(box, 4)
    decide(hub, paul, closed, Draft("closed", "Sans objet.", 0))
    box.send(box.withdrawal(withdrawn))
    decide(_waiting(hub), paul, waiting, Draft("accepted", "", 0))
    seen = look_at_several(hub, paul, [free, closed, withdrawn, waiting, free, "SA999X", "<b>"], "in_progress")
    assert [(row.reference, row.left_out) for row in seen] == [
        (free, ""), (closed, "no-such-change"), (withdrawn, "no-such-change"), (waiting, "on-its-way"),
    ]  # fmt: skip


def test_what_nobody_decided_is_not_closed_with_others(hub: Hub, box: Box, paul: Staff) -> None:
    """The person would read that the service is done, without a reason, and silence would decide nothing more."""
    received, working = _sent(box, 2)
    decide(hub, paul, working, Draft("in_progress", "", 0))
    (accepted,) = _accepted(hub, box, paul, 1)
    prepared = box.prepared()
    box.send(prepared)
    mine = [received, working, accepted, prepared["reference"]]
    chosen = look_at_several(hub, paul, mine, "closed")
    assert [row.left_out for row in chosen] == ["undecided", "undecided", "", ""]
    for _ in range(2):
        done = change_several(hub, paul, [(row.reference, row.seen) for row in chosen], "closed")
        assert [row.left_out for row in done] == ["undecided", "undecided", "", ""]
    assert _states(hub, mine) == ["received", "in_progress", "closed", "closed"]


def test_all_of_them_can_be_taken_back_until_they_leave(hub: Hub, box: Box, paul: Staff, watch: Watch) -> None:
    here, mine = _waiting(hub), _accepted(hub, box, paul, 2)
    done = change_several(here, paul, [(case, 1) for case in mine], "closed")
    assert all(row.taken for row in done) and _states(hub, mine) == ["accepted"] * 2
    pairs = [(row.reference, row.taken) for row in done]
    assert [row.left_out for row in take_all_back(here, paul, pairs[:1])] == [""]
    watch.ahead.append(timedelta(minutes=11))
    leave_due(here)
    assert [row.left_out for row in take_all_back(here, paul, pairs)] == ["decision-left", "decision-left"]
    assert _states(hub, mine) == ["accepted", "closed"]


def test_cases_of_others_are_neither_shown_nor_changed(hub: Hub, box: Box, paul: Staff) -> None:
    (theirs,) = _sent(box, 1)
    narrow = replace(paul, scope=Scope(("ccas",)))
    (seen,) = look_at_several(hub, narrow, [theirs], "closed")
    assert (seen.left_out, seen.row) == ("unknown-case", None)
    assert [row.left_out for row in change_several(hub, narrow, [(theirs, 0)], "closed")] == ["unknown-case"]
    assert _states(hub, [theirs]) == ["received"]


def test_a_state_that_needs_its_case_is_refused(hub: Hub, box: Box, paul: Staff) -> None:
    (one,) = _sent(box, 1)
    for to in ("accepted", "refused", "incomplete", "received", ""):
        with pytest.raises(Refused, match="no-such-change"):
            look_at_several(hub, paul, [one], to)
        with pytest.raises(Refused, match="no-such-change"):
            change_several(hub, paul, [(one, 0)], to)
    assert _states(hub, [one]) == ["received"]


def test_too_many_are_refused(hub: Hub, paul: Staff) -> None:
    with pytest.raises(Refused, match="too-many-cases"):
        look_at_several(hub, paul, ["SA1X"] * (MOST + 1), "closed")

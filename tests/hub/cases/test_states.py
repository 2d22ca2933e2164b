"""Which state may follow which."""

from datetime import date

import pytest

from hub.cases.states import DECIDED, STATES, check, following, papers_due
from kiosk.errors import Refused

TODAY = date(2026, 11, 24)


def test_every_state_is_known_and_a_closed_case_stays_closed() -> None:
    for state in STATES:
        assert set(following(state, prepared=False)) <= set(STATES) - {"received"}
    assert following("closed", prepared=False) == following("closed", prepared=True) == ()


def test_what_is_decided_can_only_be_put_away() -> None:
    for state in DECIDED:
        assert set(following(state, prepared=False)) <= {"closed"}


def test_a_prepared_case_is_never_decided_here() -> None:
    for state in STATES:
        assert set(following(state, prepared=True)) <= {"closed"}


def test_a_change_that_cannot_be_says_why() -> None:
    for state, to, message, code in [
        ("accepted", "refused", "…", "no-such-change"), ("received", "received", "", "no-such-change"),
        ("received", "", "", "no-such-change"), ("received", "refused", "", "message-missing"),
        ("in_progress", "incomplete", "", "message-missing"), ("received", "closed", "", "message-missing"),
        ("incomplete", "closed", "", "message-missing"), ("in_progress", "accepted", "x" * 5001, "message-too-long"),
    ]:  # fmt: skip
        with pytest.raises(Refused, match=code):
            check(state, to, message, prepared=False)


def test_what_somebody_decided_is_put_away_without_words() -> None:
    for state, prepared in [("accepted", False), ("refused", False), ("received", True)]:
        check(state, "closed", "", prepared=prepared)


def test_papers_are_asked_for_by_a_day_to_come() -> None:
    for typed in ["2026-11-25", " 2026-12-24 ", "2027-11-25"]:
        assert papers_due("incomplete", typed, TODAY) == typed.strip()


def test_papers_without_a_day_to_come_are_not_asked_for() -> None:
    for typed, code in [
        ("", "papers-day-missing"), ("  ", "papers-day-missing"), ("bientôt", "papers-day-wrong"),
        ("2027-02-30", "papers-day-wrong"), ("2026-11-24", "papers-day-wrong"), ("2026-11-01", "papers-day-wrong"),
        ("2027-11-26", "papers-day-wrong"),
    ]:  # fmt: skip
        with pytest.raises(Refused, match=code):
            papers_due("incomplete", typed, TODAY)


def test_no_other_decision_has_a_day() -> None:
    assert papers_due("in_progress", "2026-12-24", TODAY) == papers_due("accepted", "", TODAY) == ""

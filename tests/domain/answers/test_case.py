"""A case as it stands."""

from datetime import UTC, datetime

import pytest

from kiosk.domain.answers.case import Answer, Case


def test_an_answer_is_settled_when_nothing_is_wrong_with_it() -> None:
    assert Answer().settled and Answer(none=True).settled and Answer(value=0).settled
    assert not Answer(fault="missing").settled


def test_the_values_are_the_answers_that_mean_something() -> None:
    at = datetime(2026, 11, 24, tzinfo=UTC)
    answers = {"a": Answer(value=False), "b": Answer(fault="missing"), "c": Answer(none=True), "d": Answer(value=["x"])}
    case = Case("1", "birth-certificate", 1, "etat-civil", at, at, answers=answers)
    assert case.values == {"a": False, "d": ["x"]}


def test_a_case_cannot_be_changed_in_place() -> None:
    at = datetime(2026, 11, 24, tzinfo=UTC)
    with pytest.raises(AttributeError):
        Case("1", "p", 1, "s", at, at).position = "end"

"""The answers of a hub name themselves, and a box reads those of a newer hub."""

import json
from typing import Any

import pytest

from kiosk.domain.events.sealed import EventOutcome
from kiosk.domain.events.wire import answers
from kiosk.domain.events.wire.answers import Answer, Answers
from kiosk.domain.events.wire.reading import Misfit, convert
from kiosk.domain.events.wire.writing import encode

ID = "a" * 32
SIGNED = {"statement": "{}", "signature": "00"}
SAID: dict[str, dict[str, Any]] = {
    "acknowledged": SIGNED,
    "duplicate": SIGNED,
    "rejected": {"code": "bad-event", "detail": "body", **SIGNED},
    "later": {"code": "out-of-order"},
}


@pytest.mark.parametrize("outcome", SAID)
def test_an_answer_is_written_as_it_is_read(outcome: str) -> None:
    said = {"id": ID, "outcome": outcome, **SAID[outcome]}
    assert json.loads(encode(convert(Answer, said))) == said


def test_each_outcome_of_a_hub_has_its_answer() -> None:
    assert SAID.keys() == set(EventOutcome) - {EventOutcome.UNBELIEVED}


def test_a_refusal_of_an_earlier_hub_is_not_signed_and_one_of_a_newer_may_have_another_code() -> None:
    refused = convert(Answer, {"id": ID, "outcome": "rejected", "code": "from-a-later-version"})
    assert isinstance(refused, answers.Refused)
    assert (refused.detail, "statement" in json.loads(encode(refused))) == ("", False)


@pytest.mark.parametrize("said", [None, [], {}, {"id": ID}, {"id": ID, "outcome": "purged"}, {"outcome": "later"}])
def test_what_names_no_event_or_outcome_is_no_answer(said: object) -> None:
    with pytest.raises(Misfit):
        convert(Answer, said)


def test_an_answer_without_a_standing_says_nothing_of_it() -> None:
    assert "standing" not in json.loads(encode(Answers(version=2, key="0" * 64, epoch=ID, answers=())))

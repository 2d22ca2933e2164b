"""Everybody sees the same line: five stages, exactly one of them current, with days that never go back."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from kiosk.domain.events import case_line
from kiosk.domain.events.case_line import (
    CaseLine,
    DocumentNow,
    Holder,
    LineFacts,
    NewestAnswer,
    NextAction,
    Passage,
    Stage,
    compute_case_line,
)
from kiosk.domain.events.case_state import ENDED, CaseState
from kiosk.domain.events.silence_facts import Addition, CaseTurn, SilenceDay

START = date(2026, 11, 24)
PROMISE = SilenceDay("refused", 2, date(2027, 1, 24))


def at(day: int, hour: int = 12) -> datetime:
    return datetime(2026, 11, 24, hour, tzinfo=UTC) + timedelta(days=day)


def turn(day: int, state: str, by: date | None = None) -> CaseTurn:
    return CaseTurn(at(day), START + timedelta(days=day), state, by)


def added(day: int) -> Addition:
    return Addition(at(day, 15), START + timedelta(days=day))


def line(*turns: CaseTurn, additions: tuple[Addition, ...] = (), **facts: object) -> CaseLine:
    known = {"deposited": START, "received": START, "silence": PROMISE} | facts
    return compute_case_line(LineFacts(turns=turns, additions=additions, **known))  # type: ignore[arg-type]


def shown(drawn: CaseLine) -> list[tuple[str, str, int | None]]:
    return [(passed.stage, passed.how, (passed.day - START).days if passed.day else None) for passed in drawn.stages]


def test_a_case_that_waits_for_the_cable_is_kept_here() -> None:
    drawn = line(received=None)
    assert (drawn.current.stage, drawn.holder, drawn.next_action) == (Stage.KEPT, Holder.HERE, NextAction.SEND)
    assert drawn.promise == PROMISE
    assert line(received=None, needs_mending=True).next_action is NextAction.MEND


def test_a_case_goes_through_its_stages_with_their_days() -> None:
    by = START + timedelta(days=20)
    assert line().current.stage is Stage.SENT
    asked = line(turn(2, "in_progress"), turn(4, "incomplete", by))
    assert shown(asked) == [
        ("kept", "done", 0),
        ("sent", "done", 0),
        ("looked-at", "done", 2),
        ("asked", "current", 4),
        ("decided", "ahead", None),
    ]
    assert (asked.holder, asked.next_action, asked.papers_by, asked.asks) == ("person", "bring", by, True)
    decided = line(turn(2, "in_progress"), turn(4, "incomplete", by), turn(9, "accepted"), additions=(added(6),))
    assert shown(decided)[-2:] == [("asked", "done", 4), ("decided", "current", 9)]
    assert (decided.outcome, decided.holder, decided.next_action) == ("accepted", "nobody", "read")
    assert decided.promise is None


def test_what_was_given_goes_back_to_the_service() -> None:
    given_back = line(turn(4, "incomplete"), additions=(added(6),))
    assert (given_back.current.stage, given_back.current.day) == (Stage.LOOKED_AT, START + timedelta(days=6))
    assert (given_back.holder, given_back.papers_by) == (Holder.SERVICE, None)
    assert line(turn(4, "incomplete"), additions=(added(3),)).asks, "it came before it was asked"


def test_one_of_two_papers_leaves_the_other_to_be_given() -> None:
    assert line(turn(4, "incomplete"), additions=(added(6),), unanswered=1).asks
    assert not line(turn(4, "incomplete"), additions=(added(6),), unanswered=0).asks


def test_a_case_that_was_accepted_without_a_word_passed_no_request() -> None:
    assert shown(line(turn(5, "accepted")))[2:] == [
        ("looked-at", "done", None),
        ("asked", "skipped", None),
        ("decided", "current", 5),
    ]


def test_what_was_prepared_is_decided_by_another_body() -> None:
    for drawn in (line(prepared=True), line(turn(3, "closed"), prepared=True)):
        assert (drawn.current.stage, drawn.holder) == (Stage.SENT, Holder.BODY)
        assert (drawn.next_action, drawn.promise) == (NextAction.DEPOSIT, None)


def test_a_withdrawal_counts_once_the_hub_confirmed_it() -> None:
    waits = line(turn(2, "in_progress"), withdrawing=True)
    assert (waits.current.stage, waits.next_action) == (Stage.LOOKED_AT, NextAction.CONFIRM)
    ended = line(withdrawn=START + timedelta(days=3))
    assert (ended.outcome, ended.next_action) == (CaseState.WITHDRAWN, NextAction.NOTHING)
    assert shown(ended)[2:4] == [("looked-at", "skipped", None), ("asked", "skipped", None)]


def test_the_word_of_a_newer_hub_changes_nothing() -> None:
    assert line(turn(2, "in_progress"), turn(3, "on_the_moon")) == line(turn(2, "in_progress"))


_DAYS = st.integers(0, 60)
_STATES = st.sampled_from([*CaseState, "on_the_moon"])
_FACTS = st.builds(
    LineFacts,
    deposited=st.none() | _DAYS.map(lambda day: START + timedelta(days=day)),
    received=st.none() | _DAYS.map(lambda day: START + timedelta(days=day)),
    turns=st.lists(st.builds(turn, _DAYS, _STATES, st.none() | st.just(START)), max_size=8).map(tuple),
    additions=st.lists(st.builds(added, _DAYS), max_size=4).map(tuple),
    unanswered=st.none() | st.integers(0, 3),
    withdrawn=st.none() | _DAYS.map(lambda day: START + timedelta(days=day)),
    withdrawing=st.booleans(),
    needs_mending=st.booleans(),
    prepared=st.booleans(),
    silence=st.none() | st.just(PROMISE),
)


@given(_FACTS)
def test_any_sequence_has_one_current_stage_and_days_that_never_go_back(facts: LineFacts) -> None:
    drawn = compute_case_line(facts)
    assert [passed.stage for passed in drawn.stages] == list(Stage)
    assert [passed.how for passed in drawn.stages].count(Passage.CURRENT) == 1
    place = list(Stage).index(drawn.current.stage)
    assert all(passed.how in (Passage.DONE, Passage.SKIPPED) for passed in drawn.stages[:place])
    assert all((passed.how, passed.day) == (Passage.AHEAD, None) for passed in drawn.stages[place + 1 :])
    days = [passed.day for passed in drawn.stages if passed.day]
    assert days == sorted(days)
    withdrawn = facts.withdrawn or CaseState.WITHDRAWN in [decided.state for decided in facts.turns]
    assert (drawn.outcome == CaseState.WITHDRAWN) == bool(withdrawn)
    assert bool(drawn.outcome) == (drawn.current.stage is Stage.DECIDED)
    assert drawn.outcome in (*ENDED, "")
    if drawn.outcome:
        assert (drawn.holder, drawn.promise, drawn.papers_by) == (Holder.NOBODY, None, None)


def correction(field: str, shown: str, day: str, helper: str | None = "Nadia Roux") -> dict[str, Any]:
    return {"legal_date": day, "helper": helper, "corrections": [{"field": field, "label": "Copies", "shown": shown}]}


def supplement(day: str, *documents: dict[str, Any], helper: str = "Nadia Roux") -> dict[str, Any]:
    return {"legal_date": day, "helper": helper, "documents": list(documents)}


IDENTITY = {"id": "identity", "label": "Pièce d’identité", "state": "to_bring"}
HOME = {"id": "home", "label": "Justificatif de domicile", "state": "seen", "by": "Jean Petit"}


def test_the_newest_correction_of_a_question_stands_with_its_day() -> None:
    later = correction("copies", "4", "2026-11-26", helper=None)
    assert case_line.find_newest_answers([correction("copies", "3", "2026-11-25"), later]) == {
        "copies": NewestAnswer("4", "2026-11-26", "")
    }
    assert case_line.find_newest_answers([correction("", "La rue", "2026-11-25")]) == {}, "only words name the question"


def test_a_paper_that_came_is_no_longer_to_bring() -> None:
    """Review of the field, §4: the hub still listed the paper « À apporter » after the supplement."""
    came = supplement("2026-11-26", {**IDENTITY, "state": "seen"})
    assert case_line.list_present_documents({"documents": [IDENTITY, HOME]}, [came]) == [
        DocumentNow("Pièce d’identité", "seen", "Nadia Roux", "2026-11-26"),
        DocumentNow("Justificatif de domicile", "seen", "Jean Petit"),
    ]


def test_a_copy_that_came_later_brings_its_files() -> None:
    file = {"id": "f" * 32, "name": "carte.pdf"}
    came = supplement("2026-11-26", {**IDENTITY, "state": "joined", "attachments": [file]})
    (document,) = case_line.list_present_documents({"documents": [IDENTITY]}, [came])
    assert (document.state, document.by, document.attachments) == ("joined", "", (file,))


def test_what_is_promised_again_or_not_listed_changes_nothing() -> None:
    again, other = (
        supplement("2026-11-26", IDENTITY),
        supplement("2026-11-26", {"id": "", "label": "Une lettre", "state": "seen"}),
    )
    assert case_line.list_present_documents({"documents": [IDENTITY]}, [again, other]) == [
        DocumentNow("Pièce d’identité", "to_bring")
    ]
    assert case_line.list_present_documents({}, [other]) == []

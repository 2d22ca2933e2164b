"""Everybody sees the same line: five stages, exactly one of them current, with days that never go back.
A case's silence is computed from what was submitted, asked and added.
Questions about a case, by its number or a name: short, exact, and signed in one way.
"""

import json
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

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
from kiosk.domain.events.case_state import ENDED, CaseState, StateKind, kind_of_state
from kiosk.domain.events.silence_facts import (
    Addition,
    CaseTurn,
    SilenceDay,
    arrived_ids,
    silence_day,
    silence_from_wire,
)
from kiosk.domain.events.wire.reading import Misfit, convert, encode_canonical
from kiosk.domain.events.wire.statements import AskedNamedCases, AskedWhereabouts, NoWhereabouts, silence_now
from kiosk.domain.replies.asked_paper import AskedPapers

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
    assert (given_back.state, given_back.current.day) == (CaseState.COMPLETED, START + timedelta(days=6))
    assert (given_back.current.stage, given_back.asks) == (Stage.ASKED, False)
    assert (given_back.holder, given_back.papers_by) == (Holder.SERVICE, None)
    assert line(turn(4, "incomplete"), additions=(added(3),)).asks, "it came before it was asked"


def test_one_of_two_papers_leaves_the_other_to_be_given() -> None:
    assert line(turn(4, "incomplete"), additions=(added(6),), papers=AskedPapers(2, 1)).asks
    assert not line(turn(4, "incomplete"), additions=(added(6),), papers=AskedPapers(2, 0)).asks


def test_what_is_no_longer_asked_for_was_not_sent() -> None:
    drawn = line(turn(4, "incomplete"), papers=AskedPapers(0, 0))
    assert (drawn.state, drawn.current.stage) == (CaseState.IN_PROGRESS, Stage.LOOKED_AT)


def test_a_refusal_alone_has_the_colour_of_danger() -> None:
    assert [state for state in CaseState if kind_of_state(state) == StateKind.DANGER] == [CaseState.REFUSED]
    assert line(turn(4, "refused")).kind == StateKind.DANGER


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
    papers=st.none() | st.integers(0, 3).map(lambda missing: AskedPapers(3, missing)),
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


REFUSED = {"means": "refused", "on": "2027-01-24", "after_months": 2, "text": ""}
ACCEPTED = {"means": "accepted", "on": "2027-02-24", "after_months": 3, "text": ""}
SILENT_HOME, SILENT_IDENTITY = {"id": "home", "label": "Domicile"}, {"id": "identity", "label": "Identité"}


def said(day: SilenceDay) -> dict[str, Any]:
    """As it comes in an update."""
    told: dict[str, Any] = json.loads(encode_canonical(silence_now(day)))
    return told


def body(silence: dict[str, Any] | None, *documents: dict[str, Any]) -> dict[str, Any]:
    return {"legal_date": "2026-11-24", "silence": silence, "documents": list(documents)}


def silence_turn(day: str, state: str, by: str = "", hour: int = 12) -> CaseTurn:
    due = date.fromisoformat(by) if by else None
    return CaseTurn(datetime.fromisoformat(f"{day}T{hour}:00:00+00:00"), date.fromisoformat(day), state, due)


def silence_added(day: str, *documents: str, known: str = "") -> Addition:
    at = datetime.fromisoformat(f"{known or day}T12:30:00").replace(tzinfo=UTC)
    return Addition(at, date.fromisoformat(day), frozenset(documents))


def on(day: SilenceDay | None) -> str | None:
    assert day is not None
    return day.on.isoformat() if day.on else None


def test_a_refusal_counts_from_the_deposit_even_where_papers_are_still_to_bring() -> None:
    day = silence_day(body(REFUSED, SILENT_HOME | {"state": "to_bring"}))
    assert day == SilenceDay("refused", 2, date(2027, 1, 24), lacks=True)


def test_an_acceptance_has_no_day_before_the_service_has_what_is_required() -> None:
    for state in ["to_bring", "with_me"]:
        papers = SILENT_HOME | {"state": state}, SILENT_IDENTITY | {"state": "seen"}
        assert on(silence_day(body(ACCEPTED, *papers))) is None
        assert on(silence_day(body(ACCEPTED, papers[1]))) == "2027-02-24"
    assert on(silence_day(body(ACCEPTED, SILENT_HOME | {"state": "to_bring", "required": False}))) == "2027-02-24"
    submitted = body(ACCEPTED, SILENT_HOME | {"state": "to_bring"}, SILENT_IDENTITY | {"state": "to_bring"})
    first, second = silence_added("2026-12-01", "home"), silence_added("2026-12-09", "identity", "other")
    assert on(silence_day(submitted, additions=[first])) is None
    assert on(silence_day(submitted, additions=[first, second])) == "2027-03-09"


def test_of_two_subjects_the_earliest_counts_and_what_is_missing_comes_last() -> None:
    both = ACCEPTED | {"about": "Jardin", "also": [REFUSED | {"about": "Cabane"}]}
    day = silence_day(body(both, SILENT_HOME | {"state": "to_bring"}))
    assert day is not None and [(subject.about, on(subject)) for subject in day.by_subject] == [
        ("Cabane", "2027-01-24"),
        ("Jardin", None),
    ]
    assert silence_from_wire(said(day)) == day


def test_a_subject_that_a_later_version_says_otherwise_is_left_out() -> None:
    day = silence_day(body(REFUSED))
    assert day is not None
    assert silence_from_wire(said(day) | {"also": [{"means": "perhaps"}]}) == day
    assert silence_from_wire(said(day) | {"also": "perhaps"}) == day


def test_papers_that_are_asked_for_move_the_day_and_their_coming_brings_it_back() -> None:
    asked = silence_turn("2026-12-01", "incomplete", by="2026-12-31")
    waiting = silence_day(body(REFUSED), [asked])
    assert waiting is not None
    assert (on(waiting), waiting.papers_by) == ("2027-02-23", date(2026, 12, 31))
    come = silence_day(body(REFUSED), [asked], [silence_added("2026-12-11")])
    assert come is not None
    assert (on(come), come.papers_by) == ("2027-02-03", None)


def test_papers_that_were_there_or_asked_for_without_a_day_suspend_nothing() -> None:
    asked = silence_turn("2026-12-05", "incomplete", by="2026-12-31")
    assert on(silence_day(body(REFUSED), [asked], [silence_added("2026-12-03", known="2026-12-06")])) == "2027-01-24"
    assert on(silence_day(body(REFUSED), [silence_turn("2026-12-01", "incomplete")])) == "2027-01-24"


def test_a_service_that_goes_on_has_the_papers_whichever_way_they_came() -> None:
    turns = [silence_turn("2026-12-01", "incomplete", by="2026-12-31"), silence_turn("2026-12-11", "in_progress")]
    assert on(silence_day(body(REFUSED), turns)) == "2027-02-03"
    assert on(silence_day(body(ACCEPTED, SILENT_HOME | {"state": "to_bring"}), turns)) == "2027-03-11"
    taken = [silence_turn("2026-11-26", "in_progress")]
    assert on(silence_day(body(ACCEPTED, SILENT_HOME | {"state": "to_bring"}), taken)) is None, (
        "nobody said that it came"
    )


def test_papers_asked_for_twice_are_waited_for_twice() -> None:
    turns = [
        silence_turn("2026-12-01", "incomplete", by="2026-12-31"),
        silence_turn("2026-12-12", "incomplete", by="2026-12-22"),
    ]
    day = silence_day(body(REFUSED), turns, [silence_added("2026-12-11")])
    assert day is not None
    assert (on(day), day.papers_by) == ("2027-02-13", date(2026, 12, 22))


def test_a_case_that_has_ended_or_whose_silence_means_nothing_has_no_day() -> None:
    for state in ["accepted", "refused", "closed", "withdrawn"]:
        assert silence_day(body(REFUSED), [silence_turn("2026-12-01", state)]) is None
    assert silence_day(body(None)) is None


def test_only_what_the_service_has_has_arrived() -> None:
    states = ("seen", "joined", "to_bring", "with_me")
    assert arrived_ids([{"id": state, "state": state} for state in states]) == {"seen", "joined"}
    day = silence_day(body(REFUSED | {"about": "L’inscription"}))
    assert day is not None
    assert (day.about, day.accepts) == ("L’inscription", False)


ASKED = {
    "version": 2, "asked": "a" * 32, "site": "SA", "at": "2026-12-02T09:00:00+00:00", "mediator": "b" * 32,
    "services": ["etat-civil"], "name": "Benali",
}  # fmt: skip


def test_a_question_says_who_asks_and_for_which_services() -> None:
    assert convert(AskedNamedCases, ASKED).services == ("etat-civil",)
    assert convert(AskedNamedCases, {**ASKED, "birth_date": "1945-03-02", "phone": "06 12 34 56 78"}).name == "Benali"


def test_what_would_open_too_much_or_means_nothing_is_no_question() -> None:
    for name, value in [
        ("services", []), ("name", ""), ("name", "B"), ("mediator", ""), ("birth_date", "2 mars 1945"),
        ("asked", "again"),
    ]:  # fmt: skip
        with pytest.raises(Misfit) as misfit:
            convert(AskedNamedCases, {**ASKED, name: value})
        assert misfit.value.place == name


SOUGHT = {"version": 2, "asked": "a" * 32}


def test_a_question_that_is_malformed_is_no_question() -> None:
    for wrong in [
        {"asked": "a"}, {"birth_date": "02/03/1945"}, {"follow_sha256": "ABC"}, {"proof": "A" * 601},
        {"reference": "S" * 41}, {"version": 1},
    ]:  # fmt: skip
        with pytest.raises(Misfit):
            convert(AskedWhereabouts, SOUGHT | wrong)


def test_a_birth_date_is_a_day_or_a_year() -> None:
    for birth_date in ["1945-03-02", "1945"]:
        assert convert(AskedWhereabouts, SOUGHT | {"birth_date": birth_date}).birth_date == birth_date


def test_an_unknown_case_is_said_in_one_way() -> None:
    said = NoWhereabouts(version=2, asked="a" * 32).statement()
    assert said == b'{"asked":"' + b"a" * 32 + b'","unknown":true,"version":2}'


def promised(*turns: CaseTurn, today: int, additions: tuple[Addition, ...] = (), **facts: object) -> tuple[int, bool]:
    """The last day of a promise of ten days, counted from the deposit, and whether it is broken; -1 for no promise."""
    drawn = line(*turns, additions=additions, promised_days=10, today=START + timedelta(days=today), **facts)
    return (drawn.answer_by - START).days if drawn.answer_by else -1, drawn.overdue


def test_a_promise_is_kept_on_its_last_day_and_broken_on_the_next() -> None:
    assert promised(today=10) == (10, False)
    assert promised(today=11) == (10, True)
    assert promised(turn(3, "in_progress"), today=11, received=None) == (10, True)
    assert line(promised_days=0, today=date.max).answer_by is None and not line(promised_days=10).overdue


@given(
    days=st.integers(1, 90),
    asked=st.integers(0, 100),
    given_days=st.none() | st.integers(0, 60),
    came=st.none() | st.integers(0, 60),
)
def test_waiting_for_papers_moves_a_promise_as_it_moves_a_refusal_by_silence(
    days: int, asked: int, given_days: int | None, came: int | None
) -> None:
    by = None if given_days is None else START + timedelta(days=asked + given_days)
    turns = [turn(asked, "incomplete", by)]
    additions = () if came is None else (added(asked + came),)
    refused = silence_day({"legal_date": START.isoformat(), "silence": {"means": "refused", "after_months": 2}}, turns,
                          additions)  # fmt: skip
    assert refused is not None and refused.on is not None
    law = (refused.on - date(2027, 1, 24)).days if asked < 61 else 0
    drawn = line(*turns, additions=additions, promised_days=days, today=date.max)
    assert drawn.answer_by == START + timedelta(days=days + (law if asked < days else 0))
    assert drawn.overdue is not drawn.asks, "while it is the person's turn, the town hall is not late"


def test_nothing_is_promised_of_what_is_no_longer_the_town_halls_to_answer() -> None:
    elsewhere = replace(turn(2, "received"), passed_to="Le Département", other_body=True)
    for turns, facts in (
        ((turn(4, "accepted"),), {}),
        ((elsewhere,), {}),
        ((), {"prepared": True}),
        ((), {"withdrawing": True}),
        ((), {"withdrawn": START}),
        ((), {"deposited": None}),
    ):
        assert promised(*turns, today=30, **facts) == (-1, False)

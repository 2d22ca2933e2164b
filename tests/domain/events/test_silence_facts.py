"""A case's silence is computed from what was submitted, asked and added."""

import json
from datetime import UTC, date, datetime
from typing import Any

from kiosk.domain.events.silence_facts import (
    Addition,
    CaseTurn,
    SilenceDay,
    arrived_ids,
    silence_day,
    silence_from_wire,
)
from kiosk.domain.events.wire.reading import encode_canonical
from kiosk.domain.events.wire.statements import silence_now

REFUSED = {"means": "refused", "on": "2027-01-24", "after_months": 2, "text": ""}
ACCEPTED = {"means": "accepted", "on": "2027-02-24", "after_months": 3, "text": ""}
HOME, IDENTITY = {"id": "home", "label": "Domicile"}, {"id": "identity", "label": "Identité"}


def said(day: SilenceDay) -> dict[str, Any]:
    """As it comes in an update."""
    told: dict[str, Any] = json.loads(encode_canonical(silence_now(day)))
    return told


def body(silence: dict[str, Any] | None, *documents: dict[str, Any]) -> dict[str, Any]:
    return {"legal_date": "2026-11-24", "silence": silence, "documents": list(documents)}


def turn(day: str, state: str, by: str = "", hour: int = 12) -> CaseTurn:
    due = date.fromisoformat(by) if by else None
    return CaseTurn(datetime.fromisoformat(f"{day}T{hour}:00:00+00:00"), date.fromisoformat(day), state, due)


def added(day: str, *documents: str, known: str = "") -> Addition:
    at = datetime.fromisoformat(f"{known or day}T12:30:00").replace(tzinfo=UTC)
    return Addition(at, date.fromisoformat(day), frozenset(documents))


def on(day: SilenceDay | None) -> str | None:
    assert day is not None
    return day.on.isoformat() if day.on else None


def test_a_refusal_counts_from_the_deposit_even_where_papers_are_still_to_bring() -> None:
    day = silence_day(body(REFUSED, HOME | {"state": "to_bring"}))
    assert day == SilenceDay("refused", 2, date(2027, 1, 24), lacks=True)


def test_an_acceptance_has_no_day_before_the_service_has_what_is_required() -> None:
    for state in ["to_bring", "with_me"]:
        papers = HOME | {"state": state}, IDENTITY | {"state": "seen"}
        assert on(silence_day(body(ACCEPTED, *papers))) is None
        assert on(silence_day(body(ACCEPTED, papers[1]))) == "2027-02-24"
    assert on(silence_day(body(ACCEPTED, HOME | {"state": "to_bring", "required": False}))) == "2027-02-24"
    submitted = body(ACCEPTED, HOME | {"state": "to_bring"}, IDENTITY | {"state": "to_bring"})
    first, second = added("2026-12-01", "home"), added("2026-12-09", "identity", "other")
    assert on(silence_day(submitted, additions=[first])) is None
    assert on(silence_day(submitted, additions=[first, second])) == "2027-03-09"


def test_of_two_subjects_the_earliest_counts_and_what_is_missing_comes_last() -> None:
    both = ACCEPTED | {"about": "Jardin", "also": [REFUSED | {"about": "Cabane"}]}
    day = silence_day(body(both, HOME | {"state": "to_bring"}))
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
    asked = turn("2026-12-01", "incomplete", by="2026-12-31")
    waiting = silence_day(body(REFUSED), [asked])
    assert waiting is not None
    assert (on(waiting), waiting.papers_by) == ("2027-02-23", date(2026, 12, 31))
    come = silence_day(body(REFUSED), [asked], [added("2026-12-11")])
    assert come is not None
    assert (on(come), come.papers_by) == ("2027-02-03", None)


def test_papers_that_were_there_or_asked_for_without_a_day_suspend_nothing() -> None:
    asked = turn("2026-12-05", "incomplete", by="2026-12-31")
    assert on(silence_day(body(REFUSED), [asked], [added("2026-12-03", known="2026-12-06")])) == "2027-01-24"
    assert on(silence_day(body(REFUSED), [turn("2026-12-01", "incomplete")])) == "2027-01-24"


def test_a_service_that_goes_on_has_the_papers_whichever_way_they_came() -> None:
    turns = [turn("2026-12-01", "incomplete", by="2026-12-31"), turn("2026-12-11", "in_progress")]
    assert on(silence_day(body(REFUSED), turns)) == "2027-02-03"
    assert on(silence_day(body(ACCEPTED, HOME | {"state": "to_bring"}), turns)) == "2027-03-11"
    taken = [turn("2026-11-26", "in_progress")]
    assert on(silence_day(body(ACCEPTED, HOME | {"state": "to_bring"}), taken)) is None, "nobody said that it came"


def test_papers_asked_for_twice_are_waited_for_twice() -> None:
    turns = [turn("2026-12-01", "incomplete", by="2026-12-31"), turn("2026-12-12", "incomplete", by="2026-12-22")]
    day = silence_day(body(REFUSED), turns, [added("2026-12-11")])
    assert day is not None
    assert (on(day), day.papers_by) == ("2027-02-13", date(2026, 12, 22))


def test_a_case_that_has_ended_or_whose_silence_means_nothing_has_no_day() -> None:
    for state in ["accepted", "refused", "closed", "withdrawn"]:
        assert silence_day(body(REFUSED), [turn("2026-12-01", state)]) is None
    assert silence_day(body(None)) is None


def test_only_what_the_service_has_has_arrived() -> None:
    states = ("seen", "joined", "to_bring", "with_me")
    assert arrived_ids([{"id": state, "state": state} for state in states]) == {"seen", "joined"}
    day = silence_day(body(REFUSED | {"about": "L’inscription"}))
    assert day is not None
    assert (day.about, day.accepts) == ("L’inscription", False)

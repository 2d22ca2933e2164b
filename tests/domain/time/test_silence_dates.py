"""The day on which silence decides, by CRPA L. 114-5, whatever is asked for and whenever it comes."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from kiosk.domain.time import calendar
from kiosk.domain.time.calendar import PapersRequest, acceptance_day, refusal_day

DEPOSITED = date(2026, 11, 24)
DAYS = st.dates(DEPOSITED, date(2028, 12, 31))
MONTHS = st.integers(1, 6)


@st.composite
def requests(draw: st.DrawFn) -> PapersRequest:
    """A request for papers that are due some days later, and come some day or never."""
    asked = draw(DAYS)
    by = asked + timedelta(days=draw(st.integers(1, 90)))
    came = draw(st.none() | st.integers(0, 200).map(lambda days: asked + timedelta(days=days)))
    return PapersRequest(asked, by, came)


ASKED = st.lists(requests(), max_size=4)


def asked(day: str, by: str, came: str = "") -> PapersRequest:
    return PapersRequest(date.fromisoformat(day), date.fromisoformat(by), date.fromisoformat(came) if came else None)


def test_a_refusal_by_silence_waits_for_papers() -> None:
    for papers, day in [
        ([], "2027-01-24"),
        ([asked("2026-12-01", "2026-12-31")], "2027-02-23"),
        ([asked("2026-12-01", "2026-12-31", "2026-12-11")], "2027-02-03"),
        ([asked("2026-12-01", "2026-12-31", "2027-01-15")], "2027-02-23"),
        ([asked("2026-12-01", "2026-12-31", "2026-12-01")], "2027-01-24"),
        ([asked("2026-12-01", "2026-12-11", "2026-12-11"), asked("2026-12-20", "2026-12-25")], "2027-02-08"),
        ([asked("2026-12-01", "2026-12-11"), asked("2026-12-06", "2026-12-16")], "2027-02-08"),
        ([asked("2026-12-01", "2026-12-31"), asked("2027-02-22", "2027-02-28")], "2027-03-01"),
        ([asked("2027-01-24", "2027-02-24")], "2027-01-24"),
        ([PapersRequest(date(2026, 12, 1))], "2027-01-24"),
    ]:
        assert refusal_day(DEPOSITED, 2, papers) == date.fromisoformat(day)


def test_an_acceptance_by_silence_starts_when_everything_is_there() -> None:
    for complete, papers, day in [
        (DEPOSITED, [], "2027-02-24"),
        (None, [], None),
        (date(2026, 12, 10), [], "2027-03-10"),
        (DEPOSITED, [asked("2026-12-01", "2026-12-31")], None),
        (DEPOSITED, [asked("2026-12-01", "2026-12-31", "2026-12-20")], "2027-03-20"),
        (DEPOSITED, [asked("2026-12-01", "2026-12-31", "2027-01-20")], "2027-04-20"),
        (DEPOSITED, [asked("2027-02-24", "2027-03-24")], "2027-02-24"),
        (date(2027, 1, 2), [asked("2026-12-01", "2026-12-31", "2026-12-20")], "2027-04-02"),
        (None, [asked("2026-12-01", "2026-12-31", "2026-12-20")], None),
    ]:
        assert acceptance_day(complete, 3, papers) == (date.fromisoformat(day) if day else None)


@given(MONTHS, ASKED)
def test_a_request_never_brings_a_refusal_nearer_and_never_suspends_more_than_the_time_it_gives(
    after_months: int, papers: list[PapersRequest]
) -> None:
    plain, day = calendar.add_months(DEPOSITED, after_months), refusal_day(DEPOSITED, after_months, papers)
    given_days = sum(((paper.by or paper.asked) - paper.asked for paper in papers), timedelta())
    assert plain <= day <= plain + given_days


@given(MONTHS, requests(), st.integers(0, 60))
def test_papers_that_come_later_bring_no_refusal_nearer(after_months: int, request: PapersRequest, days: int) -> None:
    came = replace(request, came=request.came or request.asked)
    later = replace(came, came=(came.came or came.asked) + timedelta(days=days))
    never = replace(request, came=None)
    in_order = [refusal_day(DEPOSITED, after_months, [paper]) for paper in (came, later, never)]
    assert in_order == sorted(in_order)


@given(MONTHS, ASKED)
def test_the_order_in_which_requests_are_told_does_not_matter(after_months: int, papers: list[PapersRequest]) -> None:
    alone = list({paper.asked: paper for paper in papers}.values())
    assert refusal_day(DEPOSITED, after_months, alone) == refusal_day(DEPOSITED, after_months, alone[::-1])
    assert acceptance_day(DEPOSITED, after_months, alone) == acceptance_day(DEPOSITED, after_months, alone[::-1])


@given(MONTHS, DAYS, ASKED)
def test_an_acceptance_never_falls_before_its_delay_after_the_last_paper(
    after_months: int, complete: date, papers: list[PapersRequest]
) -> None:
    day = acceptance_day(complete, after_months, papers)
    in_time = [paper for paper in papers if day and paper.asked < day]
    assert day is None or day >= calendar.add_months(complete, after_months)
    assert day is None or all(paper.came and day >= calendar.add_months(paper.came, after_months) for paper in in_time)

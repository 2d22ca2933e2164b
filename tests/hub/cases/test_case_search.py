"""A search finds the same cases along the names and along the list."""

import pytest

from hub.cases import case_search
from hub.cases.case_list import CaseQuery, find_cases
from hub.cases.case_search import Way
from hub.cases.scope import EVERYTHING, Scope
from hub.hub import Hub
from tests.hub.samples import Box

MILLION = 1_000_000
NAMES = (("Martin", "Jean"), ("Martin", "Zoé"), ("Marchand", "Jean"), ("Petit", "Jeanne"))


@pytest.mark.parametrize("way", Way)
def test_names_that_many_bear_and_names_that_few_bear_are_found_alike(
    hub: Hub, box: Box, way: Way, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(case_search, "cheapest", lambda *_: way)
    monkeypatch.setattr(case_search, "FEW", 1)
    sent = [
        box.submitted(
            applicant={"family_name": family, "given_names": given},
            person={"family_name": family, "given_names": given, "birth_date": "1950"},
        )
        for family, given in NAMES
    ]
    box.send(*sent)

    def found(words: str, scope: Scope = EVERYTHING) -> list[int]:
        with hub.store.reading() as connection:
            rows = find_cases(connection, hub.ring, CaseQuery(words=words, scope=scope)).rows
        return sorted([case["reference"] for case in sent].index(row.reference) for row in rows)

    assert found("mar") == [0, 1, 2] and found("ma je") == [0, 2] and found("je") == [0, 2, 3]
    assert found("martin zo") == [1] and found("1950") == [0, 1, 2, 3] and found("petit zoe") == []
    assert found("mar", Scope(services=("ccas",))) == [] and found("mar", Scope(sites=("SA",))) == [0, 1, 2]


@pytest.mark.parametrize(
    ("sizes", "listed", "number", "share", "way"),
    [
        ([40], MILLION, 1, 0.0, Way.NAME),
        ([60_000], MILLION, 1, 0.0, Way.RANGES),
        ([2_000, 30_000], MILLION, 1, 0.0, Way.NAME),
        ([60_000, 60_000], MILLION, 1, 0.0, Way.RANGES),
        ([400], 2_000, 1, 0.0, Way.NAME),
        ([9_000], 2_000, 1, 0.0, Way.RANGES),
        ([30_000], MILLION, 14, 0.6, Way.NEWEST),
        ([30_000], MILLION, 14, 0.01, Way.RANGES),
    ],
    ids=[
        "rare",
        "of one in sixteen",
        "rare beside frequent",
        "both frequent",
        "a small site",
        "a small site, frequent",
        "frequent, in services that have most cases",
        "frequent, in services that have few cases",
    ],
)
def test_what_costs_least_is_done(sizes: list[int], listed: int, number: int, share: float, way: Way) -> None:
    assert case_search.cheapest(sizes, MILLION, listed, 51, number, share) is way

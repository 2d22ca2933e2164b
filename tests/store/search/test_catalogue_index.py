"""What is looked through when someone searches the catalogue."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from kiosk.store.catalogue_index import Index

PROCEDURES = (
    {"title": "carte identite", "keywords": "passeport", "numbers": "12100 12101", "rest": "mairie photo"},
    {"title": "acte naissance", "summary": "carte", "rest": "mairie"},
    {"title": "ecole", "keywords": "cantine", "rest": "mairie identite"},
    {"title": "logement", "rest": "mairie"},
    {"title": "rue", "rest": "mairie"},
)


@pytest.fixture
def index() -> Iterator[Index]:
    made = Index(PROCEDURES)
    yield made
    made.close()


def test_a_word_has_the_places_that_hold_it_and_tells_more_in_a_title(index: Index) -> None:
    passport, nothing, school = index.scores(["passeport", "xylophone", "ecole"])
    assert list(passport) == [0] and nothing == {} and list(school) == [2]
    assert passport[0] > 0
    card, identity = index.scores(["carte", "identite"])
    assert card[0] > card[1]
    assert identity[0] > 2 * identity[2]
    (everywhere,) = index.scores(["mairie"])
    assert len(everywhere) == 5 and max(everywhere.values()) < 0.001
    assert [list(score) for score in index.scores(["12101", "1210"])] == [[0], []]
    assert Index(()).scores(["carte"]) == [{}]
    assert Index(PROCEDURES).scores([]) == []


def test_no_word_is_an_operator(index: Index) -> None:
    for word in ["", '"', "NEAR(", "a*", "-carte", "title:carte", "carte OR acte", "\x00", "🍕", "^"]:
        (result,) = index.scores([word])
        assert result in ({}, index.scores(["carte"])[0])


def test_threads_ask_the_same_index(index: Index) -> None:
    wanted = index.scores(["carte", "mairie"])
    with ThreadPoolExecutor(8) as threads:
        assert all(scores == wanted for scores in threads.map(index.scores, [["carte", "mairie"]] * 400))

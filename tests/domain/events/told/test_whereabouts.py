"""A question about a case is short and exact; what is signed says what it says in one way."""

import pytest

from kiosk.domain.events.told.whereabouts import AskedWhereabouts, NoWhereabouts
from kiosk.domain.events.wire.reading import Misfit, convert

ASKED = {"version": 2, "asked": "a" * 32}


@pytest.mark.parametrize(
    "wrong",
    [
        {"asked": "a"},
        {"birth_date": "02/03/1945"},
        {"follow_sha256": "ABC"},
        {"proof": "A" * 601},
        {"reference": "S" * 41},
        {"version": 1},
    ],
)
def test_a_question_that_is_malformed_is_no_question(wrong: dict[str, object]) -> None:
    with pytest.raises(Misfit):
        convert(AskedWhereabouts, ASKED | wrong)


@pytest.mark.parametrize("birth_date", ["1945-03-02", "1945"])
def test_a_birth_date_is_a_day_or_a_year(birth_date: str) -> None:
    assert convert(AskedWhereabouts, ASKED | {"birth_date": birth_date}).birth_date == birth_date


def test_an_unknown_case_is_said_in_one_way() -> None:
    said = NoWhereabouts(version=2, asked="a" * 32).statement()
    assert said == b'{"asked":"' + b"a" * 32 + b'","unknown":true,"version":2}'

"""Questions about a case, by its number or a name: short, exact, and signed in one way."""

import pytest

from kiosk.domain.events.wire.reading import Misfit, convert
from kiosk.domain.events.wire.statements import AskedNamedCases, AskedWhereabouts, NoWhereabouts

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

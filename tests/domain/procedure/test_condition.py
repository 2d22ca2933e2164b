"""When a question concerns the person."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.domain.procedure.condition import OPERATORS, Condition
from tests.domain.samples import TODAY, when_is


def holds(operator, operand, value, today=TODAY):
    return Condition(operator, field="x", operand=operand).holds({} if value is None else {"x": value}, today)


def test_a_question_without_an_answer_is_false() -> None:
    for operator in OPERATORS:
        assert not holds(operator, "a", None)


def test_is() -> None:
    for operand, value, true in [
        ("a", "a", True),
        ("a", "b", False),
        ("a", ["b", "a"], True),
        ("a", [], False),
        (True, True, True),
        (False, False, True),
        (True, False, False),
        (True, 1, False),
        (1, True, False),
        (1, 1, True),
        (12.5, "12.50", True),
        (12, "12.00", True),
        (12, "a", False),
        ("a", {"city": "a"}, False),
    ]:
        assert holds("is", operand, value) is true


def test_in() -> None:
    for operand, value, true in [
        (("a", "b"), "b", True),
        (("a", "b"), "c", False),
        (("a", "b"), ["c", "a"], True),
        ((1, 2), True, False),
        ((0.5, 2), "2.0", True),
        ((), "a", False),
    ]:
        assert holds("in", operand, value) is true


def test_at_least() -> None:
    for operand, value, true in [
        (3, 3, True),
        (3, 2, False),
        (12.5, "12.50", True),
        (12.51, "12.50", False),
        (1000, "999.99", False),
        (0, True, False),
        (1, "a", False),
        (1, "NaN", False),
        (1, "sNaN", False),
        (1, "Infinity", False),
        (1, ["a"], False),
        (-1, 0, True),
    ]:
        assert holds("at_least", operand, value) is true


def test_before_a_day() -> None:
    for operand, value, true in [
        ("2000-01-01", "1999-12-31", True),
        ("2000-01-01", "2000-01-01", False),
        ("2000-01-01", "1999", True),
        ("2000-01-01", "2000", False),
        ("2000-12-31", "2000", False),
        ("2001-01-01", "2000", True),
        ("2000-01-01", 1999, False),
    ]:
        assert holds("before", operand, value) is true


def test_a_person_is_of_age_on_their_birthday() -> None:
    for born, today, of_age in [
        ("2008-11-23", date(2026, 11, 24), True),
        ("2008-11-24", date(2026, 11, 24), True),
        ("2008-11-25", date(2026, 11, 24), False),
        ("2008", date(2026, 11, 24), False),
        ("2007", date(2026, 11, 24), True),
        ("2008-02-29", date(2026, 2, 28), False),
        ("2008-02-29", date(2026, 3, 1), True),
        ("2006-02-28", date(2024, 2, 29), True),
        ("2006-03-01", date(2024, 2, 29), False),
        ("2004-02-29", date(2024, 2, 29), True),
    ]:
        years = 20 if born == "2004-02-29" else 18
        assert holds("before", {"years_ago": years}, born, today) is of_age


def test_more_years_than_the_calendar_has_is_never():
    assert not holds("before", {"years_ago": 5000}, "1950-01-01")


@given(
    st.dates(date(1900, 1, 1), date(2026, 11, 24)), st.dates(date(1950, 1, 1), date(2026, 11, 24)), st.integers(0, 100)
)
def test_years_ago_counts_whole_years(born, today, years):
    age = today.year - born.year - ((today.month, today.day) < (born.month, born.day))
    assert holds("before", {"years_ago": years}, born.isoformat(), today) is (age >= years)


def test_groups():
    a, b = when_is("a", "1"), when_is("b", "1")
    truth = {"all": (False, False, True), "any": (False, True, True)}
    for operator, expected in truth.items():
        group = Condition(operator, parts=(a, b))
        assert tuple(group.holds(v, TODAY) for v in ({}, {"a": "1"}, {"a": "1", "b": "1"})) == expected
    assert Condition("not", parts=(a,)).holds({}, TODAY) and not Condition("not", parts=(a,)).holds({"a": "1"}, TODAY)


def test_an_empty_group_is_true_of_all_and_false_of_any():
    assert Condition("all").holds({}, TODAY) and not Condition("any").holds({}, TODAY)


def test_an_unknown_operator_is_no_silent_no():
    with pytest.raises(ValueError, match="like"):
        holds("like", "a", "a")


def test_a_condition_names_every_field_it_asks():
    nested = Condition(
        "all", parts=(when_is("a", 1), Condition("not", parts=(Condition("any", parts=(when_is("b", 1),)),)))
    )
    assert list(nested.fields()) == ["a", "b"]


@given(
    st.sampled_from(OPERATORS),
    st.none() | st.booleans() | st.integers() | st.text() | st.lists(st.text()) | st.dictionaries(st.text(), st.text()),
)
def test_any_answer_is_true_or_false(operator, value):
    ago = {"years_ago": 18}
    operands = {"is": "a", "in": ("a", 1, True), "before": ago, "after": "2000-01-01", "at_least": 3}
    assert holds(operator, operands[operator], value) in (True, False)


def test_after() -> None:
    for operand, value, true in [
        ("2000-01-01", "2000-01-02", True),
        ("2000-01-01", "2000-01-01", False),
        ("2000-01-01", "2001", True),
        ("2000-01-01", "2000", False),
        ("2000-01-01", 2001, False),
        ({"years_ago": 16}, "2010-11-25", True),
        ({"years_ago": 16}, "2010-11-24", False),
        ({"years_ago": 16}, "2010", False),
        ({"years_ago": 16}, "2011", True),
    ]:
        assert holds("after", operand, value) is true


@given(st.dates(), st.dates(), st.integers(0, 120))
def test_an_age_is_reached_or_not_and_never_both(born, today, years):
    ago = {"years_ago": years}
    assert holds("before", ago, born.isoformat(), today) is not holds("after", ago, born.isoformat(), today)


def test_a_commune_is_ours_unless_it_is_known_not_to_be() -> None:
    for value, true in [
        ({"name": "a", "ours": True}, True),
        ({"name": "a", "ours": False}, False),
        ({"name": "a"}, True),
    ]:
        assert holds("is", "ours", value) is true


def test_what_a_missing_answer_decides_is_not_sure():
    elsewhere = Condition("not", parts=(Condition("is", "town", "ours"),))
    assert elsewhere.surely_holds({}, TODAY, {"town"}) is None
    assert elsewhere.surely_holds({}, TODAY, ()) is True, "the question is not asked of this person"
    old = Condition("is", "old", True)
    both, either = Condition("all", parts=(elsewhere, old)), Condition("any", parts=(elsewhere, old))
    assert both.surely_holds({"old": False}, TODAY, {"town"}) is False
    assert both.surely_holds({"old": True}, TODAY, {"town"}) is None
    assert either.surely_holds({"old": True}, TODAY, {"town"}) is True

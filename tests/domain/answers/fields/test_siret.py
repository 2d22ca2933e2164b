"""Numbers of establishments."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk.domain.answers.fields.kind import Fault
from kiosk.domain.answers.fields.siret import KIND
from tests.domain.samples import TODAY, a_field


def test_a_number_is_kept_without_spaces_and_shown_in_groups(judge, shown):
    for typed, value, read in [
        ("732 829 320 00074", "73282932000074", "732 829 320 00074"),
        ("73282932000074", "73282932000074", "732 829 320 00074"),
        ("732.829.320-00074", "73282932000074", "732 829 320 00074"),
        ("356 000 000 09075", "35600000009075", "356 000 000 09075"),
        ("356 000 000 00048", "35600000000048", "356 000 000 00048"),
    ]:  # fmt: skip
        assert judge("siret", typed) == value
        assert shown("siret", value) == read


def test_the_number_of_the_whole_firm_is_told_apart(judge):
    for typed in ["732829320", "732 829 320", "123456789"]:
        assert judge("siret", typed) == "!siren-not-siret"


def test_what_is_no_number(judge):
    for typed in ["7328", "732829320000745", "7328293200007A", "FR44732829320", "-", "9" * 9000]:
        assert judge("siret", typed) == "!not-a-siret"


@settings(deadline=None)
@given(st.integers(0, 13), st.integers(0, 9))
def test_any_one_wrong_digit_is_seen(at, digit):
    right = "73282932000074"
    wrong = f"{right[:at]}{digit}{right[at + 1 :]}"
    if wrong != right:
        with pytest.raises(Fault, match="siret-check"):
            KIND.judge(a_field("siret"), {"": (wrong,)}, TODAY)


def test_the_page(render):
    box = render("siret", "7328", fault="not-a-siret", none="Pas de SIRET").controls[0]
    assert (box["value"], box["inputmode"], box["dir"]) == ("7328", "numeric", "ltr")

"""Bank accounts, French and foreign."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk.domain.answers.fields.iban import KIND
from kiosk.domain.answers.fields.kind import Fault
from kiosk.domain.screen.masked_answers import is_masked
from tests.domain.samples import TODAY, a_field

FRENCH = "FR7630006000011234567890189"


def test_an_account_is_kept_in_capitals_and_shown_by_four(judge, shown):
    for typed, value, read in [
        ("FR76 3000 6000 0112 3456 7890 189", FRENCH, "FR76 3000 6000 0112 3456 7890 189"),
        ("fr7630006000011234567890189", FRENCH, "FR76 3000 6000 0112 3456 7890 189"),
        ("IBAN : FR76-3000-6000-0112-3456-7890-189", FRENCH, "FR76 3000 6000 0112 3456 7890 189"),
        ("GB82 WEST 1234 5698 7654 32", "GB82WEST12345698765432", "GB82 WEST 1234 5698 7654 32"),
        ("be68 5390 0754 7034", "BE68539007547034", "BE68 5390 0754 7034"),
    ]:  # fmt: skip
        assert judge("iban", typed) == value
        assert shown("iban", value) == read
        assert is_masked("iban", read)


def test_what_is_no_account(judge):
    for typed in ["30006 00001 12345678901 89", "XX12 3456 7890", "FR76", "bonjour", "-", "FR7A30006000", "F" * 9000]:
        assert judge("iban", typed) == "!not-an-iban"


def test_each_country_counts_in_its_own_way(judge):
    for typed in [FRENCH[:-1], FRENCH + "1", "DE8937040044053201300"]:
        assert judge("iban", typed) == "!iban-country"


@settings(deadline=None)
@given(st.integers(2, 26), st.sampled_from("0123456789O"))
def test_any_one_wrong_sign_is_seen(at, sign):
    wrong = f"{FRENCH[:at]}{sign}{FRENCH[at + 1 :]}"
    if wrong != FRENCH:
        with pytest.raises(Fault) as refused:
            KIND.judge(a_field("iban"), {"": (wrong,)}, TODAY)
        assert refused.value.code in ("iban-check", "not-an-iban")


def test_two_digits_in_the_wrong_order_are_seen(judge):
    assert judge("iban", "FR76 3000 6000 0112 3456 7809 189") == "!iban-check"


def test_the_page(render):
    box = render("iban", "fr76", fault="not-an-iban").controls[0]
    assert (box["value"], box["dir"], box["autocapitalize"]) == ("fr76", "ltr", "characters")

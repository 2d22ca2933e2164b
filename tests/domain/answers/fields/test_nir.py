"""Numbers of the social security, lasting and temporary, with their key and without."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk.domain.answers.fields.kind import Fault
from kiosk.domain.answers.fields.nir import KIND
from kiosk.domain.language.text import Text
from kiosk.domain.screen.masked_answers import is_masked
from tests.domain.samples import TODAY, Codes, a_field

ASKED = {"legal_basis": "l’article 3", "recipient": "le CCAS"}


def test_a_number_is_kept_with_its_key_and_shown_in_groups(judge, shown):
    for typed, value, read in [
        ("2 45 02 35 123 456 08", "245023512345608", "2 45 02 35 123 456 08"),
        ("2 45 02 35 123 456", "245023512345608", "2 45 02 35 123 456 08"),
        ("2.45.02.35.123.456-08", "245023512345608", "2 45 02 35 123 456 08"),
        ("253072b07300470", "253072B07300470", "2 53 07 2B 073 004 70"),
        ("2 45 02 2A 123 456", "245022A12345652", "2 45 02 2A 123 456 52"),
        ("7 45 02 99 123 456", "745029912345667", "7 45 02 99 123 456 67"),
        ("٢٤٥٠٢٣٥١٢٣٤٥٦", "245023512345608", "2 45 02 35 123 456 08"),
    ]:  # fmt: skip
        assert judge("nir", typed) == value
        assert shown("nir", value) == read
        assert is_masked("nir", read)


def test_a_month_that_nobody_knows_is_one(judge):
    for month in ["01", "12", "20", "30", "42", "50", "99"]:
        assert judge("nir", f"245{month}35123456").startswith(f"245{month}")


def test_figures_that_are_missing_are_told_apart(judge):
    for typed in ["2 45 02 35 123 456 0", "2 45 02 35 123 45", "1", "2A", "24502351234560"]:
        assert judge("nir", typed) == "!nir-short"


def test_what_is_no_number(judge):
    for typed in [
        "2 45 02 35 123 456 080", "5 45 02 35 123 456", "2 45 13 35 123 456", "2 45 00 35 123 456", "bonjour",
        "2 45 02 2C 123 456 08", "2O51099126111", "FR7630006000011234567890189", "-", "9" * 9000,
    ]:  # fmt: skip
        assert judge("nir", typed) in ("!not-a-nir", "!nir-short")
        assert typed == "-" or judge("nir", typed) == "!not-a-nir"


@settings(deadline=None)
@given(st.integers(0, 12), st.integers(0, 9))
def test_any_one_wrong_digit_is_seen(at, digit):
    right = "245023512345608"
    wrong = f"{right[:at]}{digit}{right[at + 1 :]}"
    if wrong != right:
        with pytest.raises(Fault):
            KIND.judge(a_field("nir"), {"": (wrong,)}, TODAY)


def test_a_wrong_key_is_told_apart(judge):
    assert judge("nir", "2 45 02 35 123 456 78") == "!nir-key"


def test_a_file_says_which_text_allows_it_and_who_reads_it(mistakes):
    assert (
        mistakes("nir") == mistakes("nir", legal_basis="x") == mistakes("nir", recipient="x") == ["nir-without-basis"]
    )
    assert mistakes("nir", **ASKED) == []


def test_a_value_from_elsewhere_is_shown_all_the_same():
    assert KIND.shown(a_field("nir"), "2450", Codes()) == "2 45 0"


def test_the_page_says_why_it_is_asked_and_who_reads_it(render):
    by_key = {key: Text(words) for key, words in ASKED.items()}
    page = render("nir", "2 45", fault="nir-short", none="Je n’en ai pas", **by_key)
    told = "Une aide Demandé en application de : l’article 3. Destinataire : le CCAS."
    assert page.one("p", id="f-x-help")["text"] == told
    assert page.controls[0]["value"] == "2 45" and page.controls[0]["autocomplete"] == "off"

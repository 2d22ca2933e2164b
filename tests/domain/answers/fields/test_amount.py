"""Sums of money, as France, England, Switzerland and the Arab world write them."""

from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk.domain.answers.fields.amount import KIND
from kiosk.domain.answers.fields.kind import Fault
from kiosk.domain.procedure.condition import Condition
from kiosk.words.words import Words
from tests.domain.samples import TODAY, a_field

CENTS = st.integers(0, 10**15 - 1)


def test_a_sum_is_an_exact_string_with_its_cents(judge):
    for typed, value in [
        ("1 234,50", "1234.50"), ("1\u202f234,50\u00a0€", "1234.50"), ("1234.5 €", "1234.50"), ("12€50", "12.50"),
        ("12 € 50", "12.50"), ("1.234,50", "1234.50"), ("1,234.50", "1234.50"), ("١٬٢٣٤٫٥٠", "1234.50"),
        ("١٢", "12.00"), ("12 euros et 50 centimes", "12.50"), ("12 Euros", "12.00"), ("€ 12", "12.00"),
        ("12,- €", "12.00"), ("50 centimes", "0.50"), ("5 cts", "0.05"), ("1’234.50", "1234.50"),
        ("1 234 567", "1234567.00"), ("1.234.567", "1234567.00"), ("1,234,567.8", "1234567.80"), ("1234", "1234.00"),
        ("12,", "12.00"), ("0,5", "0.50"), ("-0", "0.00"), ("007", "7.00"), ("0" * 5000 + "1", "1.00"),
        ("9" * 13, "9999999999999.00"),
    ]:  # fmt: skip
        assert judge("amount", typed) == value


def test_what_can_be_read_in_two_ways_is_asked_about(judge):
    for typed in [
        "1,234", "1.234", "999.000", "12 50", "1 2 3", "12€5", "1.234.50", "1,23,456", "1 234.567,50", "12,5,5",
    ]:  # fmt: skip
        assert judge("amount", typed) == "!amount-unclear"


def test_what_is_no_sum(judge):
    for typed in ["douze", "1e3", "12 kg", "12 $", "--5", "€", ".5", "(12)", "NaN", "½", "12d5", "5 c 5"]:
        assert judge("amount", typed) == "!not-an-amount"


def test_cents_are_not_rounded(judge):
    for typed in ["0,234", "1234,567", "1 234,567", "12,5000"]:
        assert judge("amount", typed) == "!too-many-cents"


def test_nothing_is_less_than_nothing_unless_the_field_says_so(judge):
    assert judge("amount", "-5") == judge("amount", "\u22120,01") == "!amount-too-low"
    assert judge("amount", "- 1 000,50", least=-2000) == "-1000.50"
    assert judge("amount", "-12€50", least=-2000) == "-12.50"


def test_limits_are_whole_euros_and_taken_themselves(judge):
    assert [judge("amount", n, least=10, most=20) for n in ("9,99", "10", "20,00", "20,01")] == [
        "!amount-too-low", "10.00", "20.00", "!amount-too-high",
    ]  # fmt: skip


def test_a_sum_that_no_reader_of_json_can_hold_is_refused(judge):
    for typed in ["9" * 14, "9" * 9000, "9" * 9000 + "€50"]:
        assert judge("amount", typed) == "!amount-too-high"


@settings(deadline=None)
@given(CENTS)
def test_whatever_is_shown_can_be_typed_again(cents):
    value = f"{Decimal(cents) / 100:.2f}"
    for language in ("fr", "en"):
        assert KIND.judge(a_field("amount"), {"": (Words(language).money(value),)}, TODAY) == value


@settings(deadline=None)
@given(st.text("0123456789 .,€-'e", max_size=12))
def test_nothing_typed_is_taken_for_a_sum_with_other_digits(typed):
    try:
        value = KIND.judge(a_field("amount", least=-(10**9)), {"": (typed,)}, TODAY)
    except Fault:
        return
    digits = "".join(filter(str.isdigit, typed)).lstrip("0")
    assert value.replace(".", "").lstrip("-0").rstrip("0") == digits.rstrip("0")


def test_it_is_shown_as_money(shown):
    assert shown("amount", "1234.50") == "money:1234.50"
    assert Words("fr").money("1234.50") == "1\u202f234,50\u00a0€"
    assert Words("en").money("1234.50") == "€1,234.50"


def test_a_condition_compares_it_as_the_number_it_is():
    wealthy = Condition("at_least", field="x", operand=1000)
    assert [wealthy.holds({"x": value}, TODAY) for value in ("999.99", "1000.00", "9.00")] == [False, True, False]


def test_mistakes(mistakes):
    assert mistakes("amount", least=3, most=2) == ["limits-crossed"]
    assert mistakes("amount", least=0, most=0) == []


def test_the_page_says_euros_to_the_eye_and_to_the_ear(render):
    for options, keypad, hint in [
        ({}, "decimal", "En euros. Par exemple : money:1234.50."),
        ({"least": -5}, "text", "En euros, au moins number:-5."),
        ({"least": 1, "most": 9}, "decimal", "En euros, entre number:1 et number:9."),
        ({"most": 5}, "decimal", "En euros, au plus number:5."),
    ]:  # fmt: skip
        page = render("amount", "1,234", fault="amount-unclear", none="Je n’ai rien", **options)
        assert page.controls[0]["inputmode"] == keypad and page.controls[0]["value"] == "1,234"
        assert page.one("p", id="f-x-help")["text"] == f"Une aide {hint}"
        assert page.one("span", **{"aria-hidden": "true"})["text"] == "€"

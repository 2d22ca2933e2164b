"""Numbers, sums and identifiers, as France, England, Switzerland and the Arab world write them."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.domain.answers.fields.amount import KIND as AMOUNT
from kiosk.domain.answers.fields.iban import KIND as IBAN
from kiosk.domain.answers.fields.kind import AnswerFault
from kiosk.domain.answers.fields.nir import KIND as NIR
from kiosk.domain.answers.fields.siret import KIND as SIRET
from kiosk.domain.language.spelling import Text
from kiosk.domain.procedure.procedure import Condition
from kiosk.web.filters import is_masked
from kiosk.words.words import Words
from tests.domain.samples import TODAY, Codes, a_field


def test_a_whole_number_is_an_int(judge):
    for typed, value in [
        ("12", 12), ("1\u202f200", 1200), ("1 200", 1200), ("1’000", 1000), ("١٢", 12), ("۱۲", 12), ("007", 7),
        ("\u22125", -5), ("+3", 3), ("-0", 0), ("1 200 €", 1200), ("9" * 15, 999_999_999_999_999),
        ("0" * 5000 + "1", 1),
    ]:  # fmt: skip
        assert judge("number", typed) == value
        assert type(judge("number", typed)) is int


def test_a_number_with_decimals_is_an_exact_string(judge):
    for typed, value in [
        ("12,5", "12.50"), ("12.50", "12.50"), ("1 200", "1200.00"), ("٣٫٥", "3.50"), ("١٬٢٠٠٫٥", "1200.50"),
        ("-0", "0.00"), ("-0,5", "-0.50"), ("0,1", "0.10"),
    ]:  # fmt: skip
        assert judge("number", typed, decimals=2) == value


def test_what_is_no_number_is_told_apart(judge):
    for typed in ["douze", "1e3", "1_000", "½", "²", "12 kg", "1,2,3", ",5", "5,", "--5", "", "NaN", "Infinity"]:
        assert judge("number", typed) == "!not-a-number"
    for typed in ["12,50", "1.000", "1,0"]:
        assert judge("number", typed) == "!whole-number", "a point may mean a thousand"
    assert judge("number", "12,505", decimals=2) == "!too-many-decimals"
    assert [judge("number", n, least=0, most=20) for n in ("-1", "0", "20", "21")] == ["!too-low", 0, 20, "!too-high"]
    assert judge("number", "20,01", most=20, decimals=2) == "!too-high"
    for typed, fault in [("9" * 16, "!too-high"), ("-" + "9" * 9000, "!too-low")]:
        assert judge("number", typed) == fault, "no reader of JSON can hold it"


def test_a_value_is_shown_as_the_language_writes_it(shown):
    assert shown("number", 1200) == "number:1200"
    assert shown("number", "12.50") == "number:12.5"
    assert NIR.shown(a_field("nir"), "2450", Codes()) == "2 45 0"


def test_mistakes(mistakes):
    assert mistakes("number", least=3, most=2) == ["limits-crossed"]
    assert mistakes("number", decimals=7) == mistakes("number", decimals=-1) == ["bad-decimals"]
    assert mistakes("number", least=0, most=0, decimals=2) == []
    assert mistakes("number", default=0, least=1) == mistakes("number", default=4, most=3) == ["default-outside"]
    assert mistakes("number", default=1, least=1, most=10) == []
    assert mistakes("amount", least=3, most=2) == ["limits-crossed"]
    assert mistakes("amount", least=0, most=0) == []


def test_the_keypad_has_a_minus_where_one_may_be_needed(render):
    for options, keypad, hint in [
        ({"least": 0}, "numeric", ""), ({"least": 1, "most": 9}, "numeric", "Un nombre entre number:1 et number:9."),
        ({"least": 0, "decimals": 2}, "decimal", ""), ({}, "text", ""), ({"least": -5}, "text", "Au moins number:-5."),
        ({"most": 5}, "text", "Au plus number:5."),
    ]:  # fmt: skip
        page = render("number", "x", fault="not-a-number", **options)
        assert page.one("input")["inputmode"] == keypad
        assert page.one("p", id="f-x-help")["text"] == f"Une aide {hint}".strip()


def test_the_usual_number_stands_there_until_something_is_typed(render):
    copies = {"least": 1, "most": 10, "default": 1}
    assert render("number", **copies).one("input")["value"] == "1"
    assert render("number", "4", **copies).one("input")["value"] == "4"
    assert render("number", "", fault="missing", **copies).one("input")["value"] == "", "what was emptied stays so"


def test_a_small_whole_number_has_buttons_for_one_less_and_one_more(render):
    for options, buttons in [
        ({"least": 1, "most": 10}, 2), ({"least": 0, "most": 120}, 0), ({"least": -2, "most": 2}, 0),
        ({"least": 0}, 0), ({"least": 0, "most": 5, "decimals": 1}, 0),
    ]:  # fmt: skip
        assert len(render("number", **options).all("button")) == buttons


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


def test_what_is_no_sum_or_can_be_read_in_two_ways_is_told_apart(judge):
    for fault, wrong in [
        ("!amount-unclear", ["1,234", "1.234", "999.000", "12 50", "1 2 3", "12€5", "1.234.50", "1,23,456"]),
        ("!amount-unclear", ["1 234.567,50", "12,5,5"]),
        ("!not-an-amount", ["douze", "1e3", "12 kg", "12 $", "--5", "€", ".5", "(12)", "NaN", "½", "12d5", "5 c 5"]),
        ("!too-many-cents", ["0,234", "1234,567", "1 234,567", "12,5000"]),
        ("!amount-too-low", ["-5", "\u22120,01"]),
        ("!amount-too-high", ["9" * 14, "9" * 9000, "9" * 9000 + "€50"]),
    ]:
        for typed in wrong:
            assert judge("amount", typed) == fault
    assert judge("amount", "- 1 000,50", least=-2000) == "-1000.50"
    assert judge("amount", "-12€50", least=-2000) == "-12.50"
    assert [judge("amount", n, least=10, most=20) for n in ("9,99", "10", "20,00", "20,01")] == [
        "!amount-too-low", "10.00", "20.00", "!amount-too-high",
    ]  # fmt: skip


@given(CENTS)
def test_whatever_is_shown_can_be_typed_again(cents):
    value = f"{Decimal(cents) / 100:.2f}"
    for language in ("fr", "en"):
        assert AMOUNT.judge(a_field("amount"), {"": (Words(language).money(value),)}, TODAY) == value


@given(st.text("0123456789 .,€-'e", max_size=12))
def test_nothing_typed_is_taken_for_a_sum_with_other_digits(typed):
    try:
        value = AMOUNT.judge(a_field("amount", least=-(10**9)), {"": (typed,)}, TODAY)
    except AnswerFault:
        return
    digits = "".join(filter(str.isdigit, typed)).lstrip("0")
    assert value.replace(".", "").lstrip("-0").rstrip("0") == digits.rstrip("0")


def test_a_sum_is_shown_and_compared_as_money(shown):
    assert shown("amount", "1234.50") == "money:1234.50"
    assert Words("fr").money("1234.50") == "1\u202f234,50\u00a0€"
    assert Words("en").money("1234.50") == "€1,234.50"
    wealthy = Condition("at_least", field="x", operand=1000)
    assert [wealthy.holds({"x": value}, TODAY) for value in ("999.99", "1000.00", "9.00")] == [False, True, False]


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
    for typed in [FRENCH[:-1], FRENCH + "1", "DE8937040044053201300"]:
        assert judge("iban", typed) == "!iban-country"
    assert judge("iban", "FR76 3000 6000 0112 3456 7809 189") == "!iban-check"


@given(st.integers(2, 26), st.sampled_from("0123456789O"))
def test_any_one_wrong_sign_is_seen(at, sign):
    wrong = f"{FRENCH[:at]}{sign}{FRENCH[at + 1 :]}"
    if wrong != FRENCH:
        with pytest.raises(AnswerFault) as refused:
            IBAN.judge(a_field("iban"), {"": (wrong,)}, TODAY)
        assert refused.value.code in ("iban-check", "not-an-iban")


def test_the_pages_of_an_account_and_of_a_firm(render):
    box = render("iban", "fr76", fault="not-an-iban").controls[0]
    assert (box["value"], box["dir"], box["autocapitalize"]) == ("fr76", "ltr", "characters")
    box = render("siret", "7328", fault="not-a-siret", none="Pas de SIRET").controls[0]
    assert (box["value"], box["inputmode"], box["dir"]) == ("7328", "numeric", "ltr")


ASKED = {"legal_basis": "l’article 3", "recipient": "le CCAS"}


def test_a_person_s_number_is_kept_with_its_key_and_shown_in_groups(judge, shown):
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


def test_what_is_no_number_of_the_social_security_is_told_apart(judge):
    for month in ["01", "12", "20", "30", "42", "50", "99"]:
        assert judge("nir", f"245{month}35123456").startswith(f"245{month}"), "a month that nobody knows is one"
    for typed in ["2 45 02 35 123 456 0", "2 45 02 35 123 45", "1", "2A", "24502351234560"]:
        assert judge("nir", typed) == "!nir-short"
    for typed in [
        "2 45 02 35 123 456 080", "5 45 02 35 123 456", "2 45 13 35 123 456", "2 45 00 35 123 456", "bonjour",
        "2 45 02 2C 123 456 08", "2O51099126111", "FR7630006000011234567890189", "9" * 9000,
    ]:  # fmt: skip
        assert judge("nir", typed) == "!not-a-nir"
    assert judge("nir", "-") in ("!not-a-nir", "!nir-short")
    assert judge("nir", "2 45 02 35 123 456 78") == "!nir-key"


@given(st.integers(0, 12), st.integers(0, 9))
def test_any_one_wrong_digit_of_a_person_is_seen(at, digit):
    right = "245023512345608"
    wrong = f"{right[:at]}{digit}{right[at + 1 :]}"
    if wrong != right:
        with pytest.raises(AnswerFault):
            NIR.judge(a_field("nir"), {"": (wrong,)}, TODAY)


def test_a_file_says_which_text_allows_it_and_who_reads_it(mistakes):
    assert (
        mistakes("nir") == mistakes("nir", legal_basis="x") == mistakes("nir", recipient="x") == ["nir-without-basis"]
    )
    assert mistakes("nir", **ASKED) == []


def test_the_page_says_why_it_is_asked_and_who_reads_it(render):
    by_key = {key: Text(words) for key, words in ASKED.items()}
    page = render("nir", "2 45", fault="nir-short", none="Je n’en ai pas", **by_key)
    told = "Une aide Demandé en application de : l’article 3. Destinataire : le CCAS."
    assert page.one("p", id="f-x-help")["text"] == told
    assert page.controls[0]["value"] == "2 45" and page.controls[0]["autocomplete"] == "off"


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


def test_what_is_no_number_of_a_firm_is_told_apart(judge):
    for typed in ["732829320", "732 829 320", "123456789"]:
        assert judge("siret", typed) == "!siren-not-siret"
    for typed in ["7328", "732829320000745", "7328293200007A", "FR44732829320", "-", "9" * 9000]:
        assert judge("siret", typed) == "!not-a-siret"


@given(st.integers(0, 13), st.integers(0, 9))
def test_any_one_wrong_digit_of_a_firm_is_seen(at, digit):
    right = "73282932000074"
    wrong = f"{right[:at]}{digit}{right[at + 1 :]}"
    if wrong != right:
        with pytest.raises(AnswerFault, match="siret-check"):
            SIRET.judge(a_field("siret"), {"": (wrong,)}, TODAY)

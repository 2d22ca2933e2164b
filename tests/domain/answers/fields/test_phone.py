"""Telephone numbers, French, overseas and foreign."""

import subprocess
import sys


def test_a_number_is_kept_as_the_world_dials_it_and_shown_as_france_reads_it(judge, shown):
    for typed, value, read in [
        ("06 12 34 56 78", "+33612345678", "06 12 34 56 78"), ("06.12.34.56.78", "+33612345678", "06 12 34 56 78"),
        ("06\u201112\u201134\u201156\u201178", "+33612345678", "06 12 34 56 78"),
        ("+33 (0)6 12 34 56 78", "+33612345678", "06 12 34 56 78"),
        ("0033612345678", "+33612345678", "06 12 34 56 78"), ("6 12 34 56 78", "+33612345678", "06 12 34 56 78"),
        ("٠٦١٢٣٤٥٦٧٨", "+33612345678", "06 12 34 56 78"), ("0800 123 456", "+33800123456", "0 800 12 34 56"),
        ("0139 12 34 56", "+33139123456", "01 39 12 34 56"), ("0590 82 12 34", "+590590821234", "0590 82 12 34"),
        ("0696 12 34 56", "+596696123456", "0696 12 34 56"), ("0594 25 12 34", "+594594251234", "0594 25 12 34"),
        ("0692 12 34 56", "+262692123456", "0692 12 34 56"), ("0262 20 12 34", "+262262201234", "0262 20 12 34"),
        ("0269 61 12 34", "+262269611234", "0269 61 12 34"), ("+44 20 7946 0018", "+442079460018", "+44 20 7946 0018"),
        ("00 213 551 23 45 67", "+213551234567", "+213 551 23 45 67"),
    ]:  # fmt: skip
        assert judge("phone", typed) == value
        assert shown("phone", value) == read


def test_what_is_no_number(judge):
    for typed in [
        "06 12 34 56 7", "06 12 34 56 789", "12 34 56", "3949", "112", "0000000000", "0800 FLOWERS",
        "0612345678 le soir", "06 12 34 56 78 / 07 12 34 56 78", "+999 123 456 789", "++33612345678", "+", "()",
        "a@b.fr", "+33",
    ]:  # fmt: skip
        assert judge("phone", typed) == "!not-a-phone"


def test_a_value_from_elsewhere_is_shown_as_it_stands(shown):
    assert shown("phone", "garbage") == "garbage"


def test_the_page(render):
    box = render("phone", "06 12", fault="not-a-phone", none="Je n’ai pas de téléphone").controls[0]
    assert box["inputmode"] == "tel" and box["dir"] == "ltr" and box["value"] == "06 12"


def test_neither_library_is_imported_before_someone_types():
    code = (
        "import sys, kiosk.domain.answers.fields; print(sorted({'phonenumbers', 'email_validator'} & set(sys.modules)))"
    )
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "[]\n"

"""Text and addresses of people, as citizens write them."""

import subprocess
import sys


def test_a_line_is_kept_as_typed_but_for_its_white_space(judge):
    for typed, value in [
        ("  Marie   Anne ", "Marie Anne"), ("Le\u0301a", "Léa"), ("d\u2019Aubigné\u00a0", "d\u2019Aubigné"),
        ("Appartement ٣", "Appartement ٣"), ("Paris 12", "Paris 12"), ("Dupont\u200b\ufeff", "Dupont"),
        ("می\u200cخواهم", "می\u200cخواهم"),
    ]:  # fmt: skip
        assert judge("text", typed) == value


def test_civil_status_takes_every_latin_letter_and_no_other(judge):
    for name in [
        "Œuvrard", "N'Guyen", "L’Hôpital", "Müller-Æbelø", "Şahin", "Łukasz", "Nguyễn Thị", "Ibn ʼAli", "Le 3e",
    ]:  # fmt: skip
        assert judge("text", name, letters="latin") == name
    for name in ["Иванов", "محمد", "Ivanов", "Παπαδόπουλος", "王", "𝐌arie"]:
        assert judge("text", name, letters="latin") == "!latin-letters"
        assert judge("text", name) == name


def test_what_cannot_be_shown_is_refused(judge):
    for typed in ["a\x00", "a\x07b", "a\ufffdb", "\ud800", "\ue000"]:
        assert judge("text", typed) == "!bad-character"


def test_lengths_count_characters_after_tidying(judge):
    assert judge("text", "é" * 200) == "é" * 200
    assert judge("text", "é" * 201) == "!too-long"
    assert judge("text", "  abc  ", longest=3) == "abc"
    assert judge("text", "abcd", longest=3) == "!too-long"
    assert judge("text", "a", shortest=2) == "!too-short"


def test_a_declaration_with_crossed_limits_or_unknown_letters_is_a_mistake(mistakes):
    assert mistakes("text", shortest=5, longest=3) == ["limits-crossed"]
    assert mistakes("text", letters="greek") == ["unknown-letters"]
    assert mistakes("text", letters="latin", shortest=3, longest=3) == []
    assert mistakes("long_text", shortest=5, longest=3) == ["limits-crossed"]


def test_the_page_keeps_what_was_typed_and_says_what_is_wrong(render):
    page = render("text", '<b>"Léa"', fault="latin-letters")
    box = page.one("input")
    assert box["value"] == '<b>"Léa"' and box["name"] == "f.x" and box["dir"] == "auto"
    assert box["aria-describedby"] == "f-x-help f-x-fault" and box["aria-invalid"] == "true"
    assert "aria-describedby" not in render("text", help="").one("input")
    assert "(facultatif)" in render("text", required=False).one("label")["text"]
    assert "(facultatif)" not in render("text").one("label")["text"]
    box = render("text", none="Je n’en ai pas").one("input", type="checkbox")
    assert box["name"] == "f.x.none" and "checked" not in box
    assert "checked" in render("text", {"none": "1"}, none="Je n’en ai pas").one("input", type="checkbox")


def test_what_civil_status_writes_is_typed_in_latin_letters_and_says_why(render) -> None:
    (control,) = render("text", letters="latin").controls
    assert (control["lang"], control["dir"], control["data-script"]) == ("fr", "ltr", "latin")
    assert "data-script" not in render("text").controls[0]


def test_lines_stay_lines_and_each_end_counts_once(judge):
    assert judge("long_text", " Bonjour,\r\n\r\nje  demande\rmerci \n\n") == "Bonjour,\n\nje demande\nmerci"
    assert judge("long_text", "a\r\nb", longest=3) == "a\nb"
    assert judge("long_text", "a" * 4001) == "!too-long"
    assert judge("long_text", "ab", shortest=3) == "!too-short"
    assert judge("long_text", "a\x00b") == "!bad-character"
    assert judge("long_text", "a\tb") == "a b"


def test_the_page_keeps_every_line(render):
    box = render("long_text", "\nun\n<deux>", fault="too-long").one("textarea")
    # A browser drops the first line end of a textarea, this parser does not.
    assert box["text"] == "\n\nun\n<deux>"


def test_a_note_has_words_and_no_control_and_asks_nothing(judge, shown, render):
    assert judge("note", "whatever") is None
    assert shown("note", None) == ""
    page = render("note", label="À savoir", help="La carte est gratuite.")
    assert page.one("h2")["text"] == "À savoir" and "gratuite" in page.one("p")["text"]
    assert not page.controls
    assert not render("note", help="").all("p")


def test_an_address_keeps_its_spelling_but_for_the_domain(judge):
    for typed, value in [
        (" nadia.roux@exemple.fr ", "nadia.roux@exemple.fr"), ("Nadia@EXEMPLE.fr", "Nadia@exemple.fr"),
        ("n+mairie@exemple.co.uk", "n+mairie@exemple.co.uk"), ("nadia@mairie-évry.fr", "nadia@mairie-évry.fr"),
        ("o'neill@exemple.fr", "o'neill@exemple.fr"),
    ]:  # fmt: skip
        assert judge("email", typed) == value


def test_common_slips_in_an_address_are_refused_and_what_is_missing_is_named(judge):
    for typed in [
        "@exemple.fr", "nadia@exemple,fr", "nadia roux@exemple.fr", "nadia,roux@exemple.fr", "nadia@@exemple.fr",
        "nadia@exemple.fr.", "<nadia@exemple.fr>", "hélène@exemple.fr", "nadia@[127.0.0.1]", "n" * 300 + "@exemple.fr",
    ]:  # fmt: skip
        assert judge("email", typed) == "!not-an-email"
    for typed, fault in [
        ("nadia", "email-no-at"), ("06 12 34 56 78", "email-no-at"), ("nadia@", "email-no-end"),
        ("nadia@exemple", "email-no-end"), ("nadia@localhost", "email-no-end"), ("nadia@exemple.", "email-no-end"),
    ]:  # fmt: skip
        assert judge("email", typed) == f"!{fault}"


def test_the_page_leaves_judging_to_the_server(render):
    box = render("email", "Nadia", fault="not-an-email").one("input")
    assert (box["type"], box["inputmode"]) == ("text", "email")
    assert (box["autocapitalize"], box["spellcheck"]) == ("none", "false")
    box = render("phone", "06 12", fault="not-a-phone", none="Je n’ai pas de téléphone").controls[0]
    assert box["inputmode"] == "tel" and box["dir"] == "ltr" and box["value"] == "06 12"


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


def test_what_is_no_number(judge, shown):
    for typed in [
        "06 12 34 56 7", "06 12 34 56 789", "12 34 56", "3949", "112", "0000000000", "0800 FLOWERS",
        "0612345678 le soir", "06 12 34 56 78 / 07 12 34 56 78", "+999 123 456 789", "++33612345678", "+", "()",
        "a@b.fr", "+33",
    ]:  # fmt: skip
        assert judge("phone", typed) == "!not-a-phone"
    assert shown("phone", "garbage") == "garbage"


def test_no_library_is_imported_and_no_table_of_names_is_read_before_someone_types():
    libraries = "{'phonenumbers', 'email_validator', 'babel'}"
    code = f"import sys, kiosk.domain.answers.fields; print(sorted({libraries} & set(sys.modules)))"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "[]\n"

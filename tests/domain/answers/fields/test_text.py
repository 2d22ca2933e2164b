"""One line of text, as citizens write it."""


def test_a_line_is_kept_as_typed_but_for_its_white_space(judge):
    for typed, value in [
        ("  Marie   Anne ", "Marie Anne"), ("Le\u0301a", "Léa"), ("d\u2019Aubigné\u00a0", "d\u2019Aubigné"),
        ("Appartement ٣", "Appartement ٣"), ("Paris 12", "Paris 12"), ("Dupont\u200b\ufeff", "Dupont"),
        ("می\u200cخواهم", "می\u200cخواهم"),
    ]:  # fmt: skip
        assert judge("text", typed) == value


def test_civil_status_takes_every_latin_letter(judge):
    for name in [
        "Œuvrard", "N'Guyen", "L’Hôpital", "Müller-Æbelø", "Şahin", "Łukasz", "Nguyễn Thị", "Ibn ʼAli", "Le 3e",
    ]:  # fmt: skip
        assert judge("text", name, letters="latin") == name


def test_civil_status_takes_no_other_letters(judge):
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


def test_the_page_keeps_what_was_typed_and_says_what_is_wrong(render):
    page = render("text", '<b>"Léa"', fault="latin-letters")
    box = page.one("input")
    assert box["value"] == '<b>"Léa"' and box["name"] == "f.x" and box["dir"] == "auto"
    assert box["aria-describedby"] == "f-x-help f-x-fault" and box["aria-invalid"] == "true"


def test_the_page_without_help_ties_to_nothing(render):
    assert "aria-describedby" not in render("text", help="").one("input")


def test_a_question_that_may_stay_empty_says_so(render):
    assert "(facultatif)" in render("text", required=False).one("label")["text"]
    assert "(facultatif)" not in render("text").one("label")["text"]


def test_having_none_is_a_row_to_tick(render):
    box = render("text", none="Je n’en ai pas").one("input", type="checkbox")
    assert box["name"] == "f.x.none" and "checked" not in box
    assert "checked" in render("text", {"none": "1"}, none="Je n’en ai pas").one("input", type="checkbox")


def test_what_civil_status_writes_is_typed_in_latin_letters_and_says_why(render) -> None:
    (control,) = render("text", letters="latin").controls
    assert (control["lang"], control["dir"], control["data-script"]) == ("fr", "ltr", "latin")
    assert "data-script" not in render("text").controls[0]

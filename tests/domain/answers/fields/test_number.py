"""Numbers, as France, the Arab world and Switzerland write them."""


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


def test_what_is_no_number(judge):
    for typed in ["douze", "1e3", "1_000", "½", "²", "12 kg", "1,2,3", ",5", "5,", "--5", "", "NaN", "Infinity"]:
        assert judge("number", typed) == "!not-a-number"


def test_a_point_in_a_whole_number_is_asked_about_because_it_may_mean_a_thousand(judge):
    for typed in ["12,50", "1.000", "1,0"]:
        assert judge("number", typed) == "!whole-number"


def test_too_many_decimals_are_not_rounded(judge):
    assert judge("number", "12,505", decimals=2) == "!too-many-decimals"


def test_limits_are_taken_themselves(judge):
    assert [judge("number", n, least=0, most=20) for n in ("-1", "0", "20", "21")] == ["!too-low", 0, 20, "!too-high"]
    assert judge("number", "20,01", most=20, decimals=2) == "!too-high"


def test_a_number_that_no_reader_of_json_can_hold_is_refused(judge):
    for typed, fault in [("9" * 16, "!too-high"), ("-" + "9" * 9000, "!too-low")]:
        assert judge("number", typed) == fault


def test_it_is_shown_as_the_language_writes_it(shown):
    assert shown("number", 1200) == "number:1200"
    assert shown("number", "12.50") == "number:12.5"


def test_mistakes(mistakes):
    assert mistakes("number", least=3, most=2) == ["limits-crossed"]
    assert mistakes("number", decimals=7) == mistakes("number", decimals=-1) == ["bad-decimals"]
    assert mistakes("number", least=0, most=0, decimals=2) == []
    assert mistakes("number", default=0, least=1) == mistakes("number", default=4, most=3) == ["default-outside"]
    assert mistakes("number", default=1, least=1, most=10) == []


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

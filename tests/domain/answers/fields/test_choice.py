"""One answer among several."""


def test_a_choice_is_its_value(judge):
    assert judge("choice", "a", choices=("a", "b")) == "a"
    assert judge("choice", " b ", choices=("a", "b")) == "b"


def test_what_was_not_offered_is_no_choice(judge):
    for typed in ("c", "A", "", "a\x00", "~none"):
        assert judge("choice", typed, choices=("a", "b")) in ("!not-a-choice", "!bad-character")


def test_it_is_shown_by_its_label(shown):
    assert shown("choice", "a", choices=("a", "b")) == "A"


def test_a_value_that_the_file_no_longer_offers_is_shown_as_it_stands(shown):
    assert shown("choice", "gone", choices=("a", "b")) == "gone"


def test_mistakes(mistakes):
    assert mistakes("choice") == mistakes("choice", choices=("a",)) == ["too-few-to-choose"]
    assert mistakes("choice", choices=("a", "a")) == ["duplicate-choice"]
    assert mistakes("choice", choices=("a", "")) == mistakes("choice", choices=("a", " b")) == ["empty-choice"]
    assert mistakes("choice", choices=("a", "b")) == []


def test_the_page_has_a_row_to_press_for_each(render):
    page = render("choice", "b", choices=("a", "b"))
    assert [(row["id"], row["name"], row["value"], "checked" in row) for row in page.all("input", type="radio")] == [
        ("f-x", "f.x", "a", False), ("f-x-2", "f.x", "b", True),
    ]  # fmt: skip
    group = page.one("fieldset")
    assert group["id"] == "f-x-group" and group["aria-describedby"] == "f-x-help"


def test_nothing_is_pressed_for_the_person(render):
    page = render("choice", choices=("a", "b"), required=False, none="Aucun", fault="missing")
    assert not [row for row in page.controls if "checked" in row]


def test_having_none_and_taking_back_are_rows_of_the_same_question(render):
    page = render("choice", {"none": "1"}, choices=("a", "b"), required=False, none="Aucun")
    assert [(row["name"], row["value"], "checked" in row) for row in page.controls][2:] == [
        ("f.x", "~none", True), ("f.x", "", False),
    ]  # fmt: skip

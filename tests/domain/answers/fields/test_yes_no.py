"""Yes or no."""


def test_the_answer_is_a_bool(judge):
    assert judge("yes_no", "yes") is True
    assert judge("yes_no", "no") is False


def test_nothing_else_is_an_answer(judge):
    for typed in ("oui", "true", "1", "YES", "yes no"):
        assert judge("yes_no", typed) == "!not-a-choice"


def test_it_is_shown_in_words(shown):
    assert (shown("yes_no", True), shown("yes_no", False)) == ("answer:yes", "answer:no")


def test_the_page_has_two_rows(render):
    page = render("yes_no", "no", fault="")
    assert [(row["id"], row["value"], "checked" in row) for row in page.controls] == [
        ("f-x", "yes", False), ("f-x-2", "no", True),
    ]  # fmt: skip


def test_an_optional_question_can_be_left(render):
    page = render("yes_no", {"": ("",)}, required=False, fault="not-a-choice")
    assert [("checked" in row) for row in page.controls] == [False, False, True]

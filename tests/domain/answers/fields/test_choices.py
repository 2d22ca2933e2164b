"""Several answers among several."""

ABC = ("a", "b", "c")


def test_the_order_is_the_files_and_nothing_counts_twice(judge):
    assert judge("choices", ["c", "a", "c", " "], choices=ABC) == ["a", "c"]


def test_one_unknown_tick_refuses_all(judge):
    assert judge("choices", ["a", "z"], choices=ABC) == "!not-a-choice"
    assert judge("choices", [], choices=ABC) == "!not-a-choice"


def test_how_many_may_be_ticked(judge):
    assert judge("choices", ["a"], choices=ABC, least=2) == "!too-few-choices"
    assert judge("choices", ["a", "b", "c"], choices=ABC, most=2) == "!too-many-choices"
    assert judge("choices", ["a", "b"], choices=ABC, least=2, most=2) == ["a", "b"]


def test_they_are_shown_in_one_phrase(shown):
    assert shown("choices", ["a", "c"], choices=ABC) == "A & C"
    assert shown("choices", ["a", "gone"], choices=ABC) == "A & gone"


def test_mistakes(mistakes):
    assert mistakes("choices") == ["no-choices"]
    assert mistakes("choices", choices=("a", "a", "")) == ["duplicate-choice", "empty-choice"]
    assert mistakes("choices", choices=ABC, least=3, most=2) == ["limits-crossed"]
    assert mistakes("choices", choices=ABC, least=4) == ["least-over-choices"]
    assert mistakes("choices", choices=("a",)) == []


def test_the_page_says_that_several_may_be_ticked(render):
    page = render("choices", ["a", "c"], choices=ABC)
    assert [(row["id"], row["value"], "checked" in row) for row in page.all("input", type="checkbox")] == [
        ("f-x", "a", True), ("f-x-2", "b", False), ("f-x-3", "c", True),
    ]  # fmt: skip
    assert page.one("p", id="f-x-help")["text"] == "Une aide Cochez au moins une réponse."
    free = render("choices", choices=ABC, required=False, help="")
    assert free.one("p", id="f-x-help")["text"] == "Vous pouvez cocher plusieurs réponses."


def test_the_page_says_how_many_and_offers_none_of_them(render):
    page = render("choices", choices=ABC, most=2, none="Aucun", fault="too-many-choices", help="")
    assert page.one("p", id="f-x-help")["text"] == "Cochez de 1 à number:2 réponses."
    assert page.controls[-1]["name"] == "f.x.none"

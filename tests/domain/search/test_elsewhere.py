"""What people ask a town hall for and another body gives."""

from kiosk.domain.search.elsewhere import Elsewhere, named

PHRASES = {
    "driving-licence": [frozenset({"permi"}), frozenset({"permi", "conduir"})],
    "building-permit": [frozenset({"permi", "construir"})],
    "retirement": [frozenset({"retrait"})],
}


def test_the_longest_phrase_that_is_half_of_the_query_names_the_thing() -> None:
    for typed, thing in [
        ("permi", Elsewhere("driving-licence", True)), ("permi construir", Elsewhere("building-permit", True)),
        ("perdu permi", Elsewhere("driving-licence", False)), ("mutuel petit retrait", None), ("acte", None),
        ("", None),
    ]:  # fmt: skip
        assert named([{stem} for stem in typed.split()], PHRASES) == thing


def test_a_word_may_mean_several_and_one_that_means_nothing_is_not_the_thing() -> None:
    assert named([{"permi", "permanent"}], PHRASES) == Elsewhere("driving-licence", True)
    assert named([{"permi"}, set()], PHRASES) == Elsewhere("driving-licence", False)

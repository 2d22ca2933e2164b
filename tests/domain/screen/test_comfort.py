"""How a person wants to see and to press."""

from itertools import chain

from kiosk.domain.screen.comfort import CHOICES, USUAL, Comfort, read


def test_a_new_session_has_nothing_to_write() -> None:
    assert USUAL.written == "" and read("") == USUAL


def test_each_choice_is_written_and_read_again() -> None:
    for word in list(chain(*CHOICES.values())):
        assert read(read(word).written) == read(word)
        (name,) = (name for name, choices in CHOICES.items() if word in choices)
        assert getattr(read(word), name) == word


def test_all_of_them_at_once() -> None:
    chosen = Comfort("largest", "low-glare", "dyslexic", "still", "slow", "abc", "switches")
    assert chosen.written == "largest low-glare dyslexic still slow abc switches" and read(chosen.written) == chosen


def test_what_nobody_knows_is_left_out() -> None:
    assert read("huge largest <script>") == Comfort(size="largest")


def test_the_first_of_each_is_what_a_new_session_has() -> None:
    assert {name: choices[0] for name, choices in CHOICES.items()} == {name: getattr(USUAL, name) for name in CHOICES}

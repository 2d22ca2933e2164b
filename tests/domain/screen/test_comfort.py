"""How a person wants to see and to press."""

from itertools import chain

from kiosk.domain.screen.comfort import CHOICES, Comfort, read


def test_each_choice_is_written_and_read_again() -> None:
    for word in list(chain(*CHOICES.values())):
        assert read(read(word).written) == read(word)
        (name,) = (name for name, choices in CHOICES.items() if word in choices)
        assert getattr(read(word), name) == word


def test_what_nobody_knows_is_left_out() -> None:
    assert read("huge largest <script>") == Comfort(size="largest")

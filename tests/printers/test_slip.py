"""A slip is words and nothing else."""

from collections.abc import Callable

import pytest

from printers.slip import Block, Heading, Line, Notice, Signature, Slip, WriteIn


def test_what_no_slip_has_is_refused() -> None:
    wrong: list[Callable[[], Block]] = [
        lambda: Heading("x", 4),
        lambda: Notice("x", "loud"),  # type: ignore[arg-type]
        lambda: WriteIn("x", 0),
        lambda: Signature("x", ("1",), 9, 9),
        lambda: Signature("x", ("a b",), 9, 9),
        lambda: Signature("x", ("1 2",)),
    ]
    for make in wrong:
        with pytest.raises(ValueError):
            make()


def test_a_slip_reads_left_to_right_or_right_to_left() -> None:
    with pytest.raises(ValueError):
        Slip("", "fr", "down", ())  # type: ignore[arg-type]


def test_a_paper_that_is_not_real_says_so_first_and_last() -> None:
    slip = Slip("Reçu", "fr", "ltr", (Line("Un"), Line("Deux")), across="EXEMPLE")
    first, *between, last = slip.framed_blocks()
    assert first == last == Notice("EXEMPLE", "warning") and tuple(between) == slip.blocks
    assert Slip("Reçu", "fr", "ltr", slip.blocks).framed_blocks() == slip.blocks

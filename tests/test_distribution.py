"""The weights by which the tests are shared out, and what they are written from."""

from scripts.source import ROOT
from tests.distribution import ALONE_S, piece_of, weights, written


def test_nine_in_ten_weights_name_a_file_that_is_there() -> None:
    """Where many files were moved: their paths in tests/weights.txt too, or `make weights`."""
    gone = [piece for piece in weights() if not (ROOT / piece.partition("::")[0]).exists()]
    assert len(gone) <= len(weights()) / 10, gone


def test_a_file_is_one_piece_but_for_its_long_tests() -> None:
    long = next(piece for piece in weights() if "::" in piece)
    assert piece_of(long) == long
    assert piece_of("tests/test_new.py::test_it[fr::en]") == "tests/test_new.py"


def test_the_file_of_weights_is_written_from_what_tests_take() -> None:
    durations = [
        ("a.py::one", "setup", 1.2 * ALONE_S), ("a.py::one", "call", 0.4), ("a.py::long", "call", ALONE_S),
        ("b.py::x", "call", 0.3),
    ]  # fmt: skip
    assert written(durations) == f"{round(1.2 * ALONE_S + 0.4)} a.py\n{ALONE_S} a.py::long\n"

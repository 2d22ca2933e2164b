"""The shipped fonts are found wherever the program is installed."""

from kiosk.words.paper_fonts import load_paper_fonts


def test_they_are_there_and_loaded_once() -> None:
    assert load_paper_fonts().weight(False).faces
    assert load_paper_fonts() is load_paper_fonts()

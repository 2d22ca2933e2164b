"""The shipped fonts are found wherever the program is installed."""

from kiosk.words.paper_fonts import fonts


def test_they_are_there_and_loaded_once() -> None:
    assert fonts().weight(False).faces
    assert fonts() is fonts()

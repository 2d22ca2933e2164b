"""The picture of the house in docs/architecture.md is drawn from the code as it is now."""

from collections import Counter
from pathlib import Path

import pytest

from scripts.house import PAGE, ordered, picture, read, written


def test_the_page_shows_the_house_as_it_is() -> None:
    text = PAGE.read_text("utf-8")
    assert written(text) == text, "run `python -m scripts.house --write`"


def test_a_small_house_is_drawn_from_its_imports(tmp_path: Path) -> None:
    for name, source in {
        "kiosk/__init__.py": "",
        "kiosk/domain/__init__.py": "",
        "kiosk/domain/low/__init__.py": "",
        "kiosk/domain/low/one.py": "X = 1\n",
        "kiosk/domain/high/__init__.py": "",
        "kiosk/domain/high/two.py": "from kiosk.domain.low.one import X\n\nY = X\n",
    }.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(source, "utf-8")
    files = read(tmp_path)
    assert {name: file.imports for name, file in files.items()} == {
        "kiosk.domain.low.one": frozenset(),
        "kiosk.domain.high.two": {"kiosk.domain.low.one"},
    }
    drawn = picture(tmp_path)
    assert "2 modules in 2 folders" in drawn
    assert drawn.index("| low | 1 | – |") < drawn.index("| high | 1 | low |")


def test_a_page_without_its_marks_is_refused() -> None:
    with pytest.raises(SystemExit):
        written("# no marks")


def test_a_circle_is_listed_in_the_order_of_the_alphabet() -> None:
    assert ordered({"b": Counter(["a"]), "a": Counter(["b"])}) == ["a", "b"]

"""Lines are short enough to be read beside another file."""

import re
from pathlib import Path

from scripts.source import ROOT, files

LONGEST = 120
SENTENCE = re.compile(r"'[^']*'")
BESIDE = 40
"""Characters that may stand beside a sentence which alone makes its line too long: it is translated whole, so it cannot
be divided."""
FEW = 30
"""Places of the product that the formatter may leave as they are."""
MAY_BE_LONGER: frozenset[str] = frozenset()

WRITTEN = [path for folder, ending in (("templates", ".html"), ("static/js", ".js")) for path in files(folder, ending)]


def is_too_long(line: str) -> bool:
    sentence = max((len(text) for text in SENTENCE.findall(line)), default=0)
    return len(line) > LONGEST and len(line.strip()) - sentence > BESIDE


def test_lines_of_templates_and_scripts_have_120_characters_at_most() -> None:
    found = {f"{name_of(path)}:{number}" for path in WRITTEN for number in long_lines(path)}
    assert found == MAY_BE_LONGER


def test_a_long_line_is_noticed() -> None:
    assert is_too_long("<p>" + "un mot " * 20 + "</p>")
    assert is_too_long("{{ text_input('name', _('" + "un mot " * 13 + "'), value, help=_('une aide')) }}")
    assert not is_too_long("        <p>{{ _('" + "un mot " * 20 + "') }}</p>")


def long_lines(path: Path) -> list[int]:
    lines = path.read_text("utf-8").splitlines()
    return [number for number, line in enumerate(lines, 1) if is_too_long(line)]


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def test_the_formatter_lays_out_all_but_a_few_tables() -> None:
    """A long table keeps its columns; and a file at the limit of its length keeps a long call on a few lines."""
    kept = [path for folder in ("kiosk", "printers") for path in files(folder, ".py")]
    assert sum(path.read_text("utf-8").count("# fmt: skip") for path in kept) < FEW

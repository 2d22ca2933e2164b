"""`docs/asvs.md` has every line it must have, each held by tests that are there, or open where this file says so."""

import re

from tests.docs.named_tests import NAMED, missing, rows

PAGE = "asvs.md"
LEVEL_1 = """
1.2.1 1.2.2 1.2.3 1.2.4 1.2.5 1.3.1 1.3.2 1.5.1 2.1.1 2.2.1 2.2.2 2.3.1 3.2.1 3.2.2 3.3.1 3.4.1 3.4.2 3.5.1 3.5.2 3.5.3
4.1.1 4.4.1 5.2.1 5.2.2 5.3.1 5.3.2 6.1.1 6.2.1 6.2.2 6.2.3 6.2.4 6.2.5 6.2.6 6.2.7 6.2.8 6.3.1 6.3.2 6.4.1 6.4.2
7.2.1 7.2.2 7.2.3 7.2.4 7.4.1 7.4.2 8.1.1 8.2.1 8.2.2 8.3.1 9.1.1 9.1.2 9.1.3 9.2.1 10.4.1 10.4.2 10.4.3 10.4.4 10.4.5
11.3.1 11.3.2 11.4.1 12.1.1 12.2.1 12.2.2 13.4.1 14.2.1 14.3.1 15.1.1 15.2.1 15.3.1
"""
"""All seventy of ASVS 5.0.0."""
LEVEL_2 = """
6.1.2 6.1.3 6.2.9 6.2.10 6.2.11 6.2.12 6.3.3 6.3.4 6.4.3 6.4.4 6.5.1 6.5.2 6.5.3 6.5.4 6.5.5 6.6.1 6.6.2 6.6.3 6.8.1
6.8.2 6.8.3 6.8.4 7.1.1 7.1.2 7.1.3 7.3.1 7.3.2 7.4.3 7.4.4 7.4.5 7.5.1 7.5.2 7.6.1 7.6.2 8.1.2 8.2.3 8.4.1 11.1.1
11.1.2 11.2.1 11.2.2 11.2.3 11.3.3 11.4.2 11.4.3 11.4.4 11.5.1 11.6.1 14.1.1 14.1.2 14.2.2 14.2.3 14.2.4 14.3.2 14.3.3
"""
"""Those of chapters 6, 7, 8, 11 and 14."""
OPEN: tuple[str, ...] = ("6.2.12", "15.2.1")
"""Lines that no test holds yet; whoever closes one takes it off here."""


def held(row: list[str]) -> list[tuple[str, str]]:
    """The tests a line names, as (file, function); none of a line that is open."""
    return [] if row[3].startswith("open:") else NAMED.findall(row[3])


def test_every_line_is_there_once_in_order_with_its_level() -> None:
    numbers = [row[0] for row in rows(PAGE)]
    assert len(set(numbers)) == len(numbers)
    level_1, level_2 = LEVEL_1.split(), LEVEL_2.split()
    assert {row[0]: row[1] for row in rows(PAGE)} == dict.fromkeys(level_1, "1") | dict.fromkeys(level_2, "2")
    assert (len(level_1), len(level_2)) == (70, 55) and not set(level_1) & set(level_2)
    chapters = [int(number.split(".")[0]) for number in numbers]
    assert chapters == sorted(chapters)


def test_no_line_is_empty() -> None:
    for row in rows(PAGE):
        assert len(row) == 4 and all(row), row
        reason = re.match(r"(does not apply|open): (.{15,})", row[3])
        assert reason or held(row), f"{row[0]} names neither a test nor a reason"


def test_every_test_that_is_named_is_there() -> None:
    assert not [f"{row[0]}: {name}" for row in rows(PAGE) if held(row) for name in missing(row[3])]


def test_nothing_is_written_between_backticks_that_is_not_a_test_or_a_page() -> None:
    """A name that is misspelt is not passed over as words."""
    for row in rows(PAGE):
        for word in re.findall(r"`([^`]+)`", row[3]):
            if word.startswith("tests/") and not row[3].startswith("open:"):
                assert NAMED.fullmatch(f"`{word}`"), f"{row[0]}: {word}"


def test_what_is_open_is_known() -> None:
    assert [row[0] for row in rows(PAGE) if row[3].startswith("open:")] == list(OPEN)

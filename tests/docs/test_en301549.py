"""`docs/en301549.md` has every clause of chapter 5, each held by tests that are there or told to be the machine's."""

import re

from tests.docs.named_tests import NAMED, missing, rows

PAGE = "en301549.md"
CLAUSES = """
5.1.2.1 5.1.2.2 5.1.3.1 5.1.3.2 5.1.3.3 5.1.3.4 5.1.3.5 5.1.3.6 5.1.3.7 5.1.3.8 5.1.3.9 5.1.3.10 5.1.3.11 5.1.3.12
5.1.3.13 5.1.3.14 5.1.3.15 5.1.3.16 5.1.4 5.1.5 5.1.6.1 5.1.6.2 5.1.7 5.2 5.3 5.4 5.5.1 5.5.2 5.6.1 5.6.2 5.7 5.8 5.9
"""
"""All that ask something, in V3.2.1."""
REASON = re.compile(r"(does not apply|hardware): .{10,}")


def test_every_clause_is_there_once_in_order() -> None:
    assert [row[0] for row in rows(PAGE)] == CLAUSES.split()


def test_each_clause_names_tests_that_are_there_or_a_reason() -> None:
    for row in rows(PAGE):
        assert len(row) == 4 and all(row[:3]), row
        held = row[3].strip(" |")
        assert NAMED.search(held) or REASON.match(row[2]), f"{row[0]} names neither a test nor a reason"
        assert not missing(held), row[0]

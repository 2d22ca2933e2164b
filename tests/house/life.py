"""What `docs/security.md` says of each table: whether a person's copy has it, and what becomes of it."""

import re

from msgspec import Struct

from scripts.source import ROOT

PAGE = (ROOT / "docs" / "security.md").read_text("utf-8")


class Life(Struct, frozen=True):
    """The tables of one database by what becomes of what they hold; `lines` as they are written."""

    lines: tuple[tuple[str, str, str], ...]

    @property
    def deleted(self) -> frozenset[str]:
        """Tables whose rows go."""
        return self._that("deleted: ")

    @property
    def wiped(self) -> frozenset[str]:
        """Tables whose rows stay without what was said."""
        return self._that("wiped: ")

    @property
    def stays(self) -> frozenset[str]:
        """Tables whose rows stay, or go for a reason of their own."""
        return self._that("stays: ")

    @property
    def names(self) -> list[str]:
        """Every table, as often as it is written."""
        return [name for tables, _, _ in self.lines for name in re.findall(r"`(\w+)`", tables)]

    def _that(self, begins: str) -> frozenset[str]:
        mine = (tables for tables, _, becomes in self.lines if becomes.startswith(begins))
        return frozenset(name for tables in mine for name in re.findall(r"`(\w+)`", tables))


def of(heading: str) -> Life:
    """The table of the page under a heading that begins so."""
    table = PAGE.split(f"| {heading}", 1)[1].split("\n\n", 1)[0]
    lines = [[cell.strip() for cell in line.strip("|").split(" | ")] for line in table.splitlines()[2:]]
    return Life(tuple((tables, copy, becomes) for tables, copy, becomes in lines))


BOX, HUB = of("ends at the box"), of("ends at the hub")

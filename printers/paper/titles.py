"""Keep the title of a paper, or of its French half, with several of the rows that follow it."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from printers.paper.marks import Row
from printers.slip import Block, Heading, Translated

TITLE = 2
"""The level of the heading that says what a paper is."""
WITH_TITLE = 4
"""Rows below a title that stand on its page: fewer look like an end, and are missed when pages are parted."""


def with_titles(laid_out: Iterable[tuple[Block, list[Row]]]) -> Iterator[Row]:
    """The rows of blocks in order, those that follow a title bound to it."""
    owed = 0
    for block, rows in laid_out:
        bare = block.block if isinstance(block, Translated) else block
        if isinstance(bare, Heading) and bare.level == TITLE:
            owed = WITH_TITLE
            yield from rows
            continue
        for row in rows:
            owed = max(0, owed - 1)
            yield replace(row, keep_with_next=True) if owed else row

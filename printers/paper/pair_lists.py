"""Label and value pairs that follow each other are one list for who hears the paper (ISO 32000-1, 14.8.4.3.3)."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from printers.paper.typesetter import Typesetter
from printers.slip import Block, Pair, Translated


def in_lists(blocks: Iterable[Block], paper: Typesetter) -> Iterator[tuple[Block, Typesetter]]:
    """Each block with the typesetter that sets it; pairs of one language in a row share the list that they are in."""
    pairs = None
    for block in blocks:
        language = block.language if isinstance(block, Translated) else paper.language
        if not isinstance(block.block if isinstance(block, Translated) else block, Pair):
            pairs = None
        elif pairs is None or pairs.language != language:
            pairs = replace(paper, language=language).tag("L")
        yield block, replace(paper, pairs=pairs)

"""Bilingual papers: a paper in another language, followed by the same in French for the staff who read it."""

from collections.abc import Iterator

from kiosk.words.languages import FRENCH
from kiosk.words.words import Words
from printers.slip import Big, Block, Code, Heading, Pair, Rule, Signature, Slip, Translated, WriteIn

_ONCE = (Code, Rule, Signature, WriteIn)
"""Blocks that are not repeated in French: they are scanned, signed or filled in once."""


def both(theirs: Slip, french: Slip, words: Words) -> Slip:
    """The person's slip followed by the French one; unchanged if theirs is French. `words` are the French words."""
    if theirs.language == french.language or french.language != FRENCH:
        return theirs
    heading = Heading(words.code("paper", "in-french"), 2)
    blocks = (heading, *_below(theirs.blocks, french.blocks))
    below = tuple(Translated(french.language, french.direction, block) for block in blocks)
    return Slip(
        theirs.title,
        theirs.language,
        theirs.direction,
        (*theirs.blocks, Rule(), *below),
        theirs.job_title,
        theirs.large,
    )


def _below(theirs: tuple[Block, ...], french: tuple[Block, ...]) -> Iterator[Block]:
    """The French blocks, without the town hall's name, and with the reference in normal size."""
    for block in french:
        if isinstance(block, Big):
            yield Pair(block.label, block.text)
        elif not isinstance(block, _ONCE) and block != theirs[0]:
            yield block

"""A paper in another language says it all once more in French, below: for whoever it is shown to at a counter."""

from collections.abc import Iterator

from kiosk.words.languages import FRENCH
from kiosk.words.words import Words
from printers.slip import Big, Block, Code, Heading, Pair, Rule, Signature, Slip, Translated, WriteIn

_ONCE = (Code, Rule, Signature, WriteIn)
"""What is scanned, signed or filled in once."""


def both(theirs: Slip, french: Slip, words: Words) -> Slip:
    """The person's own language first; French as it is where it is theirs. `words` speaks French."""
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
    """The French without the town hall's name, and its number as a line among others."""
    for block in french:
        if isinstance(block, Big):
            yield Pair(block.label, block.text)
        elif not isinstance(block, _ONCE) and block != theirs[0]:
            yield block

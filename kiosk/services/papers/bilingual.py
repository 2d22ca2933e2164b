"""Bilingual papers: a paper in another language, followed by the same in French for the staff who read it."""

import re
from collections.abc import Iterable, Iterator, Set
from dataclasses import fields, replace
from itertools import pairwise
from typing import Any

from kiosk.words.languages import FRENCH
from kiosk.words.words import CLOSES, OPENS, Words
from printers import slip as blocks
from printers.slip import Block, Heading, Slip, Translated

_ONCE = (blocks.Code, blocks.Rule, blocks.Signature, blocks.WriteIn)
"""Blocks that are not repeated in French: they are scanned, signed or filled in once."""
_TITLE = 2
"""The level of the heading that says what the paper is; the town hall's name above it is of the first."""
_MARKS = str.maketrans("", "", OPENS + CLOSES)
_MARKED = re.compile(f"{OPENS}[^{CLOSES}]*{CLOSES}")


def told(slip: Slip) -> Slip:
    """The slip with each block that is wholly French words set as French, instead of marked in its text.

    A line that is French in part stays in the slip's language: a paper's tags speak of whole paragraphs.
    """
    return replace(slip, title=slip.title.translate(_MARKS), blocks=tuple(_told(block, slip) for block in slip.blocks))


def both(theirs: Slip, french: Slip, words: Words, brief: bool = False) -> Slip:
    """The person's slip followed by the French one; unchanged if theirs is French. `words` are the French words.

    What stands in French above is not said again. `brief`: only what the office needs (what, who, when, which papers),
    without the number, which is the same in every language, and the explanations that the person has read.
    """
    if theirs.language == french.language or french.language != FRENCH:
        return theirs
    above = {block.block if isinstance(block, Translated) else block for block in theirs.blocks}
    kept = [block for block in french.blocks if block not in above and not isinstance(block, _ONCE)]
    emptied = {block for block, following in pairwise(french.blocks) if _heads(block) and following not in kept}
    if brief:
        kept = list(filter(_is_for_the_office, kept))
    title = next((block for block in kept if isinstance(block, Heading) and block.level == _TITLE), None)
    head = " – ".join((words.code("paper", "in-french"), *((title.text,) if title else ())))
    added = (Heading(head, _TITLE), *_below((block for block in kept if block is not title), emptied))
    below = tuple(Translated(french.language, french.direction, block) for block in added)
    return replace(theirs, blocks=(*theirs.blocks, blocks.Rule(), *below))


def _below(french: Iterable[Block], emptied: Set[Block]) -> Iterator[Block]:
    """These blocks without the town hall's name and headings of nothing, and with the reference in normal size.

    `emptied` are headings whose first block stands above. A document of a list has a heading alone, and keeps it.
    """
    for block, following in pairwise([*french, None]):
        if isinstance(block, blocks.Big):
            yield blocks.Pair(block.label, block.text)
        elif isinstance(block, Heading) and (block.level == 1 or (block in emptied and _begins_anew(following))):
            continue
        elif block is not None:
            yield block


def _heads(block: Block) -> bool:
    return isinstance(block, Heading) and block.level > _TITLE


def _begins_anew(block: Block | None) -> bool:
    """Whether nothing is left under a heading that this follows: a notice is about the whole paper."""
    return block is None or isinstance(block, Heading | blocks.Notice)


def _is_for_the_office(block: Block) -> bool:
    if isinstance(block, Heading):
        return block.level == 2
    if isinstance(block, blocks.Line):
        return block.strong
    if isinstance(block, blocks.Items):
        return not block.numbered
    return isinstance(block, blocks.Pair)


def _told(block: Block, slip: Slip) -> Block:
    values: dict[str, Any] = {field.name: getattr(block, field.name) for field in fields(block)}
    texts = [text for value in values.values() for text in (value if isinstance(value, tuple) else (value,))]
    texts = [text for text in texts if isinstance(text, str) and text]
    marked = any(OPENS in text for text in texts)
    if not marked:
        return block
    whole = not any(letter.isalnum() for text in texts for letter in _MARKED.sub("", text))
    bare = replace(block, **{name: _bare(value) for name, value in values.items()})
    return Translated(FRENCH, slip.direction, bare) if whole and slip.language != FRENCH else bare


def _bare(value: Any) -> Any:
    if isinstance(value, str):
        return value.translate(_MARKS)
    return tuple(map(_bare, value)) if isinstance(value, tuple) else value

"""« Joindre la mairie »: hours, telephone, address and the way by paper, on a slip that names nobody."""

from collections.abc import Callable

from kiosk.services.access.key_holder import Reader
from kiosk.services.box.box import Box
from kiosk.words.words import Words
from printers.slip import Block, Heading, Line, Notice, Pair, Slip

KIND = "reaching"


def slip(box: Box, subject: str, words: Words, reader: Reader) -> Slip:
    """The same for everybody who reads a language."""
    site, title = box.site, words.code("paper", KIND)
    told = {
        "reaching-phone": site.phone,
        "reaching-hours": site.hours,
        "reaching-address": site.address,
        "reaching-email": site.email,
    }
    blocks: list[Block] = [Heading(site.name, 1), Heading(title, 2), Line(words.code("paper", "reaching-free"))]
    blocks += [Pair(words.code("paper", name), said) for name, said in told.items() if said]
    blocks.append(Notice(words.code("paper", "reaching-paper")))
    return Slip(title, words.language, words.direction, tuple(blocks), job_title=KIND)


MAKERS: dict[str, Callable[[Box, str, Words, Reader], Slip]] = {KIND: slip}
"""What is made of the town hall's own words alone."""

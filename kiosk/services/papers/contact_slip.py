"""How to reach the town hall: the head of a paper, and « Joindre la mairie », a paper that names nobody."""

from collections.abc import Callable

from kiosk.domain.places.site import Site
from kiosk.services.access.key_holder import Reader
from kiosk.services.box.box import Box
from kiosk.words import opening_words
from kiosk.words.words import Words
from printers.slip import Block, Heading, Line, Notice, Pair, Slip, Small

KIND = "reaching"


def letterhead(site: Site, words: Words) -> list[Block]:
    """Who sends a paper: the town hall's name, and below it what is known of its address and telephone.

    Marked as French where `words` are not.
    """
    reached = " – ".join(filter(None, (site.address, site.phone)))
    return [
        Heading(words.in_french(site.name), 1),
        *([Small(words.in_french(reached))] if reached else []),
    ]


def slip(box: Box, subject: str, words: Words, reader: Reader) -> Slip:
    """The contact paper; it depends on the site and the language only."""
    site, title = box.site, words.code("paper", KIND)
    contacts = {
        "reaching-phone": site.phone,
        "reaching-hours": opening_words.hours(site, words, box.watch.today().day),
        "reaching-address": site.address,
        "reaching-email": site.email,
    }
    blocks: list[Block] = [Heading(site.name, 1), Heading(title, 2), Line(words.code("paper", "reaching-free"))]
    blocks += [Pair(words.code("paper", name), value) for name, value in contacts.items() if value]
    blocks.append(Notice(words.code("paper", "reaching-paper")))
    return Slip(title, words.language, words.direction, tuple(blocks), job_title=KIND)


MAKERS: dict[str, Callable[[Box, str, Words, Reader], Slip]] = {KIND: slip}
"""The maker of a paper that has no subject."""

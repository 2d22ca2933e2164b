"""« Joindre la mairie »: the paper that says how to reach the town hall, and names nobody."""

from kiosk.domain.printing.print_job import Tray
from kiosk.services.access.open_case import KeyHolder
from kiosk.services.box.box import Box
from kiosk.services.papers.paper import Paper
from kiosk.words import opening_words
from kiosk.words.words import Words
from printers.slip import Block, Heading, Line, Notice, Pair, Slip

KIND = "reaching"


def make_contact_slip(box: Box, subject: str, words: Words, reader: KeyHolder) -> Slip:
    """The contact paper; it depends on the site and the language only."""
    site, title = box.site, words.code("paper", KIND)
    contacts = {
        "reaching-phone": site.phone,
        "reaching-hours": opening_words.describe_opening_hours(site, words, box.watch.today().day),
        "reaching-address": site.address,
        "reaching-email": site.email,
    }
    blocks: list[Block] = [Heading(site.name, 1), Heading(title, 2), Line(words.code("paper", "reaching-free"))]
    blocks += [Pair(words.code("paper", name), value) for name, value in contacts.items() if value]
    blocks.append(Notice(words.code("paper", "reaching-paper")))
    return Slip(title, words.language, words.direction, tuple(blocks), job_title=KIND)


PAPER = Paper(KIND, make_contact_slip, Tray.LISTS, alike=True)
"""It has no subject."""

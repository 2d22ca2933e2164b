"""The head of a paper: who sends it."""

from kiosk.domain.places.site import Site
from kiosk.words.words import Words
from printers.slip import Block, Heading, Small


def letterhead(site: Site, words: Words) -> list[Block]:
    """Who sends a paper: the town hall's name, and below it what is known of its address and telephone.

    Marked as French where `words` are not.
    """
    reached = " – ".join(filter(None, (site.address, site.phone)))
    return [
        Heading(words.in_french(site.name), 1),
        *([Small(words.in_french(reached))] if reached else []),
    ]

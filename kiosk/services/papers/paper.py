"""What a kind of paper says of itself: who makes it, whose key opens it, where it comes out, what its copies are."""

from collections.abc import Callable, Mapping
from typing import Any

from msgspec import Struct

from kiosk.domain.places.site import Site
from kiosk.domain.printing.print_job import Tray
from kiosk.domain.procedure.procedure import Procedure
from kiosk.domain.replies.asked_paper import read_asked
from kiosk.services.access.open_case import KeyHolder
from kiosk.services.box.box import Actor, Box
from kiosk.store import wrapped_keys
from kiosk.store.database import Database
from kiosk.words import opening_words
from kiosk.words.words import Words
from printers.slip import Block, Heading, Line, Slip, Small

Maker = Callable[[Box, str, Words, KeyHolder], Slip]
"""Makes the slip of a subject in a language. Raises `Refused` (`nothing-to-print`): it is gone, or the reader has no
key."""


def letterhead(site: Site, words: Words) -> list[Block]:
    """Who sends a paper: the town hall's name, and below it what is known of its address and telephone.

    Marked as French where `words` are not.
    """
    reached = " – ".join(filter(None, (site.address, site.phone)))
    return [Heading(words.in_french(site.name), 1), *([Small(words.in_french(reached))] if reached else [])]


def make_contact_blocks(box: Box, words: Words) -> list[Block]:
    """Whom to ask at the town hall, and when it is open."""
    contact = "\n".join(filter(None, (box.site.name, box.site.phone)))
    hours = opening_words.describe_opening_hours(box.site, words, box.watch.today().day)
    heading = Heading(words.code("paper", "contact"), 3)
    return [heading, Line(words.in_french(contact)), *([Line(hours)] if hours else [])]


def labels(said: Mapping[str, Any], procedure: Procedure | None, words: Words) -> list[str]:
    """What an update of the hub asks for, one line each: a document as the procedure calls it, or the French words.

    `procedure` is that of the case, None where this box has it not: the case is another site's, or was wiped.
    """
    titles = {document.id: document.title for document in procedure.documents} if procedure else {}
    return [
        words.text(titles[paper.document]) if paper.document in titles else words.in_french(paper.label)
        for paper in read_asked(said)
    ]


class Paper(Struct, frozen=True):
    """One kind of paper. Its `subject` is what it is made from: a case's id, an event's, or as `make` says.

    - `tray`: the group for which a printer is chosen.
    - `opens`: gives the subject (case, stream of events, mandate) whose key opens this one; else it has its own.
    - `number`: gives the number of the case, "" for none; None: a page cannot ask for it by its subject.
    - `gone`: gives whether nobody can ever make it again; None: once no key of it is left.
    - `may_see`: gives whether someone may see one that needs no key; else anybody may.
    - `needs_key`: whether one copy more is refused to who cannot open the subject.
    - `alone`: whether a citizen alone may print one copy more.
    - `proved`: whether its PDF is sealed with the proof of the receipt.
    - `brief`: whether its French part holds only what the office needs.
    - `counts_in_french`: whether it is a letter of the administration: its French is whole, and says that it counts.
    - `alike`: whether its copies are not numbered, because a second one does no harm.
    - `in_memory`: whether its contents are in memory only, and lost by a restart.
    - `at_subject`: whether its subject is the printer that prints it.
    - `stands_for`: the kinds in whose place it is printed once their contents are destroyed.
    - `counted_as`: the kind with whose copies its own are counted; "" for none but its own.
    """

    kind: str
    make: Maker
    tray: Tray = Tray.ALL
    opens: Callable[[Database, str], str] = lambda _, subject: subject
    number: Callable[[Database, str], str] | None = None
    gone: Callable[[Database, str], bool] | None = None
    may_see: Callable[[Database, str, Actor], bool] = lambda _, subject, actor: True
    needs_key: bool = True
    alone: bool = False
    proved: bool = False
    brief: bool = False
    counts_in_french: bool = False
    alike: bool = False
    in_memory: bool = False
    at_subject: bool = False
    stands_for: frozenset[str] = frozenset()
    counted_as: str = ""

    def is_gone(self, db: Database, subject: str) -> bool:
        """Whether the contents are destroyed, so that no key can ever open them."""
        if self.gone is not None:
            return self.gone(db, subject)
        return not wrapped_keys.has_keys_left(db, self.opens(db, subject))

"""What a kind of paper says of itself: who makes it, whose key opens it, where it comes out, what its copies are."""

from collections.abc import Callable

from msgspec import Struct

from kiosk.domain.printing.print_job import Tray
from kiosk.services.access.key_holder import Reader
from kiosk.services.box.box import Actor, Box
from kiosk.store.database import Database
from kiosk.store.keys import wrapped_keys
from kiosk.words.words import Words
from printers.slip import Slip

Maker = Callable[[Box, str, Words, Reader], Slip]
"""Makes the slip of a subject in a language. Raises `Refused` (`nothing-to-print`): it is gone, or the reader has no
key."""


def itself(db: Database, subject: str) -> str:
    """The default of `Paper.opens`: the subject has a key of its own."""
    return subject


def anybody(db: Database, subject: str, actor: Actor) -> bool:
    """The default of `Paper.may_see`: whoever has the key."""
    return True


class Paper(Struct, frozen=True):
    """One kind of paper. Its `subject` is what it is made from: a case's id, an event's, or as `make` says.

    - `tray`: the group for which a printer is chosen.
    - `opens`: gives the subject (case, stream of events, mandate) whose key opens this one.
    - `number`: gives the number of the case, "" for none; None: a page cannot ask for it by its subject.
    - `gone`: gives whether nobody can ever make it again; None: once no key of it is left.
    - `may_see`: gives whether someone may see one that needs no key.
    - `needs_key`: whether one copy more is refused to who cannot open the subject.
    - `alone`: whether a citizen alone may print one copy more.
    - `proved`: whether its PDF is sealed with the proof of the receipt.
    - `brief`: whether its French part holds only what the office needs.
    - `alike`: whether its copies are not numbered, because a second one does no harm.
    - `in_memory`: whether its contents are in memory only, and lost by a restart.
    - `at_subject`: whether its subject is the printer that prints it.
    - `stands_for`: the kinds in whose place it is printed once their contents are destroyed.
    - `counted_as`: the kind with whose copies its own are counted; "" for none but its own.
    """

    kind: str
    make: Maker
    tray: Tray = Tray.ALL
    opens: Callable[[Database, str], str] = itself
    number: Callable[[Database, str], str] | None = None
    gone: Callable[[Database, str], bool] | None = None
    may_see: Callable[[Database, str, Actor], bool] = anybody
    needs_key: bool = True
    alone: bool = False
    proved: bool = False
    brief: bool = False
    alike: bool = False
    in_memory: bool = False
    at_subject: bool = False
    stands_for: frozenset[str] = frozenset()
    counted_as: str = ""

    def is_gone(self, db: Database, subject: str) -> bool:
        """Whether the contents are destroyed, so that no key can ever open them."""
        if self.gone is not None:
            return self.gone(db, subject)
        return not wrapped_keys.any_left(db, self.opens(db, subject))

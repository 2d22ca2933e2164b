"""What a kind of published item says of itself; each is a module of `kinds` and one word in its tuple."""

from collections.abc import Callable, Mapping
from datetime import date

from msgspec import Struct

from kiosk.catalogue.read.fault import Fault
from kiosk.services.box.box import Box
from kiosk.store.database import Database
from kiosk.store.published.publications import Content

Check = Callable[[Mapping[str, bytes], date], list[Fault]]


def _nothing(box: Box, db: Database, items: list[Content]) -> None:
    """The items are read where they are shown."""


def _nothing_after(box: Box) -> None:
    """Nothing is kept in memory."""


class Kind(Struct, frozen=True):
    """A kind of item. `name` is its word in signed lists, `folder` where an operator's files of it lie, `suffix` how
    their names end.

    `check` finds the faults of all items that would be in force together, by name: where there is one that is no
    warning, the kind stays as it was. `swap` is called with them in the transaction in which they come into force, and
    `after` once that is committed; it may be called again, and then changes nothing.
    """

    name: str
    folder: str
    suffix: str
    check: Check
    swap: Callable[[Box, Database, list[Content]], None] = _nothing
    after: Callable[[Box], None] = _nothing_after

"""What a kind of published item says of itself; each is a module of `kinds` and one word in its tuple."""

from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from datetime import date
from typing import TypeVar

from msgspec import Struct

from kiosk.catalogue.read.source import Fault
from kiosk.domain.published import documents
from kiosk.domain.published.documents import Contents
from kiosk.errors import Refused
from kiosk.services.box.box import Box
from kiosk.store.database import Database
from kiosk.store.published.publications import Content

C = TypeVar("C", bound=Contents)
Check = Callable[[Mapping[str, bytes], date], list[Fault]]


def checks(
    of: type[C], about: Callable[[C], str], wrong: Callable[[C], str] = lambda _: ""
) -> Callable[[Mapping[str, bytes], date], list[Fault]]:
    """The check of a kind: each item has its shape, `wrong` finds nothing, and no two are `about` the same."""

    def check(items: Mapping[str, bytes], _: date) -> list[Fault]:
        found, known = list[Fault](), dict[str, str]()
        for name in sorted(items):
            try:
                content = documents.parse_item_contents(of, items[name])
            except Refused as refused:
                found.append(_fault(name, "wrong-item", place=refused.details["name"]))
                continue
            if code := wrong(content):
                found.append(_fault(name, code, value=about(content)))
            if (first := known.setdefault(about(content), name)) != name:
                found.append(_fault(name, "repeated-item", value=about(content), file=first))
        return found

    return check


def sound(of: type[C], items: Iterable[Content]) -> list[tuple[C, Content]]:
    """The items that this version of Parvis reads, with where they come from."""
    read = list[tuple[C, Content]]()
    for item in items:
        with suppress(Refused):  # of another version: its kind is told as a fault
            read.append((documents.parse_item_contents(of, item.content), item))
    return read


def _fault(name: str, code: str, **details: str) -> Fault:
    return Fault(name, 1, 1, code, details)


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

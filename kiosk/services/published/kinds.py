"""What a kind of published item says of itself, and the kinds in the order in which they come into force."""

from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from datetime import date
from typing import TypeVar

from msgspec import Struct

from kiosk.catalogue.define import catalogue
from kiosk.catalogue.define.catalogue import message_faults, sheet_faults
from kiosk.catalogue.read.source import CatalogueFault
from kiosk.domain.proofs import signed_statement
from kiosk.domain.published import documents
from kiosk.domain.published.documents import ItemContents, Program, PublishedSetting, Revocation
from kiosk.errors import Refused
from kiosk.services.box import catalogue_search
from kiosk.services.box.box import Box
from kiosk.services.people.first_day import cover
from kiosk.store import publications
from kiosk.store.database import Database
from kiosk.store.publications import Content
from kiosk.version import VERSION

C = TypeVar("C", bound=ItemContents)
Check = Callable[[Mapping[str, bytes], date], list[CatalogueFault]]


def checks(
    of: type[C], about: Callable[[C], str], wrong: Callable[[C], str] = lambda _: ""
) -> Callable[[Mapping[str, bytes], date], list[CatalogueFault]]:
    """The check of a kind: each item has its shape, `wrong` finds nothing, and no two are `about` the same."""

    def check(items: Mapping[str, bytes], _: date) -> list[CatalogueFault]:
        found, known = list[CatalogueFault](), dict[str, str]()
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


def list_readable_items(of: type[C], items: Iterable[Content]) -> list[tuple[C, Content]]:
    """The items that this version of Parvis reads, with where they come from."""
    read = list[tuple[C, Content]]()
    for item in items:
        with suppress(Refused):  # of another version: its kind is told as a fault
            read.append((documents.parse_item_contents(of, item.content), item))
    return read


def _fault(name: str, code: str, **details: str) -> CatalogueFault:
    return CatalogueFault(name, 1, 1, code, details)


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


def _offer(box: Box) -> None:
    """Offer what is in force, all at once; a case that was begun keeps the file that it began with."""
    catalogue_search.offer_published_procedures(box.live_catalogue, box.store)
    cover(box)


PROCEDURES = Kind(catalogue.PROCEDURE_KIND, "procedures", ".yaml", catalogue.procedure_faults, after=_offer)


def _withdraw(box: Box) -> None:
    """Stop offering what is withdrawn, and offer again what is not; what was begun can be finished."""
    catalogue_search.offer_published_procedures(box.live_catalogue, box.store)


REVOCATIONS = Kind(
    publications.KIND,
    "revocations",
    ".json",
    checks(Revocation, lambda revocation: f"{revocation.revokes} {revocation.id}"),
    after=_withdraw,
)


def _note(box: Box, db: Database, items: list[Content]) -> None:
    """Write down what changed, by which list; the same items again change nothing."""
    now = {published.setting: (published, item) for published, item in list_readable_items(PublishedSetting, items)}
    before = publications.select_newest_changes(db)
    for name, (published, item) in sorted(now.items()):
        if name not in before or before[name].sha256 != item.sha256:
            publications.insert_setting_change(db, name, published.value, item.sha256, item.scope, box.clock.now())
    for name in sorted(before.keys() - now.keys()):
        if before[name].sha256:
            publications.insert_setting_change(db, name, before[name].value, "", before[name].scope, box.clock.now())


SETTINGS = Kind(
    publications.SETTING_KIND,
    "settings",
    ".json",
    checks(PublishedSetting, lambda said: said.setting, documents.find_setting_fault),
    swap=_note,
)


PROGRAMS = Kind("program", "program", ".json", checks(Program, lambda program: program.release))


def newer(box: Box) -> Program | None:
    """The newest version that is announced and newer than this program, None for none."""
    items = publications.select_published_items(box.store.read(), PROGRAMS.name)
    found = [program for program, _ in list_readable_items(Program, items)]
    ahead = [program for program in found if signed_statement.is_newer_release(program.release, VERSION)]
    return max(ahead, key=lambda program: tuple(map(int, program.release.split("."))), default=None)


SHEETS = Kind("sheet", "sheets", ".yaml", sheet_faults)


MESSAGES = Kind("message", "messages", ".yaml", message_faults)


KINDS = (PROCEDURES, REVOCATIONS, SETTINGS, PROGRAMS, SHEETS, MESSAGES)
"""In the order in which they come into force."""

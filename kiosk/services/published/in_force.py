"""Lets lists come into force: each kind is checked whole, and swapped in one transaction or stays as it was."""

from collections.abc import Mapping, Sequence

from kiosk.catalogue.read.fault import Fault
from kiosk.domain.published.documents import EVERYONE, ItemList, SignedDocument
from kiosk.error_codes import Refusal
from kiosk.errors import Refused
from kiosk.services.box.box import Box
from kiosk.services.published.kind import Kind
from kiosk.services.published.kinds import KINDS
from kiosk.store.database import Database
from kiosk.store.published import message_reads, publications
from kiosk.store.published.publications import KindFault

MOST_TOLD = 5
"""Faults of files that are told of one kind."""


def swap(box: Box, lists: Sequence[tuple[ItemList, SignedDocument]]) -> None:
    """Follow these lists, whose items are all here. The disk holds all of the swap, or nothing of it.

    A kind with a faulty item, or one that this program does not know, stays as it was, and the desk is told. Raises
    `Refused` (`disk-full`, `disk-fault`).
    """
    with box.store.write() as db:
        faults = {fault.kind: fault for fault in publications.faults(db)}
        for listed, signed in lists:
            publications.keep_list(db, listed.scope, listed.number, signed, box.clock.now())
            _put(box, db, listed, faults)
        publications.note_faults(db, faults.values())
        publications.drop_contents(db)
        message_reads.drop(db)
    for kind in KINDS:
        kind.after(box)


def _put(box: Box, db: Database, listed: ItemList, faults: dict[str, KindFault]) -> None:
    by_kind: dict[str, dict[str, str]] = {kind: {} for kind in publications.kinds(db, listed.scope)}
    for item in listed.items:
        by_kind.setdefault(item.kind, {})[item.name] = item.sha256
    for name in faults.keys() - by_kind.keys():
        del faults[name]
    for name, items in by_kind.items():
        faults.pop(name, None)
        try:
            kind = _judged(box, db, listed, name, items)
        except Refused as refused:
            faults[name] = KindFault(name, refused.code, refused.details)
        else:
            publications.put_in_force(db, listed.scope, name, items)
            kind.swap(box, db, publications.in_force(db, name))


def _judged(box: Box, db: Database, listed: ItemList, name: str, items: Mapping[str, str]) -> Kind:
    """The kind of these items. Raises `Refused`: `unknown-kind`, `faulty-publication`."""
    kind = next((kind for kind in KINDS if kind.name == name), None)
    if kind is None:
        raise Refused(Refusal.UNKNOWN_KIND, kind=name)
    if wrong := _wrong(box, db, listed, kind, items):
        places = ", ".join(f"{fault.path}:{fault.line} {fault.code}" for fault in wrong[:MOST_TOLD])
        raise Refused(Refusal.FAULTY_PUBLICATION, kind=name, number=listed.number, count=len(wrong), places=places)
    return kind


def _wrong(box: Box, db: Database, listed: ItemList, kind: Kind, items: Mapping[str, str]) -> list[Fault]:
    """The faults of what would be in force together: the items of this list, with those of the other scope.

    Whatever depends on a day is judged as on the day on which the list was made: as its author saw it.
    """
    beside = {item.name: item.content for item in publications.in_force(db, kind.name) if item.scope != listed.scope}
    mine = {name: publications.content(db, sha256) or b"" for name, sha256 in items.items()}
    together = {**mine, **beside} if listed.scope == EVERYONE else {**beside, **mine}
    day = listed.made_at.astimezone(box.settings.zone).date()
    return [fault for fault in kind.check(together, day) if not fault.warning]

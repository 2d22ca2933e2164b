"""Follows what an authority publishes: verifies, fetches what is lacking, and lets all of it come into force at once.

A box takes documents from a hub, or from a bundle on a stick, and believes neither: only the keys of its root.
"""

import hashlib
import logging
from collections.abc import Iterable, Mapping, Sequence
from typing import Protocol

from msgspec import Struct
from msgspec.structs import replace

from kiosk.catalogue.read.source import CatalogueFault
from kiosk.domain.events.wire.batch import Cursor
from kiosk.domain.events.wire.reading import VERSION as WIRE_VERSION
from kiosk.domain.events.wire.reading import Misfit, decode
from kiosk.domain.published import documents
from kiosk.domain.published.documents import (
    EVERYONE,
    ItemList,
    PublicationBundle,
    PublicationsAnswer,
    Root,
    SignedDocument,
)
from kiosk.domain.trail.journal_action import JournalAction
from kiosk.error_codes import Refusal
from kiosk.errors import Refused
from kiosk.services.box.box import Box
from kiosk.services.published.kinds import KINDS, Kind
from kiosk.store import journal, publications
from kiosk.store.database import Database
from kiosk.store.publications import FollowProgress, KindFault
from kiosk.version import VERSION

MOST_TOLD = 5
"""Faults of files that are told of one kind."""
log = logging.getLogger(__name__)


def find_trusted_root(db: Database) -> Root | None:
    """The newest trusted root, None where nobody is trusted yet."""
    signed = publications.read_newest_root(db)
    return None if signed is None else documents.parse_document(Root, signed)


def read_file(content: bytes) -> SignedDocument:
    """The newest root in a file: a root by itself, or a bundle. Raises `Refused` (`broken-publication`)."""
    try:
        return decode(SignedDocument, content)
    except Misfit:
        pass
    try:
        roots = decode(PublicationBundle, content).roots
    except Misfit:
        roots = ()
    if not roots:
        raise Refused(Refusal.BROKEN_PUBLICATION)
    return max(roots, key=lambda signed: documents.parse_document(Root, signed).number)


def trust_given_root(box: Box, signed: SignedDocument) -> Root:
    """Trust a root that a person gives, in place of everything that was trusted and published before.

    The same root again, or one that follows it, forgets nothing of it. Raises `Refused` as `documents.first_root` does.
    """
    given = documents.first_root(signed)
    with box.store.write() as db:
        held = find_trusted_root(db)
        if held is None or not (given == held or held.roots.is_met(signed)):
            publications.delete_publications(db)
            pin(box, db, signed)
        elif given.number > held.number:
            pin(box, db, signed)
    return given


def pin(box: Box, db: Database, signed: SignedDocument) -> None:
    """Trust a root from now on, in the caller's transaction. Raises `Refused` as `documents.first_root` does."""
    given = documents.first_root(signed)
    publications.insert_root(db, given, signed, box.clock.now())
    journal.insert_journal_line(db, box.clock.now(), JournalAction.ROOT_TRUSTED, detail=str(given.number))


def swap(box: Box, lists: Sequence[tuple[ItemList, SignedDocument]]) -> None:
    """Follow these lists, whose items are all here. The disk holds all of the swap, or nothing of it.

    A kind with a faulty item, or one that this program does not know, stays as it was, and the desk is told. Raises
    `Refused` (`disk-full`, `disk-fault`).
    """
    with box.store.write() as db:
        faults = {fault.kind: fault for fault in publications.select_publication_faults(db)}
        for listed, signed in lists:
            publications.save_followed_list(db, listed.scope, listed.number, signed, box.clock.now())
        publications.delete_unlisted_items(db)
        for listed, _ in lists:
            _put(box, db, listed, faults)
        publications.save_publication_faults(db, faults.values())
        publications.delete_unused_contents(db)
        publications.delete_outdated_reads(db)
    for kind in KINDS:
        kind.after(box)


def _put(box: Box, db: Database, listed: ItemList, faults: dict[str, KindFault]) -> None:
    by_kind: dict[str, dict[str, str]] = {kind: {} for kind in publications.select_kinds_in_force(db, listed.scope)}
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
            publications.replace_published_items(db, listed.scope, name, items)
            kind.swap(box, db, publications.select_published_items(db, name))


def _judged(box: Box, db: Database, listed: ItemList, name: str, items: Mapping[str, str]) -> Kind:
    """The kind of these items. Raises `Refused`: `unknown-kind`, `faulty-publication`."""
    kind = next((kind for kind in KINDS if kind.name == name), None)
    if kind is None:
        raise Refused(Refusal.UNKNOWN_KIND, kind=name)
    if wrong := _wrong(box, db, listed, kind, items):
        places = ", ".join(f"{fault.path}:{fault.line} {fault.code}" for fault in wrong[:MOST_TOLD])
        raise Refused(Refusal.FAULTY_PUBLICATION, kind=name, number=listed.number, count=len(wrong), places=places)
    return kind


def _wrong(box: Box, db: Database, listed: ItemList, kind: Kind, items: Mapping[str, str]) -> list[CatalogueFault]:
    """The faults of what would be in force together: the items of this list, with those of the other scope.

    Whatever depends on a day is judged as on the day on which the list was made: as its author saw it.
    """
    beside = {
        item.name: item.content
        for item in publications.select_published_items(db, kind.name)
        if item.scope != listed.scope
    }
    mine = {name: publications.read_content(db, sha256) or b"" for name, sha256 in items.items()}
    together = {**mine, **beside} if listed.scope == EVERYONE else {**beside, **mine}
    day = listed.made_at.astimezone(box.settings.zone).date()
    return [fault for fault in kind.check(together, day) if not fault.warning]


class Source(Protocol):
    """Where publications come from: a hub, or a file."""

    def publications(self, after: Cursor, fault: str = "") -> PublicationsAnswer:
        """What is newer than a cursor; raises `Unreachable`."""

    def published_content(self, sha256: str) -> bytes:
        """The bytes of an item, b"" for none; raises `Unreachable`."""


def follow_publications(box: Box, source: Source, newest: int | None, epoch: str) -> bool:
    """Take what the hub has published since; whether something came into force.

    `newest` is the cursor of its newest publication in its `epoch`, None where it has none. What cannot be taken is
    noted with its code for the desk, and tried again. Raises `Unreachable`: what was fetched stays, and the next try
    goes on from there.
    """
    held = publications.read_follow_progress(box.store.read())
    if (held.epoch, held.program) != (epoch, VERSION):
        held = FollowProgress(epoch, program=VERSION)
    if not newest or (held.cursor >= newest and not held.code):
        return False
    told = source.publications(held.cursor, held.code)
    try:
        changed = apply_publication(box, source, told.roots, told.lists, again=not held.cursor)
    except Refused as refused:
        log.warning("what was published is not taken: %s", refused.code)
        _note(box, replace(held, code=refused.code, details=refused.details))
        return False
    source.publications(told.cursor, _fault(box))  # so that the hub knows that it is in force here
    _note(box, FollowProgress(epoch, told.cursor, program=VERSION))
    return changed


def apply_publication(
    box: Box, source: Source, roots: Iterable[SignedDocument], lists: Iterable[SignedDocument], *, again: bool = False
) -> bool:
    """Verify these documents, fetch what they name, and put it in force; whether something changed.

    `again`: a list that is followed already is put in force anew, because this program may know more kinds of item.
    Raises `Refused`: `no-root`, `broken-publication` (an item is not what the list says), what `documents.follow_roots`
    and `documents.judge_list` raise, and `disk-full`: then everything is as it was. Raises `Unreachable`.
    """
    trusted = find_trusted_root(box.store.read())
    if trusted is None:
        raise Refused(Refusal.NO_ROOT)
    trusted = _walk(box, trusted, roots)
    today = box.watch.today().day
    new: list[tuple[ItemList, SignedDocument]] = []
    for signed in lists:
        scope = documents.scope_of(signed)
        known = publications.read_known_list(box.store.read(), scope)
        listed = documents.judge_list(trusted, signed, known, box.site.code, today)
        if again or known is None or listed.number > known.number:
            new.append((listed, signed))
    for listed, _ in new:
        _fetch(box, source, listed)
    if new:
        swap(box, new)
    return bool(new)


def _walk(box: Box, trusted: Root, roots: Iterable[SignedDocument]) -> Root:
    for root, signed in documents.follow_roots(trusted, roots):
        with box.store.write() as db:
            publications.insert_root(db, root, signed, box.clock.now())
        trusted = root
    return trusted


def _fetch(box: Box, source: Source, listed: ItemList) -> None:
    """Fetch the bytes that are not here; each item is kept as soon as it is verified, so that a cut costs one."""
    by_hash = {item.sha256: item for item in listed.items}
    for sha256 in sorted(publications.select_missing_hashes(box.store.read(), by_hash)):
        content = source.published_content(sha256)
        if len(content) != by_hash[sha256].size or hashlib.sha256(content).hexdigest() != sha256:
            raise Refused(Refusal.BROKEN_PUBLICATION, name=by_hash[sha256].name)
        with box.store.write() as db:
            publications.insert_content(db, sha256, content)


def _note(box: Box, now: FollowProgress) -> None:
    """Keep how far the hub was followed; a fault that stays the same is not written at each try."""
    known = publications.read_follow_progress(box.store.read())
    if known.at is not None and replace(known, at=None, details=now.details) == replace(now, at=None):
        return
    with box.store.write() as db:
        publications.save_follow_progress(db, now, box.clock.now())


def _fault(box: Box) -> str:
    """The code of the first kind that was not taken, "" where all were."""
    return next((fault.code for fault in publications.select_publication_faults(box.store.read())), "")


class InFile(Struct, frozen=True):
    """The documents and items of a bundle, as a source."""

    bundle: PublicationBundle

    def publications(self, after: int, fault: str = "") -> PublicationsAnswer:
        """Everything that the bundle holds."""
        return PublicationsAnswer(
            version=WIRE_VERSION, epoch="0" * 32, cursor=0, roots=self.bundle.roots, lists=self.bundle.lists
        )

    def published_content(self, sha256: str) -> bytes:
        """The bytes with that hash, b"" where they are not in the bundle."""
        return self.bundle.contents.get(sha256, b"")


def take_publication_file(box: Box, content: bytes) -> bool:
    """Take what a bundle holds for this site; whether something came into force.

    A bundle may hold lists of other sites, which are passed over. Raises `Refused`: `broken-publication`, and what
    `follow.apply_publication` raises.
    """
    try:
        bundle = decode(PublicationBundle, content)
    except Misfit:
        raise Refused(Refusal.BROKEN_PUBLICATION) from None
    mine = [signed for signed in bundle.lists if documents.scope_of(signed) in (EVERYONE, box.site.code)]
    return apply_publication(box, InFile(bundle), bundle.roots, mine)

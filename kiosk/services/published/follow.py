"""Follows what an authority publishes: verifies, fetches what is lacking, and lets all of it come into force at once.

A box takes documents from a hub, or from a bundle on a stick, and believes neither: only the keys of its root.
"""

import hashlib
import logging
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from datetime import date
from typing import Protocol, TypeVar

from msgspec import Struct
from msgspec.structs import replace

from kiosk.catalogue.define import catalogue
from kiosk.catalogue.read.source import CatalogueFault
from kiosk.domain.events.wire.batch import Cursor
from kiosk.domain.events.wire.reading import VERSION as WIRE_VERSION
from kiosk.domain.events.wire.reading import Misfit, decode
from kiosk.domain.proofs import signed_statement
from kiosk.domain.published import documents
from kiosk.domain.published.documents import ItemList, Root, SignedDocument
from kiosk.domain.trail.journal_action import JournalAction
from kiosk.error_codes import Refusal
from kiosk.errors import Refused
from kiosk.services.box import catalogue_search
from kiosk.services.box.box import Box
from kiosk.services.people.first_day import cover
from kiosk.store import journal, publications
from kiosk.store.database import Database
from kiosk.store.publications import Content, FollowProgress, KindFault
from kiosk.version import VERSION

C = TypeVar("C", bound=documents.ItemContents)
Check = Callable[[Mapping[str, bytes], date], list[CatalogueFault]]


def checks(of: type[C], about: Callable[[C], str], wrong: Callable[[C], str] = lambda _: "") -> Check:
    """The check of a kind: each item has its shape, `wrong` finds nothing, and no two are `about` the same."""

    def check(items: Mapping[str, bytes], _: date) -> list[CatalogueFault]:
        found, known = list[CatalogueFault](), dict[str, str]()
        for name in sorted(items):
            try:
                content = documents.parse_item_contents(of, items[name])
            except Refused as refused:
                found.append(CatalogueFault(name, 1, 1, "wrong-item", {"place": refused.details["name"]}))
                continue
            said = about(content)
            if code := wrong(content):
                found.append(CatalogueFault(name, 1, 1, code, {"value": said}))
            if (first := known.setdefault(said, name)) != name:
                found.append(CatalogueFault(name, 1, 1, "repeated-item", {"value": said, "file": first}))
        return found

    return check


def list_readable_items(of: type[C], items: Iterable[Content]) -> list[tuple[C, Content]]:
    read = list[tuple[C, Content]]()
    for item in items:
        with suppress(Refused):  # of another version: its kind is told as a fault
            read.append((documents.parse_item_contents(of, item.content), item))
    return read


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
    swap: Callable[[Box, Database, list[Content]], None] | None = None
    after: Callable[[Box], None] | None = None


def _offer(box: Box) -> None:
    """Offer what is in force, all at once; a case that was begun keeps the file that it began with."""
    catalogue_search.offer_published_procedures(box.live_catalogue, box.store)
    cover(box)


PROCEDURES = Kind(catalogue.PROCEDURE_KIND, "procedures", ".yaml", catalogue.procedure_faults, after=_offer)


REVOCATIONS = Kind(
    publications.KIND,
    "revocations",
    ".json",
    checks(documents.Revocation, lambda revocation: f"{revocation.revokes} {revocation.id}"),
    after=lambda box: catalogue_search.offer_published_procedures(box.live_catalogue, box.store),
)


def _note_settings(box: Box, db: Database, items: list[Content]) -> None:
    """Write down what changed, by which list; the same items again change nothing."""
    readable = list_readable_items(documents.PublishedSetting, items)
    now = {published.setting: (published, item) for published, item in readable}
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
    checks(documents.PublishedSetting, lambda said: said.setting, documents.find_setting_fault),
    swap=_note_settings,
)
PROGRAMS = Kind("program", "program", ".json", checks(documents.Program, lambda program: program.release))
SHEETS = Kind("sheet", "sheets", ".yaml", catalogue.sheet_faults)
MESSAGES = Kind("message", "messages", ".yaml", catalogue.message_faults)
KINDS = (PROCEDURES, REVOCATIONS, SETTINGS, PROGRAMS, SHEETS, MESSAGES)
"""In the order in which they come into force."""


def find_newer_program(box: Box) -> documents.Program | None:
    items = publications.select_published_items(box.store.read(), PROGRAMS.name)
    found = [program for program, _ in list_readable_items(documents.Program, items)]
    ahead = [program for program in found if signed_statement.is_newer_release(program.release, VERSION)]
    return max(ahead, key=lambda program: tuple(map(int, program.release.split("."))), default=None)


MOST_TOLD = 5
"""Faults of files that are told of one kind."""
log = logging.getLogger(__name__)


def find_trusted_root(db: Database) -> Root | None:
    signed = publications.read_newest_root(db)
    return None if signed is None else documents.parse_document(Root, signed)


def read_file(content: bytes) -> SignedDocument:
    """The newest root in a file: a root by itself, or a bundle. Raises `Refused` (`broken-publication`)."""
    try:
        return decode(SignedDocument, content)
    except Misfit:
        pass
    try:
        roots = decode(documents.PublicationBundle, content).roots
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
        if kind.after is not None:
            kind.after(box)


def _put(box: Box, db: Database, listed: ItemList, faults: dict[str, KindFault]) -> None:
    by_kind: dict[str, dict[str, str]] = {kind: {} for kind in publications.select_kinds_in_force(db, listed.scope)}
    for item in listed.items:
        by_kind.setdefault(item.kind, {})[item.name] = item.sha256
    for name in faults.keys() - by_kind.keys():
        del faults[name]
    for name, items in by_kind.items():
        faults.pop(name, None)
        kind = next((kind for kind in KINDS if kind.name == name), None)
        if kind is None:
            faults[name] = KindFault(name, Refusal.UNKNOWN_KIND, {"kind": name})
        elif wrong := _wrong(box, db, listed, kind, items):
            places = ", ".join(f"{fault.path}:{fault.line} {fault.code}" for fault in wrong[:MOST_TOLD])
            told = {"kind": name, "number": listed.number, "count": len(wrong), "places": places}
            faults[name] = KindFault(name, Refusal.FAULTY_PUBLICATION, told)
        else:
            publications.replace_published_items(db, listed.scope, name, items)
            if kind.swap is not None:
                kind.swap(box, db, publications.select_published_items(db, name))


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
    together = {**mine, **beside} if listed.scope == documents.EVERYONE else {**beside, **mine}
    day = listed.made_at.astimezone(box.settings.zone).date()
    return [fault for fault in kind.check(together, day) if not fault.warning]


class Source(Protocol):
    def publications(self, after: Cursor, fault: str = "") -> documents.PublicationsAnswer:
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
    faults = publications.select_publication_faults(box.store.read())
    source.publications(told.cursor, faults[0].code if faults else "")  # so that the hub knows that it is in force here
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
    for root, signed in documents.follow_roots(trusted, roots):
        with box.store.write() as db:
            publications.insert_root(db, root, signed, box.clock.now())
        trusted = root
    today = box.watch.today().day
    new: list[tuple[ItemList, SignedDocument]] = []
    for signed in lists:
        scope = documents.scope_of(signed)
        known = publications.read_known_list(box.store.read(), scope)
        listed = documents.judge_list(trusted, signed, known, box.site.code, today)
        if again or known is None or listed.number > known.number:
            new.append((listed, signed))
    for listed, _ in new:
        by_hash = {item.sha256: item for item in listed.items}
        for sha256 in sorted(publications.select_missing_hashes(box.store.read(), by_hash)):
            content = source.published_content(sha256)
            if len(content) != by_hash[sha256].size or hashlib.sha256(content).hexdigest() != sha256:
                raise Refused(Refusal.BROKEN_PUBLICATION, name=by_hash[sha256].name)
            # Each item is kept as soon as it is verified, so that a cut costs one.
            with box.store.write() as db:
                publications.insert_content(db, sha256, content)
    if new:
        swap(box, new)
    return bool(new)


def _note(box: Box, now: FollowProgress) -> None:
    """Keep how far the hub was followed; a fault that stays the same is not written at each try."""
    known = publications.read_follow_progress(box.store.read())
    if known.at is not None and replace(known, at=None, details=now.details) == replace(now, at=None):
        return
    with box.store.write() as db:
        publications.save_follow_progress(db, now, box.clock.now())


class InFile(Struct, frozen=True):
    bundle: documents.PublicationBundle

    def publications(self, after: int, fault: str = "") -> documents.PublicationsAnswer:
        return documents.PublicationsAnswer(
            version=WIRE_VERSION, epoch="0" * 32, cursor=0, roots=self.bundle.roots, lists=self.bundle.lists
        )

    def published_content(self, sha256: str) -> bytes:
        return self.bundle.contents.get(sha256, b"")


def take_publication_file(box: Box, content: bytes) -> bool:
    """Take what a bundle holds for this site; whether something came into force.

    A bundle may hold lists of other sites, which are passed over. Raises `Refused`: `broken-publication`, and what
    `follow.apply_publication` raises.
    """
    try:
        bundle = decode(documents.PublicationBundle, content)
    except Misfit:
        raise Refused(Refusal.BROKEN_PUBLICATION) from None
    mine = [signed for signed in bundle.lists if documents.scope_of(signed) in (documents.EVERYONE, box.site.code)]
    return apply_publication(box, InFile(bundle), bundle.roots, mine)

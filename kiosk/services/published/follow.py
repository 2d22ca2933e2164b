"""Follows what an authority publishes: verifies, fetches what is lacking, and lets all of it come into force at once.

A box takes documents from a hub, or from a bundle on a stick, and believes neither: only the keys of its root.
"""

import hashlib
import logging
from collections.abc import Iterable
from typing import Protocol

from msgspec.structs import replace

from kiosk.domain.events.wire.answers import Cursor
from kiosk.domain.published import judging
from kiosk.domain.published.documents import ItemList, Root, SignedDocument, Told
from kiosk.error_codes import Refusal
from kiosk.errors import Refused
from kiosk.services.box.box import Box
from kiosk.services.published import in_force, trust
from kiosk.store.published import publications
from kiosk.store.published.publications import Following
from kiosk.version import VERSION

log = logging.getLogger(__name__)


class Source(Protocol):
    """Where publications come from: a hub, or a file."""

    def publications(self, after: Cursor, fault: str = "") -> Told:
        """What is newer than a cursor; raises `Unreachable`."""

    def published_content(self, sha256: str) -> bytes:
        """The bytes of an item, b"" for none; raises `Unreachable`."""


def follow(box: Box, source: Source, newest: int | None, epoch: str) -> bool:
    """Take what the hub has published since; whether something came into force.

    `newest` is the cursor of its newest publication in its `epoch`, None where it has none. What cannot be taken is
    noted with its code for the desk, and tried again. Raises `Unreachable`: what was fetched stays, and the next try
    goes on from there.
    """
    held = publications.following(box.store.read())
    if (held.epoch, held.program) != (epoch, VERSION):
        held = Following(epoch, program=VERSION)
    if not newest or (held.cursor >= newest and not held.code):
        return False
    told = source.publications(held.cursor, held.code)
    try:
        changed = take(box, source, told.roots, told.lists, again=not held.cursor)
    except Refused as refused:
        log.warning("what was published is not taken: %s", refused.code)
        _note(box, replace(held, code=refused.code, details=refused.details))
        return False
    source.publications(told.cursor, _fault(box))  # so that the hub knows that it is in force here
    _note(box, Following(epoch, told.cursor, program=VERSION))
    return changed


def take(
    box: Box, source: Source, roots: Iterable[SignedDocument], lists: Iterable[SignedDocument], *, again: bool = False
) -> bool:
    """Verify these documents, fetch what they name, and put it in force; whether something changed.

    `again`: a list that is followed already is put in force anew, because this program may know more kinds of item.
    Raises `Refused`: `no-root`, `broken-publication` (an item is not what the list says), what `judging` raises, and
    `disk-full`: then everything is as it was. Raises `Unreachable`.
    """
    trusted = trust.root(box.store.read())
    if trusted is None:
        raise Refused(Refusal.NO_ROOT)
    trusted = _walk(box, trusted, roots)
    today = box.watch.today().day
    new: list[tuple[ItemList, SignedDocument]] = []
    for signed in lists:
        scope = judging.scope_of(signed)
        known = publications.known(box.store.read(), scope)
        listed = judging.judge_list(trusted, signed, known, box.site.code, today)
        if again or known is None or listed.number > known.number:
            new.append((listed, signed))
    for listed, _ in new:
        _fetch(box, source, listed)
    if new:
        in_force.swap(box, new)
    return bool(new)


def _walk(box: Box, trusted: Root, roots: Iterable[SignedDocument]) -> Root:
    for root, signed in judging.walked(trusted, roots):
        with box.store.write() as db:
            publications.add_root(db, root.number, signed, box.clock.now())
        trusted = root
    return trusted


def _fetch(box: Box, source: Source, listed: ItemList) -> None:
    """Fetch the bytes that are not here; each item is kept as soon as it is verified, so that a cut costs one."""
    by_hash = {item.sha256: item for item in listed.items}
    for sha256 in sorted(publications.lacking(box.store.read(), by_hash)):
        content = source.published_content(sha256)
        if len(content) != by_hash[sha256].size or hashlib.sha256(content).hexdigest() != sha256:
            raise Refused(Refusal.BROKEN_PUBLICATION, name=by_hash[sha256].name)
        with box.store.write() as db:
            publications.keep_content(db, sha256, content)


def _note(box: Box, now: Following) -> None:
    """Keep how far the hub was followed; a fault that stays the same is not written at each try."""
    known = publications.following(box.store.read())
    if known.at is not None and replace(known, at=None, details=now.details) == replace(now, at=None):
        return
    with box.store.write() as db:
        publications.follow(db, now, box.clock.now())


def _fault(box: Box) -> str:
    """The code of the first kind that was not taken, "" where all were."""
    return next((fault.code for fault in publications.faults(box.store.read())), "")

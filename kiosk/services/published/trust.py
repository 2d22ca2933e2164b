"""Whom this box trusts to publish: the first root is given by a person, or by the hub with the enrolment code."""

from kiosk.domain.events.wire.reading import Misfit, decode
from kiosk.domain.published import documents, judging
from kiosk.domain.published.documents import Bundle, Root, SignedDocument
from kiosk.domain.trail.journal_action import JournalAction
from kiosk.error_codes import Refusal
from kiosk.errors import Refused
from kiosk.services.box.box import Box
from kiosk.store.database import Database
from kiosk.store.people import journal
from kiosk.store.published import publications


def root(db: Database) -> Root | None:
    """The newest trusted root, None where nobody is trusted yet."""
    signed = publications.root(db)
    return None if signed is None else documents.read(Root, signed)


def read_file(content: bytes) -> SignedDocument:
    """The newest root in a file: a root by itself, or a bundle. Raises `Refused` (`broken-publication`)."""
    try:
        return decode(SignedDocument, content)
    except Misfit:
        pass
    try:
        roots = decode(Bundle, content).roots
    except Misfit:
        roots = ()
    if not roots:
        raise Refused(Refusal.BROKEN_PUBLICATION)
    return max(roots, key=lambda signed: documents.read(Root, signed).number)


def trust(box: Box, signed: SignedDocument) -> Root:
    """Trust a root that a person gives, in place of everything that was trusted and published before.

    The same root again, or one that follows it, forgets nothing. Raises `Refused` as `judging.first_root` does.
    """
    given = judging.first_root(signed)
    with box.store.write() as db:
        pin(box, db, signed)
        journal.note(db, box.clock.now(), JournalAction.ROOT_TRUSTED, detail=str(given.number))
    return given


def pin(box: Box, db: Database, signed: SignedDocument) -> None:
    """Trust a root, in the caller's transaction. Raises `Refused` as `judging.first_root` does."""
    given, held = judging.first_root(signed), root(db)
    if held is not None and _follows(held, given, signed):
        if given.number > held.number:
            publications.add_root(db, given.number, signed, box.clock.now())
        return
    publications.forget_everything(db)
    publications.add_root(db, given.number, signed, box.clock.now())


def _follows(held: Root, given: Root, signed: SignedDocument) -> bool:
    """Whether the given root is the one that is held, an earlier one of its line, or signed by its keys."""
    return given == held or held.roots.is_met(signed)

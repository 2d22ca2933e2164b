"""Whom this box trusts to publish: the first root is given by a person, or by the hub with the first enrolment code.

No hub replaces a root that is held: a person does, who has compared keys.
"""

from kiosk.domain.events.wire.reading import Misfit, decode
from kiosk.domain.published import documents
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
    return None if signed is None else documents.parse_document(Root, signed)


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
    return max(roots, key=lambda signed: documents.parse_document(Root, signed).number)


def trust(box: Box, signed: SignedDocument) -> Root:
    """Trust a root that a person gives, in place of everything that was trusted and published before.

    The same root again, or one that follows it, forgets nothing of it. Raises `Refused` as `judging.first_root` does.
    """
    given = documents.first_root(signed)
    with box.store.write() as db:
        held = root(db)
        if held is None or not _follows(held, given, signed):
            publications.forget_everything(db)
            pin(box, db, signed)
        elif given.number > held.number:
            pin(box, db, signed)
    return given


def pin(box: Box, db: Database, signed: SignedDocument) -> None:
    """Trust a root from now on, in the caller's transaction. Raises `Refused` as `judging.first_root` does."""
    given = documents.first_root(signed)
    publications.add_root(db, given, signed, box.clock.now())
    journal.note(db, box.clock.now(), JournalAction.ROOT_TRUSTED, detail=str(given.number))


def _follows(held: Root, given: Root, signed: SignedDocument) -> bool:
    """Whether the given root is the one that is held, an earlier one of its line, or signed by its keys."""
    return given == held or held.roots.is_met(signed)

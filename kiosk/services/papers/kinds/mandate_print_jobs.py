"""Make the papers of a mandate for print jobs, in the language in which the mandate was made."""

from kiosk.domain.mandates.mandate import MandateMark
from kiosk.domain.printing.print_job import Tray
from kiosk.error_codes import Refusal
from kiosk.errors import Refused
from kiosk.services.access.key_holder import Reader
from kiosk.services.access.open_mandate import Opened, read, read_uses
from kiosk.services.box.box import Box
from kiosk.services.papers import mandate_papers
from kiosk.services.papers.paper import Paper
from kiosk.words.words import Words
from printers.slip import Slip


def persons_copy(box: Box, mandate_id: str, words: Words, reader: Reader) -> Slip:
    """The copy that the person keeps. Raises `Refused` (`nothing-to-print`), as all of them do."""
    return _copy(box, _opened(box, mandate_id, reader), "person")


def town_halls_copy(box: Box, mandate_id: str, words: Words, reader: Reader) -> Slip:
    """The copy that the town hall keeps, in the same language, because it is what was signed."""
    return _copy(box, _opened(box, mandate_id, reader), "town-hall")


def uses(box: Box, mandate_id: str, words: Words, reader: Reader) -> Slip:
    """The list of the mandate's uses until now."""
    opened = _opened(box, mandate_id, reader)
    done = read_uses(box.store.read(), mandate_id, opened.key)
    return mandate_papers.uses_slip(opened.mandate, done, site=box.site, words=box.words(opened.mandate.language))


def revocation(box: Box, mandate_id: str, words: Words, reader: Reader) -> Slip:
    """The proof of the mandate's revocation."""
    opened = _opened(box, mandate_id, reader)
    if opened.standing.over != MandateMark.REVOKED or opened.over_at is None:
        raise Refused(Refusal.NOTHING_TO_PRINT)
    words = box.words(opened.mandate.language)
    return mandate_papers.revocation_slip(opened.mandate, opened.over_at, site=box.site, words=words)


def _copy(box: Box, opened: Opened, copy: str) -> Slip:
    return mandate_papers.mandate_slip(
        opened.mandate,
        opened.signature,
        copy=copy,
        site=box.site,
        years=box.settings.mandate_years,
        words=box.words(opened.mandate.language),
    )


def _opened(box: Box, mandate_id: str, reader: Reader) -> Opened:
    db = box.store.read()
    key = reader.key(db, mandate_id)
    opened = read(db, mandate_id, key) if key is not None else None
    if opened is None:
        raise Refused(Refusal.NOTHING_TO_PRINT)
    return opened


PERSONS_COPY = Paper("mandate", persons_copy, Tray.MANDATES)
TOWN_HALLS_COPY = Paper("mandate-kept", town_halls_copy, Tray.MANDATES)
USES = Paper("mandate-uses", uses, Tray.MANDATES)
REVOCATION = Paper("mandate-revoked", revocation, Tray.MANDATES)
"""Their subject is a mandate's id."""

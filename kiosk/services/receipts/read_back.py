"""Read a receipt back to whoever holds it: what its square proves, or what its number alone says. No answer."""

from datetime import date, datetime

from msgspec import Struct
from msgspec.structs import replace

from kiosk.domain.events import reference as references
from kiosk.domain.events.event import EventType
from kiosk.domain.proofs.receipt_proof import Proof
from kiosk.error_codes import Refusal
from kiosk.errors import Refused
from kiosk.services.box import site_key
from kiosk.services.box.box import Box
from kiosk.services.receipts import verify_receipt
from kiosk.store.cases import cases
from kiosk.store.events import acknowledgements, changed_numbers, outbox
from kiosk.words.words import Words

LONGEST_NUMBER = 40
"""Characters of what somebody typed as a number, with its spaces; a longer text is a square that was scanned."""


class ReadBack(Struct, frozen=True):
    """What a receipt says. `number` is grouped for reading aloud, `now` are the numbers the case bears today where they
    differ. `verdict` is a code of `proof`, "" for a number that was typed. `title` is the procedure in the reader's
    language, "" where it is unknown or discreet. `arrived` is when the central system confirmed the case, None where
    this box does not know.
    """

    number: str
    town_hall: str = ""
    ours: bool = False
    now: tuple[str, ...] = ()
    verdict: str = ""
    day: date | None = None
    kind: str = ""
    title: str = ""
    arrived: datetime | None = None

    @property
    def good(self) -> bool:
        """Whether what it says can be relied on."""
        return self.verdict in ("", "genuine")


def read_back(box: Box, said: str, words: Words) -> ReadBack:
    """What a square or a typed number says. A number tells nothing of the case: whoever holds the paper has the square.

    Raises `Refused`: `not-a-reference`, `mistyped-reference` for what is neither.
    """
    try:
        return _of_number(box, references.read(said))
    except Refused:
        verdict = verify_receipt.verify(box, said).verdict
        if verdict.proof is None and len(said) <= LONGEST_NUMBER:
            raise
    if verdict.proof is None:
        return ReadBack("", verdict=verdict.code)
    told = replace(_of_number(box, verdict.proof.reference), verdict=verdict.code)
    if not verdict.genuine or verdict.by is None:
        return told
    proof = verdict.proof
    return replace(
        told,
        town_hall=verdict.by.name,
        day=proof.day,
        kind=proof.kind,
        title=_title(box, proof, words),
        arrived=_arrived(box, proof.reference),
    )


def of_file(box: Box, file: bytes, words: Words) -> ReadBack:
    """What the square in a picture says, or in the PDF of a receipt. Raises `Refused`: `no-proof`, and as
    `clean_file.codes` does.
    """
    if text := verify_receipt.opened(file)[0]:
        return read_back(box, text, words)
    raise Refused(Refusal.NO_PROOF)


def _of_number(box: Box, reference: str) -> ReadBack:
    ours = references.site_of(reference) in site_key.codes(box.settings)
    now = tuple(map(references.spoken, changed_numbers.now(box.store.read(), reference))) if ours else ()
    return ReadBack(references.spoken(reference), box.site.name if ours else "", ours, now)


def _title(box: Box, proof: Proof, words: Words) -> str:
    """A proof holds the start of the procedure's id: it is named where one procedure alone begins so."""
    found = [known for known in box.catalogue.procedures if known.id.startswith(proof.procedure)]
    exact = [known for known in found if known.id == proof.procedure] or found
    return words.text(exact[0].title) if len(exact) == 1 and not exact[0].discreet else ""


def _arrived(box: Box, reference: str) -> datetime | None:
    db = box.store.read()
    submission = cases.submission_of(db, reference)
    event = outbox.current(db, submission.case_id, EventType.SUBMITTED) if submission else None
    return acknowledgements.acknowledged_at(db, event.id) if event else None

"""The attestation, printed for a case whose answers are destroyed: number, days and proof."""

from datetime import date

from kiosk.domain.events.reference import format_reference
from kiosk.domain.printing.print_job import Tray
from kiosk.domain.procedure.procedure import ProcedureKind
from kiosk.domain.proofs import receipt_proof
from kiosk.error_codes import Refusal
from kiosk.errors import Refused
from kiosk.services.access import open_case
from kiosk.services.access.open_case import KeyHolder
from kiosk.services.box.box import Box
from kiosk.services.papers.kinds import answers_to_copy, case_receipt
from kiosk.services.papers.paper import Paper, letterhead
from kiosk.store import cases
from kiosk.store.cases import Submission
from kiosk.store.database import Database
from kiosk.words import opening_words
from kiosk.words.words import Words
from printers.slip import Big, Block, Code, Heading, Line, Notice, Pair, Slip

KIND = "attestation"


def make_attestation_slip(box: Box, case_id: str, words: Words, reader: KeyHolder) -> Slip:
    """The attestation of a case, which names nobody and needs no key.

    Raises `Refused` (`nothing-to-print`) if the case was not submitted.

    The proof contains the number. The follow code is not printed: it was destroyed with the answers.
    """
    submission = cases.read_submission(box.store.read(), case_id)
    if submission is None:
        raise Refused(Refusal.NOTHING_TO_PRINT)
    prepared, site = submission.kind == ProcedureKind.PREPARED, box.site
    title = words.code("paper", "attestation-prepared" if prepared else KIND)
    legal = words.day(date.fromisoformat(submission.legal_date))
    blocks: list[Block] = [
        *letterhead(site, words),
        Heading(title, 2),
        Big(format_reference(submission.reference), words.code("paper", "reference")),
        Pair(words.code("paper", "prepared-on" if prepared else "submitted-on"), words.moment(submission.submitted_at)),
    ]
    if prepared:
        blocks.append(Notice(words.code("paper", "not-a-deposit"), "warning"))
    else:
        blocks.append(Pair(words.code("paper", "counts-from"), legal))
    if not submission.date_certain:
        blocks.append(Notice(words.code("paper", "date-to-confirm"), "warning"))
    blocks.append(Line(words.code("paper", "answers-gone")))
    blocks.append(make_attestation_code(submission, box.hub_url, words))
    hours = opening_words.describe_opening_hours(site, words, box.watch.today().day)
    contact = "\n".join(filter(None, (site.name, site.phone)))
    blocks += [Heading(words.code("paper", "contact"), 3), Line(words.in_french(contact))]
    if hours:
        blocks.append(Line(hours))
    name = f"{title} {format_reference(submission.reference)}"
    return Slip(name, words.language, words.direction, tuple(blocks), job_title=submission.reference)


def make_attestation_code(submission: Submission, hub_url: str, words: Words) -> Code:
    """The QR code with the proof, without the follow code."""
    text = f"{submission.reference} #{receipt_proof.encode_receipt_proof(submission.proof)}"
    data = receipt_proof.make_receipt_link(hub_url, submission.proof) if hub_url else text
    alt = words.code("paper", "code-alt", reference=format_reference(submission.reference))
    return Code(data, words.code("paper", "attestation-code"), alt)


def _gone(db: Database, case_id: str) -> bool:
    return cases.read_submission(db, case_id) is None


PAPER = Paper(
    KIND,
    make_attestation_slip,
    Tray.RECEIPTS,
    number=case_receipt.find_case_number,
    gone=_gone,
    may_see=open_case.may_know_of,
    needs_key=False,
    proved=True,
    stands_for=frozenset({case_receipt.KIND, answers_to_copy.KIND}),
    counted_as=case_receipt.KIND,
)
"""Its subject is a case's id, and it needs no key."""

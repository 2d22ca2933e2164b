"""Prove receipts: the site signs a digest of the submitted case, and nothing that names anyone."""

import json
from datetime import date

from msgspec.structs import replace

from kiosk.crypto import keys
from kiosk.domain.events import reference as references
from kiosk.domain.events.event import Event, EventType
from kiosk.domain.proofs import pdf_seal, receipt_proof
from kiosk.domain.proofs.receipt_proof import Proof
from kiosk.services.box.box import Box
from kiosk.store.cases import cases
from kiosk.store.cases.cases import Submission
from kiosk.store.database import Database
from kiosk.store.events import outbox


def proof_of(box: Box, made: Submission, event: Event) -> bytes:
    """The proof for the receipt of this event, signed with the site's key."""
    body = json.loads(event.body)
    proof = Proof(
        made.reference,
        body["procedure"]["id"],
        references.site_of(made.reference),
        date.fromisoformat(made.legal_date),
        made.kind,
        receipt_proof.digest_of(event.body, bytes.fromhex(body["salt"])),
    )
    return receipt_proof.make_proof(proof, box.site_seed)


def proof_of_code(box: Box, made: Submission, follow_code: str, salt: str) -> bytes:
    """The proof for the receipt that replaces a lost one: as before, but of its own code."""
    before = receipt_proof.read(receipt_proof.text(made.proof)).proof
    digest = receipt_proof.digest_of_code(keys.token_hash(follow_code), salt)
    return receipt_proof.make_proof(replace(before, digest=digest), box.site_seed)


def prove_again(box: Box, db: Database, made: Submission, event: Event) -> None:
    """Store the proof of a mended case's new event, in the caller's transaction.

    Receipts with the earlier proof stay genuine: they prove what the case said then. Where the receipt was lost, its
    new one stays, which alone opens the case at the hub.
    """
    if outbox.current(db, made.case_id, EventType.NEW_CODE) is None:
        cases.prove(db, made.case_id, proof_of(box, made, event))


def seal(box: Box, case_id: str, pdf: bytes) -> bytes:
    """The PDF of a case's receipt with the seal of this site, so that a changed file is told from the one given."""
    made = cases.submission(box.store.read(), case_id)
    return pdf_seal.sealed(pdf, made.proof, box.site_seed) if made else pdf

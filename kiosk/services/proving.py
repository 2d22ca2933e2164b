"""Proves receipts: what a submitted case says is signed by the site, with nothing in it that names anyone."""

import json
from dataclasses import replace
from datetime import date

from kiosk.domain import proof
from kiosk.domain.event import Event
from kiosk.domain.proof import Proof
from kiosk.services.box import Box
from kiosk.store import cases
from kiosk.store.cases import Submission
from kiosk.store.database import Database


def prove(box: Box, db: Database, made: Submission, event: Event) -> Submission:
    """The submission with the proof of this event, kept, in the caller's transaction.

    A mended case gets another one; papers that bear the one before stay genuine, and say what was said then.
    """
    body = json.loads(event.body)
    said = Proof(
        made.reference, body["procedure"]["id"], box.site.code, date.fromisoformat(made.legal_date), made.kind,
        proof.digest_of(event.body, bytes.fromhex(body["salt"])),
    )  # fmt: skip
    signed = proof.made(said, box.site_seed)
    cases.prove(db, made.case_id, signed)
    return replace(made, proof=signed)

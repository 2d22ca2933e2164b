"""Tells the state of a case, and nothing else, to whoever holds its reference and follow code or its receipt."""

import json
from collections.abc import Sequence
from typing import Any

from msgspec import Struct
from sqlalchemy import Row, select

from hub.cases import numbers
from hub.cases.computed_columns import STATE
from hub.hub import Hub
from hub.secrets.vault import label_of, lock_of
from hub.sites.receipt_keys import key_list
from hub.store.opening import Store
from hub.store.schema import cases, event
from kiosk.crypto import keys
from kiosk.domain.events import reference as references
from kiosk.domain.events.event import EventType
from kiosk.domain.proofs import receipt_proof
from kiosk.domain.proofs.receipt_proof import Proof
from kiosk.domain.proofs.site_keys import Verdict, verify_text
from kiosk.error_codes import HubRefusal, Refusal
from kiosk.errors import Refused


class Standing(Struct, frozen=True):
    """The state of a case; a prepared one is decided by another body."""

    case_id: str
    reference: str
    state: str
    prepared: bool


def find_by_code(store: Store, reference: str, code: str) -> Standing:
    """The state of the case with this reference and follow code.

    Raises `Refused`: `unknown-case`, the same for a wrong reference and a wrong code.
    """
    return find_by_hash(store, reference, keys.token_hash(typed_code(code)))


def find_by_hash(store: Store, reference: str, hashed: str) -> Standing:
    """The same by the SHA-256 (hexadecimal) of the follow code, as a site sends it. Raises as `find_by_code`."""
    try:
        proper = references.parse_reference(reference)
    except Refused:
        raise Refused(HubRefusal.UNKNOWN_CASE) from None
    rows = [row for row in _case_rows(store, proper) if keys.same(row.follow_sha256, hashed)]
    if not rows:
        raise Refused(HubRefusal.UNKNOWN_CASE)
    return _standing(rows[0])


def find_by_receipt(hub: Hub, typed: str) -> tuple[Verdict, Standing | None]:
    """The verdict on the text of a receipt's code, and for a genuine one the state of its case.

    The state is None for a receipt that is not genuine, or whose case the hub has not received yet. Raises `Refused`
    (`receipt-replaced`) for a genuine one that was lost, in whose place another was given.
    """
    verdict = verify_text(typed, key_list(hub), hub.clock.now())
    proof = verdict.proof if verdict.genuine else None
    rows = _case_rows(hub.store, proof.reference) if proof else []
    several = len(rows) > 1  # the receipt's digest says which of them it was printed for
    opened = [row for row in rows if proof and _is_opened_by(hub, row, proof, several)]
    if not opened and any(row.receipt_digest for row in rows):
        raise Refused(Refusal.RECEIPT_REPLACED)
    return verdict, _standing(opened[0]) if opened else None


def _is_opened_by(hub: Hub, row: Row[Any], proof: Proof, several: bool) -> bool:
    """Whether a genuine receipt opens a case that bears its number: once one was lost, the newest alone."""
    if row.receipt_digest:
        return keys.same(row.receipt_digest, proof.digest.hex())
    return not several or _is_printed_for(hub, row.id, proof)


def _standing(row: Row[Any]) -> Standing:
    return Standing(row.id, row.reference, row.state, row.prepared)


def _case_rows(store: Store, reference: str) -> Sequence[Row[Any]]:
    """The cases that bear this number, or bore it before."""
    names = ("id", "reference", "follow_sha256", "receipt_digest", "prepared")
    columns = (*(cases.c[name] for name in names), STATE.label("state"))
    with store.reading() as connection:
        return connection.execute(select(*columns).where(numbers.bears(reference))).all()


def _is_printed_for(hub: Hub, case_id: str, proof: Proof) -> bool:
    """Whether a receipt's digest is of what this case submitted; never once its contents were erased."""
    query = select(event.c.id, event.c.body).where(event.c.stream == case_id, event.c.type == EventType.SUBMITTED)
    with hub.store.reading() as connection:
        lock, row = lock_of(connection, hub.ring, case_id), connection.execute(query).first()
    if lock is None or row is None:
        return False
    body = lock.unlock(label_of("event", row.id), row.body)
    salt = json.loads(body).get("salt")
    return bool(salt) and receipt_proof.digest_of(body.encode(), bytes.fromhex(salt)) == proof.digest


def typed_code(code: str) -> str:
    """A follow code as it was issued, from how people type it: capitals, without spaces or dashes."""
    return "".join(character for character in code.upper() if character.isalnum())

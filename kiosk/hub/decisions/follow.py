"""Tells the state of a case, and nothing else, to whoever holds its reference and follow code or its receipt."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, select

from kiosk.crypto import keys
from kiosk.domain.events import reference as references
from kiosk.domain.proofs.site_keys import Verdict, verify_text
from kiosk.error_codes import Refusal
from kiosk.errors import Refused
from kiosk.hub.cases.computed_columns import STATE
from kiosk.hub.hub import Hub
from kiosk.hub.sites.receipt_keys import key_list
from kiosk.hub.store.opening import Store
from kiosk.hub.store.schema import cases

_NO_CASE = "0" * 64


@dataclass(frozen=True, slots=True)
class Standing:
    """The state of a case; a prepared one is decided by another body."""

    reference: str
    state: str
    prepared: bool


def find_by_code(store: Store, reference: str, code: str) -> Standing:
    """The state of the case with this reference and follow code.

    Raises `Refused`: `unknown-case`, the same for a wrong reference and a wrong code.
    """
    try:
        proper = references.read(reference)
    except Refused:
        raise Refused(Refusal.UNKNOWN_CASE) from None
    row = _case_row(store, proper)
    if not keys.same(row.follow_sha256 if row else _NO_CASE, keys.token_hash(typed_code(code))):
        raise Refused(Refusal.UNKNOWN_CASE)
    assert row is not None  # no code has sixty-four zeros for its hash
    return Standing(proper, row.state, row.prepared)


def find_by_receipt(hub: Hub, typed: str) -> tuple[Verdict, Standing | None]:
    """The verdict on the text of a receipt's code, and for a genuine one the state of its case.

    The state is None for a receipt that is not genuine, or whose case the hub has not received yet.
    """
    verdict = verify_text(typed, key_list(hub), hub.clock.now())
    row = _case_row(hub.store, verdict.proof.reference) if verdict.genuine and verdict.proof else None
    return verdict, None if row is None else Standing(row.reference, row.state, row.prepared)


def _case_row(store: Store, reference: str) -> Row[Any] | None:
    columns = (cases.c.reference, cases.c.follow_sha256, cases.c.prepared, STATE.label("state"))
    with store.reading() as connection:
        return connection.execute(select(*columns).where(cases.c.reference == reference)).first()


def typed_code(code: str) -> str:
    """A follow code as it was issued, from how people type it: capitals, without spaces or dashes."""
    return "".join(character for character in code.upper() if character.isalnum())

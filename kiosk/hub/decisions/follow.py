"""What anyone who holds a reference and its follow code may know: where the case stands, and nothing else."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, select

from kiosk.crypto import keys
from kiosk.domain.events import reference as references
from kiosk.domain.proofs.site_keys import Verdict, judge
from kiosk.errors import Refused
from kiosk.hub.cases.computed_columns import STATE
from kiosk.hub.hub import Hub
from kiosk.hub.sites.receipt_keys import known
from kiosk.hub.store.opening import Store
from kiosk.hub.store.schema import cases

_NO_CASE = "0" * 64


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a case stands; a prepared one is decided elsewhere."""

    reference: str
    state: str
    prepared: bool


def standing(store: Store, reference: str, code: str) -> Standing:
    """Raises `Refused("unknown-case")`, the same for a wrong reference and a wrong code."""
    try:
        proper = references.read(reference)
    except Refused:
        raise Refused("unknown-case") from None
    found = _found(store, proper)
    if not keys.same(found.follow_sha256 if found else _NO_CASE, keys.token_hash(typed_code(code))):
        raise Refused("unknown-case")
    assert found is not None  # no code has sixty-four zeros for its hash
    return Standing(proper, found.state, found.prepared)


def proven(hub: Hub, typed: str) -> tuple[Verdict, Standing | None]:
    """What the text of a receipt's code is worth; whoever holds a genuine one is told where its case stands.

    None where the case is not here yet.
    """
    verdict = judge(typed, known(hub), hub.clock.now())
    found = _found(hub.store, verdict.proof.reference) if verdict.genuine and verdict.proof else None
    return verdict, None if found is None else Standing(found.reference, found.state, found.prepared)


def _found(store: Store, reference: str) -> Row[Any] | None:
    columns = (cases.c.reference, cases.c.follow_sha256, cases.c.prepared, STATE.label("state"))
    with store.reading() as connection:
        return connection.execute(select(*columns).where(cases.c.reference == reference)).first()


def typed_code(code: str) -> str:
    """A follow code as it was minted, from how people type it: capitals, without spaces or dashes."""
    return "".join(each for each in code.upper() if each.isalnum())

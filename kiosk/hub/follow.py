"""What anyone who holds a reference and its follow code may know: where the case stands, and nothing else."""

from dataclasses import dataclass

from sqlalchemy import select

from kiosk import keys
from kiosk.domain import reference as references
from kiosk.errors import Refused
from kiosk.hub.computed import STATE
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
    query = select(cases.c.follow_sha256, cases.c.prepared, STATE.label("state")).where(cases.c.reference == proper)
    with store.reading() as connection:
        found = connection.execute(query).first()
    if not keys.same(found.follow_sha256 if found else _NO_CASE, keys.token_hash(typed_code(code))):
        raise Refused("unknown-case")
    assert found is not None  # no code has sixty-four zeros for its hash
    return Standing(proper, found.state, found.prepared)


def typed_code(code: str) -> str:
    """A follow code as it was minted, from how people type it: capitals, without spaces or dashes."""
    return "".join(each for each in code.upper() if each.isalnum())

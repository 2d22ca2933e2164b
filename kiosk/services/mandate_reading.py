"""Reading a mandate with its key: what everyone who may read it starts from."""

from dataclasses import dataclass, field
from datetime import datetime

from kiosk import sealing
from kiosk.domain.mandate import Mandate, Standing, Use
from kiosk.domain.mandate_record import unpacked, unpacked_use
from kiosk.domain.signature import Signature
from kiosk.store import mandates as store
from kiosk.store.database import Database


@dataclass(frozen=True, slots=True)
class Opened:
    """A mandate that the actor can read, with what became of it and the `key` that opened it."""

    mandate: Mandate
    standing: Standing
    signature: Signature | None
    over_at: datetime | None
    key: bytes = field(repr=False)


def read(db: Database, mandate_id: str, key: bytes) -> Opened | None:
    """The mandate, for who holds its key; None where there is none."""
    kept = store.get(db, mandate_id)
    if kept is None:
        return None
    mandate, signature = unpacked(sealing.unlock(key, kept.record, about(mandate_id)))
    return Opened(mandate, kept.standing, signature, kept.over_at, key)


def read_uses(db: Database, mandate_id: str, key: bytes) -> list[Use]:
    """The uses of a mandate, for who holds its key."""
    return [
        unpacked_use(sealing.unlock(key, record, about_use(mandate_id))) for record in store.uses(db, mandate_id)
    ]  # fmt: skip


def about(mandate_id: str) -> str:
    """The name under which a mandate is locked."""
    return f"mandate:{mandate_id}"


def about_use(mandate_id: str) -> str:
    """The name under which a use is locked."""
    return f"mandate-use:{mandate_id}"

"""Open a mandate and its uses with the mandate's key."""

from dataclasses import dataclass, field
from datetime import datetime

from kiosk.crypto import sealing
from kiosk.domain.answers.signature import Signature
from kiosk.domain.mandates.mandate import Mandate, Standing, Use, unpacked, unpacked_use
from kiosk.store.database import Database
from kiosk.store.mandates import mandates as store


@dataclass(frozen=True, slots=True)
class Opened:
    """A decrypted mandate with its `standing`, when it ended (`over_at`, None while it lasts), and its `key`."""

    mandate: Mandate
    standing: Standing
    signature: Signature | None
    over_at: datetime | None
    key: bytes = field(repr=False)


def read(db: Database, mandate_id: str, key: bytes) -> Opened | None:
    """The mandate of that id, None where there is none."""
    stored = store.get(db, mandate_id)
    if stored is None:
        return None
    mandate, signature = unpacked(sealing.unlock(key, stored.record, about(mandate_id)))
    return Opened(mandate, stored.standing, signature, stored.over_at, key)


def read_uses(db: Database, mandate_id: str, key: bytes) -> list[Use]:
    """The uses of a mandate, the oldest first."""
    return [unpacked_use(sealing.unlock(key, record, about_use(mandate_id))) for record in store.uses(db, mandate_id)]


def about(mandate_id: str) -> str:
    """What a mandate's record is locked for (the associated data of its encryption)."""
    return f"mandate:{mandate_id}"


def about_use(mandate_id: str) -> str:
    """What a record of use is locked for (the associated data of its encryption)."""
    return f"mandate-use:{mandate_id}"

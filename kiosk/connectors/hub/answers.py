"""What a hub has answered, as far as it is believed: outcomes of events, updates, what it knows of the site."""

from typing import Any

from msgspec import Struct

from kiosk.domain.events.sealed import EventOutcome
from kiosk.domain.events.wire.statements import HubStanding
from kiosk.domain.proofs.signed_statement import SignedStatement


class Answer(Struct, frozen=True):
    """The hub's answer to one event.

    Acknowledged and duplicate have the verified `statement` and `signature`; rejected and later have the hub's `code`
    and `detail`; unbelieved (not verified, or not understood) has the `code` of the reason. `seconds` is how
    long a hub that is busy wants to be left alone, 0 where it is not.
    """

    event_id: str
    outcome: EventOutcome
    statement: bytes = b""
    signature: bytes = b""
    code: str = ""
    detail: str = ""
    seconds: int = 0


class Answers(Struct, frozen=True):
    """The hub's answers to a batch, in the batch's order, and the `epoch` of the hub's database at that time.

    `standing` is what the hub signed about itself (`signed_standing`), None where that cannot be believed.
    """

    epoch: str
    answers: tuple[Answer, ...]
    standing: HubStanding | None = None
    signed_standing: SignedStatement | None = None


class Updates(Struct, frozen=True):
    """Verified updates of this site's cases, in order, and the `epoch` of the hub's database at that time.

    A cursor is valid within one epoch: after another epoch, ask again after 0.
    """

    epoch: str
    updates: tuple[dict[str, Any], ...]


class Site(Struct, frozen=True):
    """What the hub knows of this site, and its sealing key; `seal_key` (hexadecimal), `made_at` and `epoch` are signed.

    A box seals to the key with the newest `made_at` seen (ISO 8601, UTC). `release` is an unverified note, or None.
    """

    site: str
    name: str
    highest_counter: int
    epoch: str
    seal_key: str
    made_at: str
    release: SignedStatement | None = None

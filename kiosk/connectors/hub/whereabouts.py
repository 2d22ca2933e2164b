"""Asks a hub where a case is, for somebody who holds its receipt."""

from msgspec import UNSET, Struct

from kiosk.connectors.hub.hub import Hub
from kiosk.domain.events.told.whereabouts import AskedWhereabouts, NoWhereabouts, Whereabouts
from kiosk.domain.events.wire.values import VERSION
from kiosk.error_codes import LineFault, Refusal
from kiosk.errors import Refused, Unreachable


class Question(Struct, frozen=True):
    """Whose case: the `proof` of a receipt, or its `reference` and the hash of its code. `asked` is new each time.

    `birth_date` (ISO 8601) opens the words of the service.
    """

    asked: str
    proof: str = ""
    reference: str = ""
    follow_sha256: str = ""
    birth_date: str = ""


def ask(hub: Hub, of: Question) -> Whereabouts | None:
    """Where the case is; None where the hub knows no case of this receipt, number and code.

    Raises `Refused` (`receipt-replaced`) for a lost receipt in whose place another was given; `Unreachable`, also
    for an answer to another question.
    """
    question = AskedWhereabouts(
        version=VERSION,
        asked=of.asked,
        proof=of.proof or UNSET,
        reference=of.reference or UNSET,
        follow_sha256=of.follow_sha256 or UNSET,
        birth_date=of.birth_date or UNSET,
    )
    signed = hub.ask_signed("/api/v2/whereabouts", question)
    told: Whereabouts | NoWhereabouts
    if "unknown" in signed.verified_fields(hub.verify_key):
        told = signed.verified(NoWhereabouts, hub.verify_key)
    else:
        told = signed.verified(Whereabouts, hub.verify_key)
    if told.asked != question.asked:
        raise Unreachable(LineFault.BAD_ANSWER)
    if isinstance(told, NoWhereabouts) and told.replaced:
        raise Refused(Refusal.RECEIPT_REPLACED)
    return told if isinstance(told, Whereabouts) else None

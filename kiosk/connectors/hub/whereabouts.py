"""Asks a hub where a case is, for somebody who holds its receipt."""

from kiosk.connectors.hub.hub import Hub
from kiosk.domain.events.wire.whereabouts import AskedWhereabouts, NoWhereabouts, Whereabouts
from kiosk.error_codes import LineFault
from kiosk.errors import Unreachable


def ask(hub: Hub, question: AskedWhereabouts) -> Whereabouts | None:
    """Where the case is; None where the hub knows no case of this receipt, number and code.

    Raises `Unreachable`, also for a hub of an earlier version, and for an answer to another question.
    """
    signed = hub.ask_signed("/api/v2/whereabouts", question)
    told: Whereabouts | NoWhereabouts
    if "unknown" in signed.verified_fields(hub.verify_key):
        told = signed.verified(NoWhereabouts, hub.verify_key)
    else:
        told = signed.verified(Whereabouts, hub.verify_key)
    if told.asked != question.asked:
        raise Unreachable(LineFault.BAD_ANSWER)
    return told if isinstance(told, Whereabouts) else None

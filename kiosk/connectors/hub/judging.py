"""What a box believes of an answer, in which each entry is signed by itself."""

from collections.abc import Mapping
from typing import Any

from kiosk.connectors.hub.answers import Answer
from kiosk.domain.events.sealed import EventOutcome, Sealed, to_wire
from kiosk.domain.events.wire import answers as wire
from kiosk.domain.events.wire.reading import Misfit, convert
from kiosk.domain.proofs import acknowledgement, signed_refusal
from kiosk.error_codes import LineFault
from kiosk.errors import Unreachable


def judged(event: Sealed, entry: Mapping[str, Any], verify_key: str, site: str) -> Answer:
    """The answer to one event of a site; it is acknowledged only if this hub signed for exactly this event.

    Where the hub refused what was changed on the way, the event is sent again.
    """
    try:
        match convert(wire.Answer, entry):
            case wire.Later(code=code, seconds=seconds):
                return Answer(event.id, EventOutcome.LATER, code=code, seconds=seconds or 0)
            case wire.Refused():
                code, detail = signed_refusal.read(entry, verify_key, to_wire(event), site)
                return Answer(event.id, EventOutcome.REJECTED, code=code, detail=detail)
        signed = acknowledgement.read_of_event(
            entry, verify_key, event=event.id, sha256=event.sha256, site=site, reference=event.filed
        )
    except Misfit:
        return Answer(event.id, EventOutcome.UNBELIEVED, code=LineFault.BAD_ANSWER)
    except Unreachable as fault:
        return Answer(event.id, EventOutcome.UNBELIEVED, code=fault.code)
    return Answer(event.id, EventOutcome(entry["outcome"]), signed.statement, signed.signature)

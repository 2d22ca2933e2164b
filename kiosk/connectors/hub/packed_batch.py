"""A batch of version 3 as a box sends it, and its answer as a box believes it: one signature on each side."""

from collections.abc import Sequence

from kiosk.connectors.hub.answers import Answer, Answers
from kiosk.crypto import keys
from kiosk.domain.events.event import digest
from kiosk.domain.events.packed_event import packed, vouched
from kiosk.domain.events.sealed import EventOutcome, Sealed
from kiosk.domain.events.wire import packed as wire
from kiosk.domain.events.wire import packing
from kiosk.domain.events.wire.batch import Heartbeat
from kiosk.domain.events.wire.packed import PACKED_VERSION, PackedAnswer, PackedAnswers, PackedBatch
from kiosk.domain.events.wire.reading import Misfit, decode
from kiosk.domain.events.wire.statements import EventAcknowledgement, HubStanding
from kiosk.domain.events.wire.values import VERSION
from kiosk.domain.proofs import batch_signature, signed_refusal
from kiosk.domain.proofs.signed_statement import SignedStatement
from kiosk.error_codes import LineFault, Rejection
from kiosk.errors import Unreachable


class SentBatch:
    """A batch of a site, made once, and read against its answer.

    `alone`: each event bears its own signature and no other vouches for it, so that one that was changed on the way
    spoils no other.
    """

    def __init__(
        self, events: Sequence[Sealed], site: str, seed: bytes, heartbeat: Heartbeat, *, alone: bool = False
    ) -> None:
        self._events, self._site, self._asked = events, site, heartbeat.asked
        self._packed = [packed(event, alone=alone) for event in events]
        signature = None if alone else keys.sign(seed, vouched(site, self._packed))
        raw = tuple(map(packing.as_is, self._packed))
        self.body = packing.pack(PackedBatch(PACKED_VERSION, site, heartbeat, raw, signature))

    def read(self, data: bytes, verify_key: str) -> Answers:
        """The answers in these bytes, if the hub with this key (hexadecimal) signed them all.

        Raises `Unreachable`: `bad-answer` where it is no answer to this batch, `bad-signature`.
        """
        try:
            told = packing.unpack(PackedAnswers, data)
            standing = decode(HubStanding, told.standing.encode())
        except (Misfit, UnicodeEncodeError):
            raise Unreachable(LineFault.BAD_ANSWER) from None
        if len(told.answers) != len(self._events) or (standing.site, standing.asked) != (self._site, self._asked):
            raise Unreachable(LineFault.BAD_ANSWER)
        said = list(map(self._statement, self._events, self._packed, told.answers))
        signed = [told.standing.encode(), *filter(None, said)]
        if not batch_signature.verified_all(verify_key, signed, told.signature):
            raise Unreachable(LineFault.BAD_SIGNATURE)
        first, *signatures = batch_signature.each(signed, told.signature)
        left = iter(signatures)
        answers = tuple(
            self._judged(event, answer, statement, next(left) if statement else b"")
            for event, answer, statement in zip(self._events, told.answers, said, strict=True)
        )
        return Answers(standing.epoch, answers, standing, SignedStatement(signed[0], first))

    def _statement(self, event: Sealed, sent: bytes, answer: PackedAnswer) -> bytes:
        """What the hub signed of an event: said with the answer, or what follows from it; empty where it is nothing."""
        match answer:
            case wire.Taken(statement=said) | wire.Known(statement=said) if said:
                return said.encode()
            case wire.Taken(received_at=at) | wire.Known(received_at=at):
                filed = (event.reference, event.sequence, event.type)
                return EventAcknowledgement(event.id, event.sha256, self._site, *filed, at, VERSION).statement()
            case wire.NotTaken(code=code, detail=detail):
                return signed_refusal.statement(event.id, digest(sent), self._site, code, detail)
            case wire.Conflict():
                changed = Rejection.CHANGED_EVENT
                return signed_refusal.statement(event.id, digest(sent), self._site, changed, "sha256")
        return b""

    def _judged(self, event: Sealed, answer: PackedAnswer, statement: bytes, signature: bytes) -> Answer:
        match answer:
            case wire.Taken() | wire.Known():
                if not self._is_of(event, statement):
                    return Answer(event.id, EventOutcome.UNBELIEVED, code=LineFault.BAD_ANSWER)
                known = isinstance(answer, wire.Known)
                outcome = EventOutcome.DUPLICATE if known else EventOutcome.ACKNOWLEDGED
                return Answer(event.id, outcome, statement, signature)
            case wire.NotTaken(code=code, detail=detail):
                return Answer(event.id, EventOutcome.REJECTED, code=code, detail=detail)
            case wire.Conflict():
                return Answer(event.id, EventOutcome.REJECTED, code=Rejection.CHANGED_EVENT, detail="sha256")
            case wire.Busy(seconds=seconds):
                return Answer(event.id, EventOutcome.LATER, code="busy", seconds=max(seconds, 1))
            case wire.Later():
                return Answer(event.id, EventOutcome.LATER, code="out-of-order")

    def _is_of(self, event: Sealed, statement: bytes) -> bool:
        """Whether it is of exactly this event, filed under the number that its case has now."""
        try:
            said = decode(EventAcknowledgement, statement)
        except Misfit:
            return False
        same = (said.event, said.sha256, said.site) == (event.id, event.sha256, self._site)
        return same and event.filed in ("", said.reference)

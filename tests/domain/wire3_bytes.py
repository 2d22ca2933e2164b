"""One of each message of version 3 of the wire, made by the code that boxes and hubs make them with."""

from datetime import UTC, datetime

from kiosk.crypto import keys, packing
from kiosk.domain.events.packed_event import packed, vouched
from kiosk.domain.events.wire.batch import Heartbeat, JournalHead, Seen, SignedText
from kiosk.domain.events.wire.packed import (
    PACKED_VERSION,
    TAKES,
    Busy,
    Conflict,
    HelloStatement,
    Known,
    Later,
    NotTaken,
    PackedAnswers,
    PackedBatch,
    Taken,
)
from kiosk.domain.events.wire.packing import as_is, pack
from kiosk.domain.events.wire.statements import HubStanding
from kiosk.domain.proofs import batch_signature
from tests.domain.wire_bytes import ALIAS, AT, SEED, bodies, sealed

EARLIER = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
STANDING = HubStanding("SA", "8" * 32, 17, "9" * 32, AT, 2, TAKES, (1,))


def messages() -> dict[str, bytes]:
    """Everything that is sent or signed in version 3 and not before, by a name of each."""
    events = [packed(sealed()), packed(sealed(1, ALIAS))]
    alone = packed(sealed(), alone=True)
    seen = SignedText(statement="{}", signature="0" * 128)
    beat = Heartbeat(unsent=2, oldest_unsent_at=AT, last_counter=1042, journal=JournalHead(count=9, head="6" * 64),
                     at=AT, asked="9" * 32, seen=Seen(standing=seen))  # fmt: skip
    statements = [STANDING.statement(), b'{"event":1}', b'{"event":2}', b'{"event":3}', b'{"event":4}']
    signature = batch_signature.sign(statements, SEED)
    told = (Taken(AT), Known(EARLIER, "{}"), NotTaken("closed-case", "reference"), Conflict(), Later(), Busy(30))
    raw = tuple(map(as_is, events))
    return {
        "event": events[0],
        "event-alias": events[1],
        "event-alone": alone,
        "vouched": vouched("SA", events),
        "batch": pack(PackedBatch(PACKED_VERSION, "SA", beat, raw, keys.sign(SEED, vouched("SA", events)))),
        "batch-alone": pack(PackedBatch(PACKED_VERSION, "SA", beat, (as_is(alone),))),
        "standing": STANDING.statement(),
        "answers": pack(PackedAnswers(PACKED_VERSION, STANDING.statement().decode(), told, signature)),
        "proof": batch_signature.each(statements, signature)[2],
        "hello": HelloStatement(version=PACKED_VERSION, hello="9" * 32, at=AT).statement(),
    }


def packed_bodies() -> dict[str, bytes]:
    """The bodies of events as this version packs them with its newest dictionary."""
    return {name: packing.pack(body, packing.DICTIONARIES[-1]) for name, body in bodies().items()}

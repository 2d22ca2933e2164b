"""Version 3 of the wire: a batch of events in MessagePack that is signed once, and the answer, signed once.

Messages are lists in the order of their fields; a field added later comes last, with a default.
"""

from datetime import datetime
from typing import Annotated, Literal

from msgspec import Meta, Raw, Struct

from kiosk.domain.events.event import EventType
from kiosk.domain.events.wire.batch import Heartbeat, SignedAlias
from kiosk.domain.events.wire.statements import Statement
from kiosk.domain.events.wire.values import MOST_EVENTS, Hash, Id, Moment, Reference, Sequence, Text, up_to, whole

PackedVersion = Literal[3]
PACKED_VERSION: PackedVersion = 3
TAKES = (2, 3)
"""The versions in which a hub of this version takes events."""


def _bytes(count: int) -> Meta:
    return Meta(min_length=count, max_length=count)


IdBytes = Annotated[bytes, _bytes(16)]
HashBytes = Annotated[bytes, _bytes(32)]
KeyBytes = Annotated[bytes, _bytes(8)]
SignatureBytes = Annotated[bytes, _bytes(64)]


class PackedStart(Struct, frozen=True, array_like=True):
    """What is read of an event that does not fit, so that its refusal names it."""

    id: IdBytes


class PackedEvent(PackedStart, frozen=True, array_like=True):
    """An event as it travels in version 3; `signature` is there where no batch vouches for it, as on a stick."""

    stream: IdBytes
    sequence: Sequence
    type: EventType
    reference: Reference
    sha256: HashBytes
    key: KeyBytes
    sealed: Annotated[bytes, Meta(min_length=1)]
    replaces: IdBytes | None = None
    signature: SignatureBytes | None = None
    alias: SignedAlias | None = None


class PackedBatch(Struct, frozen=True, array_like=True):
    """A batch; `events` are `PackedEvent`s, judged one by one. `signature` is of `BatchOf`, missing where each event
    has its own.
    """

    version: PackedVersion
    site: Text
    heartbeat: Heartbeat
    events: Annotated[tuple[Raw, ...], Meta(max_length=MOST_EVENTS)]
    signature: SignatureBytes | None = None


class Taken(Struct, frozen=True, array_like=True, tag=1):
    """The hub has the event since now. `statement` is there where it does not follow from what was sent."""

    received_at: datetime
    statement: Text = ""


class Known(Struct, frozen=True, array_like=True, tag=2):
    """The hub has had the event since then."""

    received_at: datetime
    statement: Text = ""


class NotTaken(Struct, frozen=True, array_like=True, tag=3):
    """The hub will not have the event."""

    code: Text
    detail: Text = ""


class Conflict(Struct, frozen=True, array_like=True, tag=4):
    """The hub has another content under this id, which it keeps and notes; the box keeps its own, for the desk."""


class Later(Struct, frozen=True, array_like=True, tag=5):
    """An earlier event of the stream is not there yet."""


class Busy(Struct, frozen=True, array_like=True, tag=6):
    """The hub has too much to do: the event is sent again after so many seconds."""

    seconds: Annotated[int, whole(0, 86_400)]


PackedAnswer = Taken | Known | NotTaken | Conflict | Later | Busy
"""What becomes of one event."""
WORDS = {1: "acknowledged", 2: "duplicate", 3: "rejected", 4: "conflict", 5: "later", 6: "busy"}
"""The number of each answer, in the words of version 2."""


class PackedAnswers(Struct, frozen=True, array_like=True):
    """One answer an event, in the same order. `standing` is the statement that answers the box's question.

    `signature` is of `AnswersRoot`, over the standing and the statements of all events that the hub has or refuses.
    """

    version: PackedVersion
    standing: Text
    answers: tuple[PackedAnswer, ...]
    signature: SignatureBytes


class BatchOf(Statement, frozen=True, kw_only=True):
    """What a site signs of a batch: the SHA-256 of each event as it travels, in order."""

    version: PackedVersion
    site: Text
    batch: tuple[Hash, ...]


class AnswersRoot(Statement, frozen=True, kw_only=True):
    """What a hub signs of an answer: the root of the hash tree over its `answers` statements (RFC 9162 §2.1)."""

    version: PackedVersion
    answers: Annotated[int, Meta(ge=1)]
    root: Hash


class HelloStatement(Statement, frozen=True, kw_only=True):
    """What a hub signs for whoever asks, so that a box tells it from a page of the network: the question again."""

    version: PackedVersion
    hello: Id
    at: Moment


class Hello(Struct, frozen=True, kw_only=True):
    """The hub answers a box that doubts who answers, in JSON."""

    version: PackedVersion
    statement: Annotated[str, up_to(400)]
    signature: Annotated[str, Meta(pattern="^[0-9a-f]{128}$")]

"""What a box asks of a hub: it sends a batch of events with its heartbeat, and enrols with a question."""

from typing import Annotated

from msgspec import UNSET, Meta, Struct

from kiosk.domain.events.event import EventType
from kiosk.domain.events.wire.box_health import BoxHealth, Reached
from kiosk.domain.events.wire.reading import (
    COUNTER_CAP,
    MOST_EVENTS,
    Hash,
    Id,
    KeyId,
    Maybe,
    Moment,
    Reference,
    Sequence,
    Signature,
    Text,
    Version,
    told,
    up_to,
    whole,
)

WrittenSignature = Annotated[Text, told(pattern="^[0-9a-f]{128}$", description="Ed25519, of the UTF-8 bytes")]
"""A signature in what is read even where it is none: it is then not believed."""


class SignedText(Struct, frozen=True, kw_only=True):
    """What a peer signed, shown again."""

    statement: Text
    signature: WrittenSignature


class SignedAlias(Struct, frozen=True, kw_only=True):
    """The site's signed word that the case bears another number now."""

    statement: Annotated[str, up_to(4000)]
    signature: Signature


class JournalHead(Struct, frozen=True, kw_only=True):
    """How long the box's journal is, and the hash of its last line."""

    count: Annotated[int, whole(0, COUNTER_CAP)]
    head: Hash


class Seen(Struct, frozen=True, kw_only=True):
    """What this hub signed last for this site."""

    standing: Maybe[SignedText] = UNSET
    acknowledgement: Maybe[SignedText] = UNSET


class Heartbeat(Struct, frozen=True, kw_only=True):
    """What a box says of itself with each batch."""

    unsent: Annotated[int, whole(0, 1_000_000_000)]
    oldest_unsent_at: Moment | None = None
    last_counter: Annotated[int, whole(0, COUNTER_CAP)]
    journal: JournalHead | None = None
    at: Maybe[Moment] = UNSET
    asked: Maybe[Id] = UNSET
    seen: Maybe[Seen] = UNSET
    health: Maybe[BoxHealth] = UNSET
    reached: Maybe[Reached] = UNSET


class Arrived(Struct, frozen=True, kw_only=True):
    """The id of an event, which its answer names whatever else is wrong with it."""

    id: Id


class SentEvent(Arrived, frozen=True, kw_only=True):
    """An event as it travels. `sealed` is the body, packed and sealed to the hub's key that `key` names."""

    stream: Id
    sequence: Sequence
    type: EventType
    reference: Reference
    replaces: Id | None = None
    sha256: Annotated[Hash, Meta(description="of the canonical JSON of the body")]
    key: KeyId
    sealed: Annotated[bytes, Meta(min_length=1)]
    signature: Annotated[Signature, Meta(description="by the site, of the canonical JSON of a Header")]
    alias: Maybe[SignedAlias] = UNSET


class Sender(Struct, frozen=True, kw_only=True):
    """Who sends a batch."""

    version: Version
    site: Text
    heartbeat: Heartbeat


class Batch(Sender, frozen=True, kw_only=True):
    """A batch as a box makes it; none in it is a heartbeat."""

    events: Annotated[tuple[SentEvent, ...], Meta(max_length=MOST_EVENTS)]


class ArrivedBatch(Sender, frozen=True, kw_only=True):
    """A batch as a hub takes it: its events are judged one by one."""

    events: Annotated[tuple[Arrived, ...], Meta(max_length=MOST_EVENTS)]


class AskedUpdates(Struct, frozen=True, kw_only=True):
    """What a box asks on a stick, as over the line in the address: the updates after a cursor of the hub's `epoch`."""

    version: Version
    epoch: Annotated[str, up_to(32)]
    after: Annotated[int, whole(0, 2**53)]


class Question(Struct, frozen=True, kw_only=True):
    """The question of a box that enrols; no proof covers `site`, the code that the box has."""

    version: Version
    locator: Id
    site_key: Hash
    nonce: Id
    proof: Hash
    site: Maybe[Annotated[str, up_to(8)]] = UNSET

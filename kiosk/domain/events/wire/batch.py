"""What a box asks of a hub: it sends a batch of events with its heartbeat, and enrols with a question.

Files: what a box says of a file before its chunks, and what the hub answers.

The document that goes with a decision comes the other way: its manifest is a statement of the hub, and its chunks are
asked for by name.
"""

from typing import Annotated, Literal

from msgspec import UNSET, Meta, Struct, UnsetType

from kiosk.domain.events.event import EventType
from kiosk.domain.events.wire.bodies import BoxHealth, TownHallContact
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
    WrittenId,
    short_text,
    text_pattern,
    whole_number,
    written_schema,
)
from kiosk.domain.events.wire.statements import Statement
from kiosk.error_codes import Rejection

WrittenSignature = Annotated[Text, written_schema(pattern="^[0-9a-f]{128}$", description="Ed25519, of the UTF-8 bytes")]
"""A signature in what is read even where it is none: it is then not believed."""


class SignedText(Struct, frozen=True, kw_only=True):
    """What a peer signed, shown again."""

    statement: Text
    signature: WrittenSignature


class SignedAlias(Struct, frozen=True, kw_only=True):
    """The site's signed word that the case bears another number now."""

    statement: Annotated[str, short_text(4000)]
    signature: Signature


class JournalHead(Struct, frozen=True, kw_only=True):
    """How long the box's journal is, and the hash of its last line."""

    count: Annotated[int, whole_number(0, COUNTER_CAP)]
    head: Hash


class SeenStatements(Struct, frozen=True, kw_only=True):
    """What this hub signed last for this site."""

    standing: Maybe[SignedText] = UNSET
    acknowledgement: Maybe[SignedText] = UNSET


class Heartbeat(Struct, frozen=True, kw_only=True):
    """What a box says of itself with each batch."""

    unsent: Annotated[int, whole_number(0, 1_000_000_000)]
    oldest_unsent_at: Moment | None = None
    last_counter: Annotated[int, whole_number(0, COUNTER_CAP)]
    journal: JournalHead | None = None
    at: Maybe[Moment] = UNSET
    asked: Maybe[Id] = UNSET
    seen: Maybe[SeenStatements] = UNSET
    health: Maybe[BoxHealth] = UNSET
    reached: Maybe[TownHallContact] = UNSET


class _ArrivedEvent(Struct, frozen=True, kw_only=True):
    """The id of an event, which its answer names whatever else is wrong with it."""

    id: Id


class SentEvent(_ArrivedEvent, frozen=True, kw_only=True):
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
    after: Annotated[Maybe[Id], Meta(description="the event before it in its stream, as the box has it")] = UNSET
    apart: Annotated[Maybe[bool], Meta(description="it goes again, without its place")] = UNSET


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

    events: Annotated[tuple[_ArrivedEvent, ...], Meta(max_length=MOST_EVENTS)]


class AskedUpdates(Struct, frozen=True, kw_only=True):
    """What a box asks on a stick, as over the line in the address: the updates after a cursor of the hub's `epoch`."""

    version: Version
    epoch: Annotated[str, short_text(32)]
    after: Annotated[int, whole_number(0, 2**53)]


class EnrolmentQuestion(Struct, frozen=True, kw_only=True):
    """The question of a box that enrols; no proof covers `site`, the code that the box has."""

    version: Version
    locator: Id
    site_key: Hash
    nonce: Id
    proof: Hash
    site: Maybe[Annotated[str, short_text(8)]] = UNSET


MOST_CHUNKS = 4_096
"""Most chunks of a file: a gigabyte; the event that lists the file says how many there have to be."""
MOST_MANIFEST_BYTES = 300_000
"""Largest manifest, in bytes: `MOST_CHUNKS` names and what stands around them."""
StreamHeader = Annotated[str, text_pattern("[0-9a-f]{48}")]


class FileManifest(Struct, frozen=True, kw_only=True):
    """A file that the event lists: its key, sealed to the hub's `key`; the header of its stream; its chunks' names.

    Nobody signs it: the event, which the site signed, names the SHA-256 of the clear file, and the hub confirms nothing
    else.
    """

    version: Version
    event: Id
    key: KeyId
    sealed_key: Annotated[bytes, Meta(min_length=1, max_length=400)]
    header: StreamHeader
    chunks: Annotated[tuple[Hash, ...], Meta(min_length=1, max_length=MOST_CHUNKS)]


class MissingChunk(Struct, frozen=True, kw_only=True):
    """A chunk that the hub lacks, by its place from 0, and how many bytes of it are there already."""

    place: Annotated[int, whole_number(0, MOST_CHUNKS)]
    there: Annotated[int, whole_number(0, 2**31)]


class FileAnswer(Struct, frozen=True, kw_only=True):
    """What the hub has of a file: `code` where it will not have it, else the chunks it lacks, else it has it whole."""

    version: Version
    code: Text = ""
    missing: tuple[MissingChunk, ...] = ()
    signed: SignedText | None = None


class AskedGiven(Struct, frozen=True, kw_only=True):
    """What a site asks to be given a document that goes with a decision; `asked` is new each time."""

    version: Version
    site: Text
    given: Id
    asked: Id


class GivenManifest(Statement, frozen=True, kw_only=True):
    """What a hub signs of such a document: the key of its encrypted stream, its header, its chunks in order.

    Each chunk is named by the SHA-256 of its own bytes. `asked` is the question's.
    """

    version: Version
    asked: Id
    given: Id
    key: Hash
    header: StreamHeader
    chunks: Annotated[tuple[Hash, ...], Meta(min_length=1, max_length=MOST_CHUNKS)]


ERRORS = (
    "bad-request", "unknown-site", "not-found", "not-allowed", "length-missing", "too-large", "unknown-media-type",
    "wrong-code", "too-many-tries", "bad-signature", "unavailable", "failure",
)  # fmt: skip
"""Codes of requests that fail whole."""
REJECTIONS = (
    Rejection.UNKNOWN_VERSION, Rejection.BAD_EVENT, Rejection.WRONG_HASH, Rejection.WRONG_SITE,
    Rejection.CHANGED_EVENT, Rejection.SEQUENCE_TAKEN, Rejection.REFERENCE_TAKEN, Rejection.TWO_CASES,
    Rejection.UNKNOWN_REFERENCE, Rejection.CLOSED_CASE, Rejection.BAD_SIGNATURE, Rejection.UNKNOWN_KEY,
    Rejection.UNKNOWN_DICTIONARY, Rejection.UNREADABLE, Rejection.REVOKED_SITE, Rejection.NOT_THEIRS,
)  # fmt: skip
"""Codes of events that are refused; a box takes one that it does not know, of a newer hub."""
Cursor = Annotated[int, Meta(ge=0)]


class AcknowledgedEvent(SignedText, frozen=True, kw_only=True, tag_field="outcome", tag="acknowledged"):
    """The hub has the event."""

    id: Id


class Duplicate(AcknowledgedEvent, frozen=True, kw_only=True, tag="duplicate"):
    """The hub has had the event since before: the same acknowledgement again."""


class RejectedEvent(Struct, frozen=True, kw_only=True, tag_field="outcome", tag="rejected"):
    """The hub will not have the event; `statement` is what it signs of that: without it nothing is believed."""

    id: Id
    code: Annotated[Text, written_schema(enum=list(REJECTIONS))]
    detail: Text = ""
    statement: Text | UnsetType = UNSET
    signature: WrittenSignature | UnsetType = UNSET


class Later(Struct, frozen=True, kw_only=True, tag_field="outcome", tag="later"):
    """The box sends the event again: an earlier one of its stream is not there yet, or the hub has too much to do and
    asks for so many `seconds`.
    """

    id: Id
    code: Annotated[Text, written_schema(enum=["out-of-order", "busy"])] = "out-of-order"
    seconds: Annotated[int, whole_number(1, 86_400)] | UnsetType = UNSET


Answer = AcknowledgedEvent | Duplicate | RejectedEvent | Later
"""The answer to one event."""


class BatchAnswer(Struct, frozen=True, kw_only=True):
    """One answer an event, in the same order; `standing` answers what the box asked."""

    version: Version
    key: Hash
    epoch: Id
    answers: tuple[Answer, ...]
    standing: SignedText | UnsetType = UNSET


class SignedUpdate(SignedText, frozen=True, kw_only=True):
    """An update, signed for one site."""

    cursor: Cursor


class UpdatesAnswer(Struct, frozen=True, kw_only=True):
    """Updates in the order of commits, and the cursor to ask with next."""

    version: Version
    epoch: Id
    cursor: Cursor
    updates: tuple[SignedUpdate, ...]


class ToldSite(Struct, frozen=True, kw_only=True):
    """What a box goes on with: the highest counter ever seen of this site, and the newest sealing key, signed."""

    version: Version
    site: Text
    name: Text
    highest_counter: int
    epoch: WrittenId
    keys: SignedText
    release: Maybe[SignedText] = None


class SignedAnswer(SignedText, frozen=True, kw_only=True):
    """One statement: that a file was taken, or the list of keys."""

    version: Version


class EnrolmentAnswer(Struct, frozen=True, kw_only=True):
    """What an enrolled box goes on with; the proof is of the other fields and of the question's `nonce`.

    `root` is the JSON of the newest signed root (`domain.published`), absent where nothing was published.
    """

    version: Version
    site: Text
    name: Text
    token: Text
    verify_key: Hash
    seal_key: Hash
    epoch: Id
    proof: Hash
    root: Text | UnsetType = UNSET


class EnrolmentRefusal(Struct, frozen=True, kw_only=True):
    """The code was made for another site, or the box's key was revoked; the code stays usable."""

    version: Version
    error: Literal["another-site", "revoked-key"]
    site: Text
    name: Text
    proof: Hash


class Hello(SignedText, frozen=True, kw_only=True):
    """The hub answers a box that doubts who answers, with a `HelloStatement`."""

    version: Version


class Health(Struct, frozen=True, kw_only=True):
    """The database answers."""

    status: Literal["ok"]


class Error(Struct, frozen=True, kw_only=True):
    """A request that failed whole."""

    error: Annotated[str, written_schema(enum=list(ERRORS))]

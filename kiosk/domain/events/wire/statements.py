"""What is signed: the statements of a site about its events, and of a hub about everything that a box believes.

A statement is the canonical JSON of one of these; what is signed are its bytes.
"""

from datetime import date
from typing import Annotated, Literal

from msgspec import UNSET, Meta, Struct, UnsetType, field

from kiosk.domain.events.event import AddedFrom, CaseState, EventType, RequestOutcome, UpdateKind
from kiosk.domain.events.wire.reading import (
    Count,
    Hash,
    Id,
    Maybe,
    Moment,
    Reference,
    Sequence,
    Text,
    Version,
    WrittenHash,
    WrittenId,
    canonical,
    matching,
    told,
)
from kiosk.domain.events.wire.replies import ArrivedDocument, Asked, Given, Letter, SilenceNow

Place = Annotated[int, Meta(ge=1)]  # in a stream, or a cursor: they count from 1
MomentText = Annotated[str, told(format="date-time")]
"""A moment that is kept as it was written."""

HUB_STATES = tuple(CaseState)[tuple(CaseState).index(CaseState.RECEIVED) :]
"""The states that a hub gives a case; a newer one may have another."""


class Statement(Struct, frozen=True):
    """What can be signed."""

    def statement(self) -> bytes:
        """The bytes that are signed."""
        return canonical(self)


class Header(Statement, frozen=True, kw_only=True):
    """What a site signs of an event: not the sealed bytes, so that one sealed again keeps its signature."""

    version: Version
    site: Text
    id: Id
    stream: Id
    sequence: Sequence
    type: EventType
    reference: Reference
    replaces: Id | None
    sha256: Hash


class AliasStatement(Statement, frozen=True, kw_only=True):
    """What a site signs of a case that was given another number; the oldest of `formerly` comes first."""

    version: Version
    alias: Literal["reference"]
    site: str
    stream: str
    reference: str
    formerly: tuple[str, ...]


class EventAcknowledgement(Statement, frozen=True):
    """What a hub says of an event that it has stored. `sha256` is of the clear body; `site` is the sender's code."""

    event: Id
    sha256: Hash
    site: Text
    reference: Reference
    sequence: Place
    type: EventType
    received_at: Moment
    version: Version


class FileAcknowledgement(Statement, frozen=True):
    """What a hub says of a file that it has stored.

    `event` is the id of the event that lists the file; `size` (bytes) and `sha256` are those of the clear file.
    """

    attachment: Id
    event: Id
    sha256: Hash
    size: Place
    site: Text
    received_at: Moment
    version: Version


class RefusalOf(Statement, frozen=True, kw_only=True):
    """What a hub says of an event that it will not have; `of` is the SHA-256 of the item as it arrived."""

    version: Version
    refused: Text
    of: Hash
    site: Text
    code: Text
    detail: Text


class HubStanding(Statement, frozen=True):
    """What a hub signs for one site: `cursor` is that of the site's last update, in the hub's `epoch`.

    `asked` is the box's question (32 hexadecimal digits, new each time), so that `at` is the hub's time at the answer.
    `dictionaries` are those it can unpack with. `published` is the cursor of its newest publication
    (`domain.published`); a hub to which nothing was published says none. `notices` are the ways by which it tells
    persons of news (`email`, `sms`).
    """

    site: Text = field(name="standing")
    epoch: WrittenId
    cursor: int
    asked: WrittenId
    at: Moment
    version: Version
    dictionaries: Maybe[tuple[int, ...]] = UNSET
    published: Maybe[Count] = UNSET
    notices: Maybe[tuple[Text, ...]] = UNSET


class HelloStatement(Statement, frozen=True, kw_only=True):
    """What a hub signs for whoever asks, so that a box tells it from a page of the network: the question again."""

    version: Version
    hello: Id
    at: Moment


class ReleaseNote(Statement, frozen=True):
    """`release` is the version that mends it (`0.2.1`), `text` what it mends, as the hub's operator wrote it."""

    release: Text = field(name="security")
    text: Text
    at: Moment
    version: Version


class SealingKey(Statement, frozen=True, kw_only=True):
    """The newest key to seal to, signed by the pinned one (`hub`)."""

    version: Version
    hub: WrittenHash
    seal_key: WrittenHash
    made_at: MomentText
    epoch: WrittenId


class ListedKey(Struct, frozen=True, kw_only=True):
    """A key of a site, with the day on which it was replaced or revoked and the codes that the site had before."""

    id: Annotated[str, matching("[0-9a-f]{8}")]
    key: Hash
    site: str
    name: str
    until: date | None
    revoked: date | None
    formerly: Maybe[tuple[str, ...]] = UNSET


class KeyListStatement(Statement, frozen=True, kw_only=True):
    """The keys of all sites, with which receipts are verified; `number` grows within an `epoch`."""

    version: Version
    list: Literal["receipt-keys"]
    number: int
    at: Moment
    epoch: WrittenId
    hub: WrittenHash
    keys: tuple[ListedKey, ...]


class Update(Struct, frozen=True, kw_only=True):
    """What every update of a case says to a site."""

    version: Version
    site: Text
    cursor: Place
    id: Id
    reference: Reference
    kind: UpdateKind
    state: Annotated[Text, told(enum=list(HUB_STATES))]
    message: Text
    at: Moment
    by: Text


class StateUpdate(Update, frozen=True, kw_only=True):
    """A new state of the case; `asked` are due by `papers_by`; `said_in` is a template's message, by language."""

    papers_by: date | UnsetType = UNSET
    asked: tuple[Asked, ...] | UnsetType = UNSET
    said_in: dict[str, Text] | UnsetType = UNSET
    letter: Letter | UnsetType = UNSET
    silence: SilenceNow | UnsetType = UNSET
    document: Given | UnsetType = UNSET


class Accuse(Struct, frozen=True, kw_only=True):
    """The deciding service's « accusé de réception » (CRPA R. 112-5)."""

    received_on: date
    service: Text
    address: Text
    phone: Text
    email: Text
    remedies: Text


class AccuseUpdate(StateUpdate, frozen=True, kw_only=True):
    """The first state in which the service works on the case, with its « accusé de réception »."""

    accuse: Accuse


class RightsUpdate(Update, frozen=True, kw_only=True):
    """The answer to what the person asked of their contents; `request` is the id of their event."""

    request: Id
    outcome: RequestOutcome


class AddedUpdate(Update, frozen=True, kw_only=True):
    """Something was added to the case elsewhere, on a legal day: `by` is the town hall's name, "" from a telephone.

    `documents` are empty for words alone.
    """

    source: Annotated[Text, told(enum=list(AddedFrom))]
    legal_date: date
    documents: tuple[ArrivedDocument, ...]


UPDATES: dict[UpdateKind, type[Update]] = {
    UpdateKind.STATE: StateUpdate,
    UpdateKind.ACCUSE: AccuseUpdate,
    UpdateKind.RIGHTS: RightsUpdate,
    UpdateKind.ADDED: AddedUpdate,
}
"""The statement of each kind of update."""

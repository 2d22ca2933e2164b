"""What is signed: the statements of a site about its events, and of a hub about everything that a box believes.

A statement is the canonical JSON of one of these; what is signed are its bytes.
"""

from datetime import date
from typing import Annotated, Literal

from msgspec import UNSET, Meta, Struct, UnsetType, convert, field, to_builtins
from msgspec.structs import replace

from kiosk.domain.events.case_state import CaseState
from kiosk.domain.events.event import AddedFrom, EventType, RequestOutcome, UpdateKind
from kiosk.domain.events.silence_facts import SilenceDay, silence_from_wire
from kiosk.domain.events.wire.bodies import ListedFile, TownHallContact
from kiosk.domain.events.wire.reading import (
    Count,
    Hash,
    Id,
    Maybe,
    Means,
    Moment,
    PromisedDays,
    Reference,
    Sequence,
    Text,
    Version,
    WrittenHash,
    WrittenId,
    encode_canonical,
    short_text,
    text_pattern,
    written_schema,
)


class RequestedPaper(Struct, frozen=True):
    """One paper asked for; `document` is the id of a document of the procedure, "" for a paper in free words.

    `label` is in French. A supplement that answers it names its `id`.
    """

    id: Id
    document: Text
    label: Text


class Letter(Struct, frozen=True, kw_only=True):
    """What the box that prints the answer has not any more; "" for what the case does not say.

    Whom it is for, what was asked, who wrote it and in what quality (CRPA L. 212-1), where the service is, and the
    remedies; no `quality` where nothing is decided.
    """

    to: Text
    procedure: Text
    author: Text
    address: Text
    phone: Text
    email: Text
    remedies: Text
    quality: Text | UnsetType = UNSET


class DecisionDocument(ListedFile, frozen=True, kw_only=True):
    """A document that goes with a decision: the box asks for it by `id`. Size and hash are of the clear bytes."""


class ArrivedDocument(Struct, frozen=True, kw_only=True):
    """A document that was added elsewhere, as the supplement lists it, with the number of its files alone.

    `id` is that of a document of the procedure, "" for a name of its own; `answers` is the paper asked for.
    """

    id: Text
    label: Text
    state: Text
    files: Count
    answers: Maybe[Id] = UNSET


class OneSilence(Struct, frozen=True, kw_only=True):
    """When silence decides one subject; `on` is null as long as the delay has not started."""

    means: Means
    after_months: Count
    on: date | None
    papers_by: date | None
    lacks: bool
    about: Text


class SilenceNow(OneSilence, frozen=True, kw_only=True):
    """When silence decides, as the hub computed it; the other subjects are under `also`."""

    also: tuple[OneSilence, ...] | UnsetType = UNSET


def silence_now(day: SilenceDay) -> SilenceNow:
    """The day, with those of the other subjects where there are any; `silence_facts.silence_from_wire` reads it."""
    told = convert(day, SilenceNow, from_attributes=True)
    return told if told.also else replace(told, also=UNSET)


def silence_read(told: SilenceNow) -> SilenceDay | None:
    """The day that a hub told; None for what this version does not know."""
    return silence_from_wire(to_builtins(told))


Place = Annotated[int, Meta(ge=1)]  # in a stream, or a cursor: they count from 1
MomentText = Annotated[str, written_schema(format="date-time")]
"""A moment that is kept as it was written."""

HUB_STATES = tuple(CaseState)[tuple(CaseState).index(CaseState.RECEIVED) :]
"""The states that a hub gives a case; a newer one may have another."""


class Statement(Struct, frozen=True):
    """What can be signed."""

    def statement(self) -> bytes:
        """The bytes that are signed."""
        return encode_canonical(self)


class EventStatement(Statement, frozen=True, kw_only=True):
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

    id: Annotated[str, text_pattern("[0-9a-f]{8}")]
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


class UpdateStatement(Struct, frozen=True, kw_only=True):
    """What every update of a case says to a site."""

    version: Version
    site: Text
    cursor: Place
    id: Id
    reference: Reference
    kind: UpdateKind
    state: Annotated[Text, written_schema(enum=list(HUB_STATES))]
    message: Text
    at: Moment
    by: Text


class StateUpdate(UpdateStatement, frozen=True, kw_only=True):
    """A new state of the case; `asked` are due by `papers_by`; `said_in` is a template's message, by language.

    `passed_to` names whom the service passed it on to, `other_body` where that is another administration. A decision
    says in `due_on` when silence would have decided.
    """

    papers_by: date | UnsetType = UNSET
    asked: tuple[RequestedPaper, ...] | UnsetType = UNSET
    said_in: dict[str, Text] | UnsetType = UNSET
    letter: Letter | UnsetType = UNSET
    silence: SilenceNow | UnsetType = UNSET
    document: DecisionDocument | UnsetType = UNSET
    passed_to: Text | UnsetType = UNSET
    other_body: bool | UnsetType = UNSET
    due_on: date | UnsetType = UNSET


class Accuse(Struct, frozen=True, kw_only=True):
    """The deciding service's « accusé de réception » (CRPA R. 112-5)."""

    received_on: date
    service: Text
    address: Text
    phone: Text
    email: Text
    remedies: Text


class AccuseUpdate(StateUpdate, frozen=True, kw_only=True):
    """The first state in which the service works on the case or asks for papers, with its « accusé de réception »."""

    accuse: Accuse


class RightsUpdate(UpdateStatement, frozen=True, kw_only=True):
    """The answer to what the person asked of their contents; `request` is the id of their event."""

    request: Id
    outcome: RequestOutcome


class AddedUpdate(UpdateStatement, frozen=True, kw_only=True):
    """Something was added to the case elsewhere, on a legal day: `by` is the town hall's name, "" from a telephone.

    `documents` are empty for words alone.
    """

    source: Annotated[Text, written_schema(enum=list(AddedFrom))]
    legal_date: date
    documents: tuple[ArrivedDocument, ...]


class SettledUpdate(UpdateStatement, frozen=True, kw_only=True):
    """The papers of the case that the service has ticked off by now, by their ids: those that it `accepted`, and those
    that it no longer asks for."""

    accepted: tuple[Id, ...]
    given_up: tuple[Id, ...]


UPDATES: dict[UpdateKind, type[UpdateStatement]] = {
    UpdateKind.STATE: StateUpdate,
    UpdateKind.ACCUSE: AccuseUpdate,
    UpdateKind.RIGHTS: RightsUpdate,
    UpdateKind.ADDED: AddedUpdate,
    UpdateKind.SETTLED: SettledUpdate,
}
"""The statement of each kind of update."""


MOST_CASES = 20
"""Cases that are told; whoever has more of them asks with a birth date or a telephone."""
MOST_SERVICES = 200
MOST_TURNS = 100


class AskedNamedCases(Struct, frozen=True, kw_only=True):
    """Who asks and for whom; the site signs it. `asked` is new each time, `mediator` the id of who asks at the site.

    A birth date or a telephone narrows a name, and is never enough alone.
    """

    version: Version
    asked: Id
    site: Annotated[str, short_text(4)]
    at: Moment
    mediator: Id
    services: Annotated[tuple[Annotated[str, short_text(64)], ...], Meta(min_length=1, max_length=MOST_SERVICES)]
    name: Annotated[str, short_text(100), Meta(min_length=2)]
    birth_date: Maybe[Annotated[str, text_pattern(r"\d{4}(?:-\d{2}-\d{2})?")]] = UNSET
    phone: Maybe[Annotated[str, short_text(30)]] = UNSET


class NamedCase(Struct, frozen=True, kw_only=True):
    """One case, as much of it as tells the person from others: names, the year of birth, the procedure, the state.

    `applicant` is who asked for somebody else, "" where that is the same person.
    """

    reference: Text
    procedure: Text
    title: Text
    prepared: bool
    state: Text
    deposited: date
    person: Text
    birth_year: Text
    applicant: Text


class NamedCases(Statement, frozen=True, kw_only=True):
    """The newest cases found; `more`: there are others, and how many is not told. `asked` is the question's."""

    version: Version
    asked: WrittenId
    named: Annotated[tuple[NamedCase, ...], Meta(max_length=MOST_CASES)]
    more: bool


class AskedWhereabouts(Struct, frozen=True, kw_only=True):
    """Whoever holds a receipt shows its proof, or types its number and its code, of which the hash travels.

    `asked` is new each time. `birth_date` opens the words that the service wrote itself.
    """

    version: Version
    asked: Id
    reference: Annotated[str, short_text(40)] | UnsetType = UNSET
    follow_sha256: Hash | UnsetType = UNSET
    proof: Annotated[str, short_text(600)] | UnsetType = UNSET
    birth_date: Annotated[str, text_pattern(r"\d{4}(?:-\d{2}-\d{2})?")] | UnsetType = UNSET


class ToldTurn(Struct, frozen=True, kw_only=True):
    """A state that the service gave the case; `passed_to` names whom it passed the case on to, "" where it did not."""

    at: Moment
    day: date
    state: Text
    papers_by: date | None
    passed_to: Text
    other_body: bool


class ToldAddition(Struct, frozen=True, kw_only=True):
    """Something was added to the case."""

    at: Moment
    day: date


class Whereabouts(Statement, frozen=True, kw_only=True):
    """Where a case is, for whoever holds its receipt; `asked` is the question's.

    `title`, `service`, `phone` and `silence` are empty once the contents were erased. `papers` are those asked for that
    nobody has brought yet, as far as they are told; of `requested` papers `unanswered` are missing, both null where the
    request named none. `words` are the service's own, told with the birth date alone, as papers in free words are;
    `locked`: some were not told; `undated`: nor will they be, as the case has no birth date. `said_in` are those words
    in other languages, where a template has them. With them go the `author` of a decision, with their
    quality, and its `document`. `reached` is how the `town_hall` is, where its box said it, and `promised_days` within
    how many days of the deposit it promised an answer; `paid` the day on which its desk noted a payment.
    """

    version: Version
    asked: WrittenId
    reference: Text
    town_hall: Text
    procedure: Text
    title: Text
    service: Text
    phone: Text
    prepared: bool
    deposited: date
    received: date
    withdrawn: date | None
    turns: Annotated[tuple[ToldTurn, ...], Meta(max_length=MOST_TURNS)]
    additions: Annotated[tuple[ToldAddition, ...], Meta(max_length=MOST_TURNS)]
    silence: SilenceNow | None
    papers: tuple[RequestedPaper, ...]
    requested: Count | None
    unanswered: Count | None
    locked: bool
    words: Text
    said_in: dict[str, Text] | UnsetType = UNSET
    author: Text | UnsetType = UNSET
    document: DecisionDocument | UnsetType = UNSET
    reached: TownHallContact | UnsetType = UNSET
    undated: Maybe[Literal[True]] = UNSET
    promised_days: Maybe[PromisedDays] = UNSET
    paid: Maybe[date] = UNSET


class NoWhereabouts(Statement, frozen=True, kw_only=True):
    """No case has this number and this code, or nothing is proven: which of them is not told.

    `replaced`: the receipt is genuine, and was lost; the one that was given in its place opens the case.
    """

    version: Version
    asked: WrittenId
    unknown: Literal[True] = True
    replaced: Maybe[Literal[True]] = UNSET

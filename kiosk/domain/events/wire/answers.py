"""What a hub answers to a box, by request. A box believes what is signed, and each answer alone."""

from typing import Annotated, Literal

from msgspec import UNSET, Meta, Struct, UnsetType

from kiosk.domain.events.wire.batch import SignedText, WrittenSignature
from kiosk.domain.events.wire.reading import Hash, Id, Maybe, Text, Version, WrittenId, told, whole
from kiosk.error_codes import Rejection

ERRORS = (
    "bad-request",
    "unknown-site",
    "not-found",
    "not-allowed",
    "length-missing",
    "too-large",
    "unknown-media-type",
    "wrong-code",
    "too-many-tries",
    "bad-signature",
    "unavailable",
    "failure",
)
"""Codes of requests that fail whole."""
REJECTIONS = (
    Rejection.UNKNOWN_VERSION,
    Rejection.BAD_EVENT,
    Rejection.WRONG_HASH,
    Rejection.WRONG_SITE,
    Rejection.CHANGED_EVENT,
    Rejection.SEQUENCE_TAKEN,
    Rejection.REFERENCE_TAKEN,
    Rejection.TWO_CASES,
    Rejection.UNKNOWN_REFERENCE,
    Rejection.CLOSED_CASE,
    Rejection.BAD_SIGNATURE,
    Rejection.UNKNOWN_KEY,
    Rejection.UNKNOWN_DICTIONARY,
    Rejection.UNREADABLE,
    Rejection.REVOKED_SITE,
    Rejection.NOT_THEIRS,
)
"""Codes of events that are refused; a box takes one that it does not know, of a newer hub."""
Cursor = Annotated[int, Meta(ge=0)]


class Acknowledged(SignedText, frozen=True, kw_only=True, tag_field="outcome", tag="acknowledged"):
    """The hub has the event."""

    id: Id


class Duplicate(Acknowledged, frozen=True, kw_only=True, tag="duplicate"):
    """The hub has had the event since before: the same acknowledgement again."""


class Refused(Struct, frozen=True, kw_only=True, tag_field="outcome", tag="rejected"):
    """The hub will not have the event; `statement` is what it signs of that: without it nothing is believed."""

    id: Id
    code: Annotated[Text, told(enum=list(REJECTIONS))]
    detail: Text = ""
    statement: Text | UnsetType = UNSET
    signature: WrittenSignature | UnsetType = UNSET


class Later(Struct, frozen=True, kw_only=True, tag_field="outcome", tag="later"):
    """The box sends the event again: an earlier one of its stream is not there yet, or the hub has too much to do and
    asks for so many `seconds`.
    """

    id: Id
    code: Annotated[Text, told(enum=["out-of-order", "busy"])] = "out-of-order"
    seconds: Annotated[int, whole(1, 86_400)] | UnsetType = UNSET


Answer = Acknowledged | Duplicate | Refused | Later
"""The answer to one event."""


class Answers(Struct, frozen=True, kw_only=True):
    """One answer an event, in the same order; `standing` answers what the box asked."""

    version: Version
    key: Hash
    epoch: Id
    answers: tuple[Answer, ...]
    standing: SignedText | UnsetType = UNSET


class SignedUpdate(SignedText, frozen=True, kw_only=True):
    """An update, signed for one site."""

    cursor: Cursor


class Updates(Struct, frozen=True, kw_only=True):
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


class Signed(SignedText, frozen=True, kw_only=True):
    """One statement: that a file was taken, or the list of keys."""

    version: Version


class Enrolled(Struct, frozen=True, kw_only=True):
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


class NotEnrolled(Struct, frozen=True, kw_only=True):
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

    error: Annotated[str, told(enum=list(ERRORS))]

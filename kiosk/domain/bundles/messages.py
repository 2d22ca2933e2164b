"""What stands in a bundle and in its answer: messages in JSON, as the wire has them, between a start and an end.

The first message is the start, the last the end, which signs all that came before it. Each names its `kind`.
"""

from typing import Annotated, Any, Literal, TypeVar

import msgspec
from msgspec import DecodeError, Meta, Struct, ValidationError

from kiosk.domain.answers.attachment import CHUNK_BYTES
from kiosk.domain.events.wire.answers import SignedUpdate
from kiosk.domain.events.wire.batch import Heartbeat, SignedText
from kiosk.domain.events.wire.files import FileManifest
from kiosk.domain.events.wire.reading import Hash, Id, Moment, Signature, Text, up_to, whole
from kiosk.domain.events.wire.statements import Statement
from kiosk.error_codes import Refusal
from kiosk.errors import Refused

BundleVersion = Literal[1]
BUNDLE_VERSION: BundleVersion = 1
SiteText = Annotated[str, up_to(8)]
Count = Annotated[int, whole(0, 2**53)]
M = TypeVar("M")


class BundleStart(Struct, frozen=True, kw_only=True, tag_field="kind", tag="start"):
    """Which box speaks, to which hub (its verify key), and what it knows: the updates up to `cursor` in `epoch`.

    Its heartbeat asks the question that the hub's standing answers. The answer is sealed to `answer_key` (X25519),
    which was made for this bundle alone.
    """

    version: BundleVersion
    bundle: Id
    site: SiteText
    hub: Hash
    made_at: Moment
    answer_key: Hash
    epoch: Annotated[str, up_to(32)]
    cursor: Count
    heartbeat: Heartbeat


class BundledEvent(Struct, frozen=True, kw_only=True, tag_field="kind", tag="event"):
    """An event as it stands in a batch (`SentEvent`), judged by itself."""

    event: dict[str, Any]


class BundledFile(Struct, frozen=True, kw_only=True, tag_field="kind", tag="file"):
    """A file that an event of before lists: what it is made of, as on the wire. Its chunks follow, in order."""

    id: Id
    manifest: FileManifest


class BundledChunk(Struct, frozen=True, kw_only=True, tag_field="kind", tag="chunk"):
    """A chunk of the file named last, by the SHA-256 of its own bytes."""

    name: Hash
    content: Annotated[bytes, Meta(max_length=CHUNK_BYTES)]


class End(Struct, frozen=True, kw_only=True, tag_field="kind", tag="end"):
    """The signature of `BundleSeal`, by the site or by the hub."""

    signature: Signature


BundleMessage = BundleStart | BundledEvent | BundledFile | BundledChunk | End


class AnswerStart(Struct, frozen=True, kw_only=True, tag_field="kind", tag="start"):
    """Of which bundle of which site it is the answer, and by which hub; what this hub signed of itself (`HubStanding`),
    and its newest sealing key (`SealingKey`).
    """

    version: BundleVersion
    bundle: Id
    site: SiteText
    hub: Hash
    standing: SignedText
    sealing_key: SignedText


class EventAnswer(Struct, frozen=True, kw_only=True, tag_field="kind", tag="answer"):
    """What became of one event, as the hub answers on the wire (`answers.Answer`)."""

    answer: dict[str, Any]


class AnswerUpdate(SignedUpdate, frozen=True, kw_only=True, tag_field="kind", tag="update"):
    """An update of a case, signed for this site, as the wire has it."""


class AnswerFile(Struct, frozen=True, kw_only=True, tag_field="kind", tag="file"):
    """What became of one file: its acknowledgement, or the `code` with which the hub will not have it, or neither:
    something is missing, and the box sends it again.
    """

    id: Id
    signed: SignedText | None = None
    code: Text = ""


AnswerMessage = AnswerStart | EventAnswer | AnswerUpdate | AnswerFile | End


class BundleSeal(Statement, frozen=True, kw_only=True):
    """What the end of a file signs: the SHA-256 of every message before it, each behind its length, and how many."""

    version: BundleVersion
    file: Literal["bundle", "answer"]
    bundle: Id
    site: SiteText
    hub: Hash
    messages: Annotated[int, Meta(ge=1)]
    sha256: Hash


_BUNDLE: "msgspec.json.Decoder[BundleMessage]" = msgspec.json.Decoder(BundleMessage)
_ANSWER: "msgspec.json.Decoder[AnswerMessage]" = msgspec.json.Decoder(AnswerMessage)


def read_bundle(data: bytes) -> BundleMessage:
    """A message of a bundle. Raises `Refused` (`newer-bundle`): it is authentic, and this version does not know it."""
    return _read(_BUNDLE, data)


def read_answer(data: bytes) -> AnswerMessage:
    """A message of an answer. Raises `Refused` (`newer-bundle`)."""
    return _read(_ANSWER, data)


def _read(decoder: "msgspec.json.Decoder[M]", data: bytes) -> M:
    try:
        return decoder.decode(data)
    except (ValidationError, DecodeError, UnicodeDecodeError, RecursionError):
        raise Refused(Refusal.NEWER_BUNDLE) from None

"""What stands in a bundle and in its answer: messages in MessagePack, as the wire has them, between a start and an end.

The first message is the start, the last the end, which signs all that came before it. Messages are lists in the order
of their fields, led by a number; a field added later comes last, with a default.
"""

from datetime import datetime
from typing import Annotated, Literal, TypeVar

import msgspec
from msgspec import DecodeError, Meta, Raw, Struct, ValidationError

from kiosk.domain.answers.file_chunks import CHUNK_BYTES
from kiosk.domain.events.wire.batch import Heartbeat
from kiosk.domain.events.wire.files import FileManifest
from kiosk.domain.events.wire.packed import HashBytes, IdBytes, SignatureBytes
from kiosk.domain.events.wire.statements import Statement
from kiosk.domain.events.wire.values import Hash, Id, Text, up_to, whole
from kiosk.error_codes import Refusal
from kiosk.errors import Refused

BundleVersion = Literal[1]
BUNDLE_VERSION: BundleVersion = 1
SiteText = Annotated[str, up_to(8)]
Count = Annotated[int, whole(0, 2**53)]
Outcome = Literal["acknowledged", "duplicate", "rejected", "later"]
M = TypeVar("M")


class BundleStart(Struct, frozen=True, array_like=True, tag=1):
    """Which box speaks, to which hub (its verify key), and what it knows: the updates up to `cursor` in `epoch`.

    Its heartbeat asks the question that the hub's standing answers. The answer is sealed to `answer_key` (X25519),
    which was made for this bundle alone.
    """

    version: BundleVersion
    bundle: IdBytes
    site: SiteText
    hub: HashBytes
    made_at: datetime
    answer_key: HashBytes
    epoch: Annotated[str, up_to(32)]
    cursor: Count
    heartbeat: Heartbeat


class BundledEvent(Struct, frozen=True, array_like=True, tag=2):
    """An event as version 3 of the wire has it (`PackedEvent`), with its own signature."""

    event: Raw


class BundledFile(Struct, frozen=True, array_like=True, tag=3):
    """A file that an event of before lists: what it is made of, as on the wire. Its chunks follow, in order."""

    id: IdBytes
    manifest: FileManifest


class BundledChunk(Struct, frozen=True, array_like=True, tag=4):
    """A chunk of the file named last, by the SHA-256 of its own bytes."""

    name: HashBytes
    content: Annotated[bytes, Meta(max_length=CHUNK_BYTES)]


class End(Struct, frozen=True, array_like=True, tag=9):
    """The signature of `BundleSeal`, by the site or by the hub."""

    signature: SignatureBytes


BundleMessage = BundleStart | BundledEvent | BundledFile | BundledChunk | End


class AnswerStart(Struct, frozen=True, array_like=True, tag=1):
    """Of which bundle of which site it is the answer, and by which hub; what this hub signed of itself (`HubStanding`),
    and its newest sealing key (`SealingKey`).
    """

    version: BundleVersion
    bundle: IdBytes
    site: SiteText
    hub: HashBytes
    standing: Text
    signature: SignatureBytes
    sealing_key: Text
    key_signature: SignatureBytes


class EventAnswer(Struct, frozen=True, array_like=True, tag=2):
    """What became of one event. `statement` and `signature` are those of an answer of version 2; a refusal names the
    SHA-256 of the event as it travelled here. `later`: the box sends it again.
    """

    id: IdBytes
    outcome: Outcome
    statement: Text = ""
    signature: SignatureBytes | None = None
    code: Text = ""
    detail: Text = ""


class AnswerUpdate(Struct, frozen=True, array_like=True, tag=3):
    """An update of a case, signed for this site, as version 2 of the wire has it."""

    cursor: Count
    statement: Text
    signature: SignatureBytes


class AnswerFile(Struct, frozen=True, array_like=True, tag=4):
    """What became of one file: its acknowledgement, or the `code` with which the hub will not have it, or neither:
    something is missing, and the box sends it again.
    """

    id: IdBytes
    statement: Text = ""
    signature: SignatureBytes | None = None
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


_BUNDLE: "msgspec.msgpack.Decoder[BundleMessage]" = msgspec.msgpack.Decoder(BundleMessage)
_ANSWER: "msgspec.msgpack.Decoder[AnswerMessage]" = msgspec.msgpack.Decoder(AnswerMessage)


def read_bundle(data: bytes) -> BundleMessage:
    """A message of a bundle. Raises `Refused` (`newer-bundle`): it is authentic, and this version does not know it."""
    return _read(_BUNDLE, data)


def read_answer(data: bytes) -> AnswerMessage:
    """A message of an answer. Raises `Refused` (`newer-bundle`)."""
    return _read(_ANSWER, data)


def _read(decoder: "msgspec.msgpack.Decoder[M]", data: bytes) -> M:
    try:
        return decoder.decode(data)
    except (ValidationError, DecodeError, UnicodeDecodeError, RecursionError, OverflowError):
        raise Refused(Refusal.NEWER_BUNDLE) from None

"""The fuzz target of files that travel by hand: a stranger's file, and what somebody seals who knows the reader's key.

The first byte of an input says what the rest is: a file as it lies on a stick, or the messages of a bundle or of an
answer, which are then sealed, so that mutations reach the parser behind the seal.
"""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from io import BytesIO

from msgspec import Struct

AS_IT_LIES, BUNDLE, ANSWER = b"\x00", b"\x01", b"\x02"
_ID, _READER, _SEED = "0123456789abcdef" * 2, "fedcba9876543210", bytes(32)
_LONGEST = 1 << 20
"""Bytes that may come out of an input: none is compressed, so that nothing is ever larger than the file."""


def prepare() -> Callable[[bytes], object]:
    """The function that reads a file as a hub and a box do, to its signed end."""
    from kiosk.crypto import keys, sealing
    from kiosk.domain.bundles import container, signed_messages
    from kiosk.domain.bundles.container import FileKind
    from kiosk.domain.bundles.messages import AnswerStart, BundleStart, read_answer, read_bundle
    from kiosk.errors import Refused

    pair, signer = sealing.pair_of(bytes(31) + b"\x01"), keys.verify_key(_SEED)

    def sealed(kind: FileKind, clear: bytes) -> bytes:
        key = sealing.new_key()
        chunks = [clear[start : start + sealing.CHUNK_BYTES] for start in range(0, len(clear), sealing.CHUNK_BYTES)]
        head = kind.mark + bytes.fromhex(_ID + _READER) + sealing.seal(pair.public, key)
        return head + b"".join(sealing.lock_stream(key, chunks or [b""], f"bundle:{_ID}"))

    def counted(messages: Iterator[bytes], whole: int) -> Iterator[bytes]:
        came = 0
        for message in messages:
            came += len(message)
            assert came <= whole, "more came out than went in"
            yield message

    def read(data: bytes) -> None:
        which, rest = data[:1], data[1:]
        kind = FileKind.ANSWER if which == ANSWER else FileKind.BUNDLE
        file = rest if which == AS_IT_LIES else sealed(kind, rest)
        assert len(file) <= _LONGEST
        source = BytesIO(file)
        front = container.front(source.read, kind)
        messages = counted(container.messages(source.read, front, pair.private), len(file))
        try:
            if kind == FileKind.BUNDLE:
                signed_messages.checked(messages, read_bundle, BundleStart, lambda _: [signer])
            else:
                signed_messages.checked(messages, read_answer, AnswerStart, lambda _: [signer])
        except Refused as reason:
            assert reason.code, "a refusal has its words"
            raise

    return read


def seeds() -> list[bytes]:
    """A whole bundle and a whole answer, as messages and as files, and each cut."""
    from kiosk.crypto import sealing
    from kiosk.domain.bundles import container, signed_messages
    from kiosk.domain.bundles.container import FileKind
    from kiosk.domain.bundles.messages import (
        BUNDLE_VERSION,
        AnswerStart,
        AnswerUpdate,
        BundledEvent,
        BundleStart,
        EventAnswer,
    )
    from kiosk.domain.events.wire.batch import Heartbeat, SignedText
    from kiosk.domain.events.wire.reading import encode

    at = datetime(2026, 11, 27, tzinfo=UTC)
    said = Heartbeat(unsent=1, last_counter=7, at=at, asked="7" * 32)
    start = BundleStart(
        version=BUNDLE_VERSION, bundle=_ID, site="SA", hub="0" * 64, made_at=at, answer_key="0" * 64, epoch="e" * 32,
        cursor=3, heartbeat=said,
    )  # fmt: skip
    signed = SignedText(statement="{}", signature="0" * 128)
    answer = AnswerStart(
        version=BUNDLE_VERSION, bundle=_ID, site="SA", hub="0" * 64, standing=signed, sealing_key=signed
    )
    event = BundledEvent(event={"id": _ID, "sealed": "AAAA"})
    told: list[Struct] = [
        EventAnswer(answer={"id": _ID, "outcome": "later", "code": "busy"}),
        AnswerUpdate(cursor=4, statement="{}", signature="0" * 128),
    ]
    there = list(signed_messages.ended(start, [encode(event)] * 2, _SEED))
    back = list(signed_messages.ended(answer, map(encode, told), _SEED))
    clear = [b"".join(len(message).to_bytes(4, "big") + message for message in messages) for messages in (there, back)]
    public = sealing.pair_of(bytes(31) + b"\x01").public
    file = b"".join(container.written(FileKind.BUNDLE, _ID, _READER, public, there))
    return [BUNDLE + clear[0], ANSWER + clear[1], BUNDLE + clear[0][:-9], AS_IT_LIES + file, AS_IT_LIES + file[:-3]]

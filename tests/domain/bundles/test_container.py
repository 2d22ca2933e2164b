"""The sealed file by hand: cut or changed anywhere it is named as such, and nothing of it passes."""

import random
from datetime import UTC, datetime
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.crypto import keys, sealing
from kiosk.domain.bundles import container, signed_messages
from kiosk.domain.bundles.container import FRONT_BYTES, MOST_MESSAGE, FileKind
from kiosk.domain.bundles.messages import (
    BUNDLE_VERSION,
    BundledEvent,
    BundleStart,
    End,
    EventAnswer,
    read_answer,
    read_bundle,
)
from kiosk.domain.events.wire.batch import Heartbeat
from kiosk.domain.events.wire.reading import encode
from kiosk.errors import Refused

PAIR = sealing.new_pair()
BUNDLE, READER = "0123456789abcdef" * 2, "fedcba9876543210"


def file_of(messages: list[bytes], kind: FileKind = FileKind.BUNDLE) -> bytes:
    return b"".join(container.written(kind, BUNDLE, READER, PAIR.public, messages))


def read(data: bytes, kind: FileKind = FileKind.BUNDLE, private: bytes = PAIR.private) -> list[bytes]:
    file = BytesIO(data)
    return list(container.messages(file.read, container.front(file.read, kind), private))


def refusal(data: bytes, kind: FileKind = FileKind.BUNDLE, private: bytes = PAIR.private) -> str:
    with pytest.raises(Refused) as reason:
        read(data, kind, private)
    return str(reason.value.code)


@given(st.lists(st.binary(min_size=1, max_size=200_000), max_size=4), st.randoms(use_true_random=False))
def test_messages_come_back_as_they_were_and_a_cut_at_any_byte_is_said(
    messages: list[bytes], dice: random.Random
) -> None:
    data = file_of(messages)
    assert read(data) == messages
    assert refusal(data[: dice.randrange(len(data))]) == "bundle-cut"


@given(st.binary(min_size=1, max_size=3000), st.randoms(use_true_random=False))
def test_no_changed_bit_passes(message: bytes, dice: random.Random) -> None:
    data = bytearray(file_of([message]))
    place = dice.randrange(FRONT_BYTES, len(data))
    data[place] ^= 1 << dice.randrange(8)
    # The only frame is also the last one, which a cut would leave like this.
    assert refusal(bytes(data)) in ("bundle-damaged", "bundle-cut")


def test_a_changed_frame_that_another_follows_is_damage_and_no_cut() -> None:
    data = bytearray(file_of([bytes(200_000)]))
    data[FRONT_BYTES + 24 + 1000] ^= 1
    assert refusal(bytes(data)) == "bundle-damaged"


def test_a_cut_between_two_frames_is_a_cut() -> None:
    for frames in [1, 2, 3]:
        data = file_of([bytes(200_000)])
        assert refusal(data[: FRONT_BYTES + 24 + frames * container.FRAME_BYTES]) == "bundle-cut"


def test_frames_swapped_repeated_or_of_another_file_do_not_open() -> None:
    data, other = file_of([bytes(200_000)]), file_of([bytes(200_000)])
    start, size = FRONT_BYTES + 24, container.FRAME_BYTES
    head, first, second, rest = data[:start], data[start : start + size], data[start + size : start + 2 * size], None
    rest = data[start + 2 * size :]
    for wrong in (
        head + second + first + rest,
        head + first + first + second + rest,
        head + second + rest,
        data[:FRONT_BYTES] + other[FRONT_BYTES:],
    ):
        assert refusal(wrong) == "bundle-damaged"


def test_what_it_is_not_is_said() -> None:
    data = file_of([b"one"])
    answer = file_of([b"one"], FileKind.ANSWER)
    assert refusal(b"", FileKind.BUNDLE) == "bundle-cut"
    assert refusal(b"Bonjour, je suis une image") == "not-a-bundle"
    assert refusal(answer) == "answer-for-a-bundle"
    assert refusal(data, FileKind.ANSWER) == "bundle-for-an-answer"
    assert refusal(data.replace(b"BUNDLE-1\n", b"BUNDLE-2\n")) == "newer-bundle"
    assert refusal(data, private=sealing.new_pair().private) == "bundle-damaged"


def test_the_front_names_nobody_and_no_message_is_in_clear() -> None:
    data = file_of([b"Marie Lefebvre"])
    opened = container.front(BytesIO(data).read, FileKind.BUNDLE)
    assert (opened.bundle, opened.reader) == (BUNDLE, READER)
    assert b"Marie" not in data
    assert container.file_name(FileKind.BUNDLE, BUNDLE) == "envoi-0123456789ab.parvis"
    assert container.is_named(FileKind.ANSWER, "reponse-0123456789ab.parvis")
    assert not container.is_named(FileKind.ANSWER, "envoi-0123456789ab.parvis")


def test_a_message_that_claims_to_be_longer_than_any_is_refused_before_it_is_awaited() -> None:
    """Whoever knows the hub's public key can seal to it."""
    key = sealing.new_key()
    clear = (MOST_MESSAGE + 1).to_bytes(4, "big") + bytes(60_000)
    stream = sealing.lock_stream(key, iter([clear]), f"bundle:{BUNDLE}")
    head = FileKind.BUNDLE.mark + bytes.fromhex(BUNDLE + READER) + sealing.seal(PAIR.public, key)
    assert refusal(head + b"".join(stream)) == "bundle-damaged"
    with pytest.raises(ValueError):
        file_of([bytes(MOST_MESSAGE + 1)])


START = BundleStart(
    version=BUNDLE_VERSION,
    bundle="0" * 32,
    site="SA",
    hub="0" * 64,
    made_at=datetime(2026, 11, 27, tzinfo=UTC),
    answer_key="0" * 64,
    epoch="0" * 32,
    cursor=12,
    heartbeat=Heartbeat(unsent=3, last_counter=7),
)


def test_each_message_is_read_as_it_was_written() -> None:
    end = End(signature="0" * 128)
    for message in (START, BundledEvent(event={"id": "1" * 32, "sealed": "AAAA"}), end):
        assert read_bundle(encode(message)) == message
    for answer in (EventAnswer(answer={"id": "1" * 32, "outcome": "later"}), end):
        assert read_answer(encode(answer)) == answer


def test_what_is_no_message_is_refused_in_words() -> None:
    for data in [
        b"",
        b"\xff",
        b"{}",
        b"[]",
        b'{"kind": "start"}',
        b'{"kind": "tomorrow"}',
        b'{"kind": "end", "signature": "x"}',
    ]:
        for read in (read_bundle, read_answer):
            with pytest.raises(Refused, match="newer-bundle"):
                read(data)


def test_a_list_deeper_than_any_message_is_refused_without_falling() -> None:
    with pytest.raises(Refused):
        read_bundle(b'{"kind": "event", "event": {"id": ' + b"[" * 100_000)


def test_another_version_is_refused() -> None:
    with pytest.raises(Refused, match="newer-bundle"):
        read_bundle(encode(START).replace(b'"version": 1', b'"version": 2'))


SEED, OTHER = bytes(32), bytes([1]) * 32
MINE = keys.verify_key(SEED)


def event(number: int) -> bytes:
    return encode(BundledEvent(event={"id": f"{number:032x}"}))


def written(seed: bytes = SEED, start: BundleStart = START) -> list[bytes]:
    return list(signed_messages.ended(start, [event(1), event(2), event(3)], seed))


def checked(messages: list[bytes], signers: tuple[str, ...] = (MINE,)) -> tuple[BundleStart, str]:
    return signed_messages.checked(messages, read_bundle, BundleStart, lambda _: signers)


def test_a_whole_file_has_its_start_and_its_signer() -> None:
    assert checked(written()) == (START, MINE)
    other = keys.verify_key(OTHER)
    assert checked(written(OTHER), (MINE, other)) == (START, other)


def test_whatever_is_done_to_the_messages_is_found() -> None:
    whole, dice = written(), random.Random(9)
    for _ in range(30):
        wrong = list(whole)
        place = dice.randrange(len(wrong))
        match dice.randrange(4):
            case 0:
                del wrong[place]
            case 1:
                wrong.insert(place, event(9))
            case 2:
                wrong.append(wrong.pop(place))
            case 3:
                wrong[place] = event(8)
        if wrong == whole:
            continue
        with pytest.raises(Refused) as reason:
            checked(wrong)
        assert reason.value.code in ("bundle-forged", "bundle-damaged")


def test_a_stranger_may_not_speak_for_a_site_and_nothing_is_a_file() -> None:
    with pytest.raises(Refused, match="bundle-forged"):
        checked(written(OTHER))
    with pytest.raises(Refused, match="bundle-damaged"):
        checked([])

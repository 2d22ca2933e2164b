"""The sealed file by hand: cut or changed anywhere it is named as such, and nothing of it passes."""

import random
from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk.crypto import sealing
from kiosk.domain.bundles import container
from kiosk.domain.bundles.container import FRONT_BYTES, MOST_MESSAGE, FileKind
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
@settings(max_examples=40)
def test_messages_come_back_as_they_were_and_a_cut_at_any_byte_is_said(
    messages: list[bytes], dice: random.Random
) -> None:
    data = file_of(messages)
    assert read(data) == messages
    assert refusal(data[: dice.randrange(len(data))]) == "bundle-cut"


@given(st.binary(min_size=1, max_size=3000), st.randoms(use_true_random=False))
@settings(max_examples=60)
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


@pytest.mark.parametrize("frames", [1, 2, 3])
def test_a_cut_between_two_frames_is_a_cut(frames: int) -> None:
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

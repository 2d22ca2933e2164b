"""What comes in with an answer is checked: a signature is our own numbers, a file whole chunks in order."""

import hashlib
import json
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.crypto import sealing
from kiosk.domain.answers import attachment
from kiosk.domain.answers.signature import LONGEST, SIDE, Signature, parse_signature
from kiosk.error_codes import Refusal
from kiosk.errors import Refused, Unreadable

NUMBER = st.one_of(st.integers(-2000, 2000), st.floats(-2000, 2000))
STROKES = st.lists(st.lists(NUMBER, max_size=16).filter(lambda numbers: len(numbers) % 2 == 0), max_size=6)
ANY = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=12,
)


def test_a_signature_is_cut_to_its_ink() -> None:
    assert parse_signature("[[100, 50, 148, 50], [100, 74]]") == Signature(("20 20 980 20", "20 500"), 1000, 520)


def test_it_is_drawn_as_a_path() -> None:
    assert parse_signature("[[100, 50, 148, 50], [100, 74]]").path == "M20 20L980 20M20 500L20 500"


@given(STROKES)
def test_what_is_kept_is_whole_numbers_inside_its_frame_and_draws_the_same_again(strokes: list[list[float]]) -> None:
    try:
        signature = parse_signature(json.dumps(strokes))
    except Refused as refused:
        assert refused.code == Refusal.NO_SIGNATURE
        return
    assert max(signature.width, signature.height) == SIDE
    for stroke in signature.strokes:
        numbers = list(map(int, stroke.split(" ")))
        assert all(0 <= x <= signature.width for x in numbers[::2])
        assert all(0 <= y <= signature.height for y in numbers[1::2])
    assert re.fullmatch(r"(M\d+ \d+L\d+ \d+( \d+ \d+)*)+", signature.path)
    assert Signature.from_dict(json.loads(json.dumps(signature.to_dict()))) == signature


@given(ANY)
def test_anything_else_is_refused(sent: object) -> None:
    try:
        parse_signature(json.dumps(sent))
    except Refused as refused:
        assert refused.code in (Refusal.NO_SIGNATURE, Refusal.BAD_SIGNATURE)


def test_no_ink_or_a_touch_by_accident_is_no_signature() -> None:
    for sent in ["", "  ", "[]", "[[]]", "[[5, 5]]", "[[5, 5, 9, 9]]"]:
        with pytest.raises(Refused, match="no-signature"):
            parse_signature(sent)


def test_what_no_hand_draws_is_refused() -> None:
    for sent in [
        "<svg/>", "{}", '"x"', "[1]", "[[1]]", "[[true, false]]", "[[1, NaN]]", "[[1e999, 1]]", "[[30000, 1]]",
        '[["1", 2]]', "[" * 90_000, "[[1" + ",1" * 60_000 + "]]", "[" + ",".join(["[1,1]"] * 301) + "]", "9" * 5000,
        "[[" + ",".join(["1"] * 12_002) + "]]",
    ]:  # fmt: skip
        with pytest.raises(Refused, match="bad-signature"):
            parse_signature(sent)


def test_the_longest_signature_is_shorter_than_a_form_may_be() -> None:
    assert LONGEST < 500_000


KEY, ID = b"k" * 32, "a" * 32
SIZES = st.one_of(
    st.integers(0, 300),
    st.builds(lambda pieces, near: max(0, pieces * sealing.CHUNK_BYTES + near), st.integers(0, 9), st.integers(-2, 2)),
)


def cut(data: bytes, key: bytes = KEY) -> tuple[bytes, list[bytes]]:
    pieces = attachment.encrypt_file(ID, key, data)
    return next(pieces), list(attachment.cut_into_chunks(pieces))


@given(size=SIZES)
def test_sizes_are_known_before_anything_is_read(size: int) -> None:
    data = bytes(size)
    header, chunks = cut(data)
    assert len(header) == 24
    assert list(map(len, chunks)) == [
        attachment.chunk_size(size, place) for place in range(attachment.chunk_count(size))
    ]
    assert sum(map(len, chunks)) == attachment.sealed_size(size)
    assert b"".join(attachment.decrypt_chunks(ID, KEY, header, chunks)) == data


def test_the_same_file_has_other_chunks_in_another_case() -> None:
    data = bytes(600_000)
    names = {attachment.hash_chunk(chunk) for key in (KEY, b"l" * 32) for chunk in cut(data, key)[1]}
    assert len(names) == 6


def test_a_name_is_the_sha256_of_what_lies_there() -> None:
    assert attachment.hash_chunk(b"chunk") == hashlib.sha256(b"chunk").digest()


def test_it_opens_whole_and_in_order_or_not_at_all() -> None:
    for wrong in ["end missing", "order", "empty", "more", "other file"]:
        header, chunks = cut(bytes(range(250)) * 3_000)
        first, second, third = chunks
        given = {
            "end missing": [first, second],
            "order": [second, first, third],
            "empty": [first, b"", third],
            "more": [*chunks, third],
            "other file": chunks,
        }[wrong]
        with pytest.raises(Unreadable):
            list(attachment.decrypt_chunks("b" * 32 if wrong == "other file" else ID, KEY, header, given))

"""A file is cut into chunks of whole pieces, each named by its own hash, and opens only whole and in order."""

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.crypto import sealing
from kiosk.domain.answers import attachment, file_chunks
from kiosk.errors import Unreadable

KEY, ID = b"k" * 32, "a" * 32
SIZES = st.one_of(
    st.integers(0, 300),
    st.builds(lambda pieces, near: max(0, pieces * sealing.CHUNK_BYTES + near), st.integers(0, 9), st.integers(-2, 2)),
)


def cut(data: bytes, key: bytes = KEY) -> tuple[bytes, list[bytes]]:
    pieces = attachment.encrypt(ID, key, data)
    return next(pieces), list(file_chunks.cut(pieces))


@given(size=SIZES)
def test_sizes_are_known_before_anything_is_read(size: int) -> None:
    data = bytes(size)
    header, chunks = cut(data)
    assert len(header) == 24
    assert list(map(len, chunks)) == [
        file_chunks.chunk_size(size, place) for place in range(file_chunks.chunk_count(size))
    ]
    assert sum(map(len, chunks)) == file_chunks.sealed_size(size)
    assert b"".join(file_chunks.opened(ID, KEY, header, chunks)) == data


def test_the_same_file_has_other_chunks_in_another_case() -> None:
    data = bytes(600_000)
    names = {file_chunks.name_of(chunk) for key in (KEY, b"l" * 32) for chunk in cut(data, key)[1]}
    assert len(names) == 6


def test_a_name_is_the_sha256_of_what_lies_there() -> None:
    assert file_chunks.name_of(b"chunk") == hashlib.sha256(b"chunk").digest()


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
            list(file_chunks.opened("b" * 32 if wrong == "other file" else ID, KEY, header, given))

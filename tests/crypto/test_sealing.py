"""What is locked opens with its key, under its name, whole; anything else is refused."""

import pytest
from argon2.low_level import Type, hash_secret_raw
from hypothesis import given
from hypothesis import strategies as st

from kiosk.crypto import sealing
from kiosk.errors import Unreadable

KEY = bytes(range(32))


@given(st.binary(max_size=300))
def test_a_key_opens_what_it_locked(clear: bytes) -> None:
    assert sealing.unlock_bytes(KEY, sealing.lock_bytes(KEY, clear, "case"), "case") == clear


@given(st.binary(min_size=1, max_size=60), st.data())
def test_one_changed_bit_opens_nothing(clear: bytes, data: st.DataObject) -> None:
    locked = bytearray(sealing.lock_bytes(KEY, clear, "case"))
    locked[data.draw(st.integers(0, len(locked) - 1))] ^= 1 << data.draw(st.integers(0, 7))
    with pytest.raises(Unreadable):
        sealing.unlock_bytes(KEY, bytes(locked), "case")


def test_another_key_or_another_name_opens_nothing() -> None:
    for key, about in [(bytes(32), "case"), (KEY, "other")]:
        with pytest.raises(Unreadable):
            sealing.unlock_bytes(key, sealing.lock_bytes(KEY, b"Benali", "case"), about)


def test_what_was_never_locked_is_refused() -> None:
    for locked in [b"", b"short", bytes(24)]:
        with pytest.raises(Unreadable):
            sealing.unlock_bytes(KEY, locked, "case")


def test_only_the_private_half_reads_what_is_sealed() -> None:
    pair, other = sealing.new_pair(), sealing.new_pair()
    sealed = sealing.seal_bytes(pair.public, b"Benali")
    assert b"Benali" not in sealed
    assert sealing.unseal_bytes(pair.private, sealed) == b"Benali"
    assert sealing.pair_of_private(pair.private) == pair
    with pytest.raises(Unreadable):
        sealing.unseal_bytes(other.private, sealed)


def test_what_is_packed_comes_back_and_never_grows_beyond_its_cap() -> None:
    pair = sealing.new_pair()
    assert sealing.unseal_packed(pair.private, sealing.seal_packed(pair.public, b"a" * 1000), 1000) == b"a" * 1000
    bomb = sealing.seal_packed(pair.public, bytes(50_000_000))
    assert len(bomb) < 10_000
    with pytest.raises(Unreadable):
        sealing.unseal_packed(pair.private, bomb, 1_000_000)
    with pytest.raises(Unreadable):
        sealing.unseal_packed(pair.private, sealing.seal_bytes(pair.public, b"not packed"), 1000)


@given(st.lists(st.binary(max_size=50), max_size=6))
def test_a_stream_comes_back_in_order(chunks: list[bytes]) -> None:
    pieces = list(sealing.lock_stream(KEY, chunks, "file"))
    assert b"".join(sealing.unlock_stream(KEY, pieces, "file")) == b"".join(chunks)


def test_a_stream_cut_short_or_stirred_is_refused() -> None:
    pieces = list(sealing.lock_stream(KEY, [b"one", b"two", b"three"], "file"))
    for wrong in (pieces[:-1], [pieces[0], pieces[2], pieces[1], pieces[3]], pieces[1:], [], pieces[:1]):
        with pytest.raises(Unreadable):
            list(sealing.unlock_stream(KEY, wrong, "file"))


def test_a_secret_stretches_the_same_way_with_its_salt_only() -> None:
    salt = sealing.new_salt()
    assert sealing.stretch_secret("marché 123456", salt) == sealing.stretch_secret("marché 123456", salt)
    assert sealing.stretch_secret("marché 123456", salt) != sealing.stretch_secret("marché 123456", sealing.new_salt())


def test_a_secret_is_stretched_with_argon2id_64_mib_three_passes() -> None:
    salt, costs = sealing.new_salt(), {"time_cost": 3, "memory_cost": 65_536, "parallelism": 1}
    whole = hash_secret_raw(b"secret", salt, **costs, hash_len=sealing.KEY_BYTES, type=Type.ID)
    assert sealing.stretch_secret("secret", salt) == whole
    assert whole != hash_secret_raw(b"secret", salt, **costs | {"memory_cost": 1024}, hash_len=32, type=Type.ID)


def test_keys_of_two_purposes_have_nothing_in_common() -> None:
    assert sealing.derive_key(KEY, "one") != sealing.derive_key(KEY, "two")
    assert len(sealing.derive_key(KEY, "one")) == sealing.KEY_BYTES == len(sealing.new_random_key())

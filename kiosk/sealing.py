"""Encryption, and nothing else: what one key locks, what a public key seals, what a secret in a hand is stretched to.

With `keys`, the only place that imports nacl. Everything here is libsodium's: XChaCha20-Poly1305 (AEAD), sealed boxes
(X25519), secretstream for what is long, Argon2id for what a person carries.
"""

import hashlib
import secrets
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from kiosk.errors import Refused
from kiosk.keys import HASHING

KEY_BYTES = 32
NONCE_BYTES = 24
SALT_BYTES = 16
CHUNK_BYTES = 65_536
"""Clear bytes in one piece of a stream."""
_STRETCH_MEMORY = 64 * 1024 * 1024
_STRETCH_PASSES = 3
_ZSTD_LEVEL = 10


@dataclass(frozen=True, slots=True)
class Pair:
    """An X25519 key pair, 32 bytes each half: anyone seals to `public`, only `private` reads."""

    private: bytes
    public: bytes


def new_key() -> bytes:
    """A random key of 32 bytes."""
    return secrets.token_bytes(KEY_BYTES)


def new_salt() -> bytes:
    """A random salt of 16 bytes."""
    return secrets.token_bytes(SALT_BYTES)


def new_pair() -> Pair:
    """A fresh key pair."""
    return pair_of(secrets.token_bytes(KEY_BYTES))


def pair_of(private: bytes) -> Pair:
    """The pair of a private half."""
    from nacl.public import PrivateKey

    return Pair(private, bytes(PrivateKey(private).public_key))


def lock(key: bytes, clear: bytes, about: str) -> bytes:
    """Nonce and ciphertext; `about` says what it is, and it opens under no other name (associated data)."""
    from nacl.bindings import crypto_aead_xchacha20poly1305_ietf_encrypt as encrypt

    nonce = secrets.token_bytes(NONCE_BYTES)
    return nonce + encrypt(clear, about.encode(), nonce, key)


def unlock(key: bytes, locked: bytes, about: str) -> bytes:
    """What `lock` was given. Raises `Refused("unreadable")`: another key, another name, or a changed byte."""
    from nacl.bindings import crypto_aead_xchacha20poly1305_ietf_decrypt as decrypt
    from nacl.exceptions import CryptoError

    try:
        return decrypt(locked[NONCE_BYTES:], about.encode(), locked[:NONCE_BYTES], key)
    except (CryptoError, ValueError, TypeError):
        raise Refused("unreadable") from None


def seal(public: bytes, clear: bytes) -> bytes:
    """What only the private half reads; it does not say who sealed it."""
    from nacl.public import PublicKey, SealedBox

    return SealedBox(PublicKey(public)).encrypt(clear)


def unseal(private: bytes, sealed: bytes) -> bytes:
    """What `seal` was given. Raises `Refused("unreadable")`."""
    from nacl.exceptions import CryptoError
    from nacl.public import PrivateKey, SealedBox

    try:
        return SealedBox(PrivateKey(private)).decrypt(sealed)
    except (CryptoError, ValueError, TypeError):
        raise Refused("unreadable") from None


def seal_packed(public: bytes, clear: bytes) -> bytes:
    """Compressed, then sealed: sealed first, nothing would compress."""
    import zstandard

    return seal(public, zstandard.ZstdCompressor(level=_ZSTD_LEVEL).compress(clear))


def unseal_packed(private: bytes, sealed: bytes, most: int) -> bytes:
    """What `seal_packed` was given. Raises `Refused("unreadable")`, also where more than `most` bytes come out."""
    import zstandard

    packed = unseal(private, sealed)
    try:
        with zstandard.ZstdDecompressor(max_window_size=8 << 20).stream_reader(packed) as reader:
            clear = reader.read(most + 1)
    except zstandard.ZstdError:
        raise Refused("unreadable") from None
    if len(clear) > most:
        raise Refused("unreadable")
    return clear


def stretched(secret: str, salt: bytes) -> bytes:
    """A key of 32 bytes from what a person carries or remembers (Argon2id, 64 MiB, 3 passes; about 0.15 s)."""
    from argon2.low_level import Type, hash_secret_raw

    with HASHING:
        return hash_secret_raw(
            secret.encode("utf-8", "surrogatepass"), salt, time_cost=_STRETCH_PASSES,
            memory_cost=_STRETCH_MEMORY // 1024, parallelism=1, hash_len=KEY_BYTES, type=Type.ID,
        )  # fmt: skip


def derived(secret: bytes, purpose: str) -> bytes:
    """A key of 32 bytes for one purpose, from a secret that is random already (BLAKE2b)."""
    return hashlib.blake2b(secret, digest_size=KEY_BYTES, person=purpose.encode()[:16]).digest()


def lock_stream(key: bytes, chunks: Iterable[bytes], about: str) -> Iterator[bytes]:
    """A header, then each chunk locked in its place; the last one says that it is the last."""
    from nacl import bindings

    state = bindings.crypto_secretstream_xchacha20poly1305_state()
    yield bindings.crypto_secretstream_xchacha20poly1305_init_push(state, key)
    last = b""
    for number, chunk in enumerate(chunks):
        if number:
            yield _push(state, last, about, final=False)
        last = chunk
    yield _push(state, last, about, final=True)


def unlock_stream(key: bytes, pieces: Iterable[bytes], about: str) -> Iterator[bytes]:
    """The chunks that `lock_stream` was given. Raises `Refused("unreadable")`, also where the end is missing."""
    from nacl import bindings
    from nacl.exceptions import CryptoError

    state = bindings.crypto_secretstream_xchacha20poly1305_state()
    over, waiting = False, iter(pieces)
    try:
        bindings.crypto_secretstream_xchacha20poly1305_init_pull(state, next(waiting, b""), key)
        for piece in waiting:
            clear, tag = bindings.crypto_secretstream_xchacha20poly1305_pull(state, piece, about.encode())
            over = tag == bindings.crypto_secretstream_xchacha20poly1305_TAG_FINAL
            yield clear
    except (CryptoError, ValueError, TypeError):
        raise Refused("unreadable") from None
    if not over:
        raise Refused("unreadable")


def _push(state: object, chunk: bytes, about: str, *, final: bool) -> bytes:
    from nacl import bindings

    tag = bindings.crypto_secretstream_xchacha20poly1305_TAG_FINAL if final else 0
    return bindings.crypto_secretstream_xchacha20poly1305_push(state, chunk, about.encode(), tag)

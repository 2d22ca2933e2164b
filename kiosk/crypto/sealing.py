"""Encryption: lock with a symmetric key, seal to a public key, derive keys from secrets.

With `keys`, the only module that imports nacl. It uses libsodium: XChaCha20-Poly1305 (AEAD), sealed boxes (X25519),
secretstream for long data, Argon2id for secrets that people carry or remember.
"""

import hashlib
import secrets
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from msgspec import Struct

from kiosk.crypto import packing
from kiosk.crypto.keys import HASHING
from kiosk.errors import Unreadable

if TYPE_CHECKING:
    from nacl.bindings import crypto_secretstream_xchacha20poly1305_state

KEY_BYTES = 32
NONCE_BYTES = 24
SALT_BYTES = 16
CHUNK_BYTES = 65_536
"""Clear bytes in one piece of a stream."""
PIECE_BYTES = CHUNK_BYTES + 17
"""A piece of a stream, encrypted: with its tag and what authenticates it."""
_STRETCH_MEMORY = 64 * 1024 * 1024
_STRETCH_PASSES = 3


class KeyPair(Struct, frozen=True):
    """An X25519 key pair, 32 bytes each: anyone can seal to `public`, only `private` opens it."""

    private: bytes
    public: bytes


def new_random_key() -> bytes:
    """A random key of 32 bytes."""
    return secrets.token_bytes(KEY_BYTES)


def new_salt() -> bytes:
    """A random salt of 16 bytes."""
    return secrets.token_bytes(SALT_BYTES)


def new_pair() -> KeyPair:
    return pair_of_private(secrets.token_bytes(KEY_BYTES))


def pair_of_private(private: bytes) -> KeyPair:
    from nacl.public import PrivateKey

    return KeyPair(private, bytes(PrivateKey(private).public_key))


def pair_of_signer(seed: bytes) -> KeyPair:
    """The key pair with which the holder of this Ed25519 seed opens what was sealed to `public_of_signer`."""
    from nacl.signing import SigningKey

    return pair_of_private(bytes(SigningKey(seed).to_curve25519_private_key()))


def public_of_signer(verify_key: str) -> bytes:
    """The X25519 form of an Ed25519 key (hexadecimal). Raises `Unreadable` for what is no such key."""
    from nacl.exceptions import CryptoError
    from nacl.signing import VerifyKey

    try:
        return bytes(VerifyKey(bytes.fromhex(verify_key)).to_curve25519_public_key())
    except (CryptoError, ValueError, TypeError):
        raise Unreadable() from None


def lock_bytes(key: bytes, clear: bytes, about: str) -> bytes:
    """Encrypt; returns nonce and ciphertext. `about` is associated data: `unlock_bytes` needs the same."""
    from nacl.bindings import crypto_aead_xchacha20poly1305_ietf_encrypt as encrypt

    nonce = secrets.token_bytes(NONCE_BYTES)
    return nonce + encrypt(clear, about.encode(), nonce, key)


def unlock_bytes(key: bytes, locked: bytes, about: str) -> bytes:
    """Decrypt what `lock_bytes` made. Raises `Unreadable`: another key, another `about`, or a changed byte."""
    from nacl.bindings import crypto_aead_xchacha20poly1305_ietf_decrypt as decrypt
    from nacl.exceptions import CryptoError

    try:
        return decrypt(locked[NONCE_BYTES:], about.encode(), locked[:NONCE_BYTES], key)
    except (CryptoError, ValueError, TypeError):
        raise Unreadable() from None


def seal_bytes(public: bytes, clear: bytes) -> bytes:
    """Encrypt to a public key; only the private key opens it. The sender is anonymous."""
    from nacl.public import PublicKey, SealedBox

    return SealedBox(PublicKey(public)).encrypt(clear)


def unseal_bytes(private: bytes, sealed: bytes) -> bytes:
    from nacl.exceptions import CryptoError

    try:
        return unseal_by(pair_of_private(private), sealed)
    except (CryptoError, ValueError, TypeError):  # no key at all
        raise Unreadable() from None


def unseal_by(pair: KeyPair, sealed: bytes) -> bytes:
    """As `unseal_bytes`, in half of the time: the caller has the public half too. Raises `Unreadable`."""
    from nacl.bindings import crypto_box_seal_open
    from nacl.exceptions import CryptoError

    try:
        return crypto_box_seal_open(sealed, pair.public, pair.private)
    except (CryptoError, ValueError, TypeError):
        raise Unreadable() from None


def seal_packed(public: bytes, clear: bytes, dictionary: int = 0) -> bytes:
    """Compress (`packing.compress_bytes`), then seal; encrypted bytes would not compress."""
    return seal_bytes(public, packing.compress_bytes(clear, dictionary))


def unseal_packed(private: bytes, sealed: bytes, most: int) -> bytes:
    """Decrypt what `seal_packed` made. Raises `Unreadable`, also for more than `most` bytes of content."""
    return packing.decompress_bytes(unseal_bytes(private, sealed), most)


def stretch_secret(secret: str, salt: bytes) -> bytes:
    """A key of 32 bytes from a secret that a person carries or remembers (Argon2id, 64 MiB, 3 passes; 0.15 s)."""
    from argon2.low_level import Type, hash_secret_raw

    with HASHING:
        return hash_secret_raw(
            secret.encode("utf-8", "surrogatepass"),
            salt,
            time_cost=_STRETCH_PASSES,
            memory_cost=_STRETCH_MEMORY // 1024,
            parallelism=1,
            hash_len=KEY_BYTES,
            type=Type.ID,
        )


def derive_key(secret: bytes, purpose: str) -> bytes:
    """A key of 32 bytes for one purpose, from a secret that is random already (BLAKE2b)."""
    return hashlib.blake2b(secret, digest_size=KEY_BYTES, person=purpose.encode()[:16]).digest()


def lock_stream(key: bytes, chunks: Iterable[bytes], about: str) -> Iterator[bytes]:
    """Encrypt chunks as a stream: a header, then one piece for each chunk; order and end are authenticated."""
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
    """Decrypt what `lock_stream` made. Raises `Unreadable`, also if the end is missing."""
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
        raise Unreadable() from None
    if not over:
        raise Unreadable()


def _push(state: "crypto_secretstream_xchacha20poly1305_state", chunk: bytes, about: str, *, final: bool) -> bytes:
    from nacl import bindings

    tag = bindings.crypto_secretstream_xchacha20poly1305_TAG_FINAL if final else 0
    return bindings.crypto_secretstream_xchacha20poly1305_push(state, chunk, about.encode(), tag)

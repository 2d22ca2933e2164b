"""Signatures, passphrases and secrets in files: the only place that imports nacl and argon2.

Both take about 20 ms to import, which a command that signs nothing should not pay: they are imported at first use.
"""

import hashlib
import hmac
import os
import secrets
import threading
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from kiosk.error_codes import Refusal
from kiosk.errors import Refused
from kiosk.paths import make_durable, name_what_is_wrong

if TYPE_CHECKING:
    from argon2 import PasswordHasher

SEED_BYTES = 32
"""Size of an Ed25519 seed."""
NOBODY = "$argon2id$v=19$m=65536,t=3,p=1$e8v6dVS1W7ikx5eC7YNNBw$ng0Uoc133a939r4MCRsRucjVZwQT8Liwv/P1SU8VFu8"
"""The hash checked for an unknown login, so that the answer takes as long as for a known one."""
HASHING = threading.BoundedSemaphore(2)
"""At most two passphrases are hashed at a time, because each takes 64 MiB of memory."""


def new_signing_key() -> bytes:
    """A fresh Ed25519 seed of 32 bytes."""
    return secrets.token_bytes(SEED_BYTES)


def verify_key(seed: bytes) -> str:
    """The public half of a seed, in hexadecimal (64 digits)."""
    from nacl.signing import SigningKey

    return bytes(SigningKey(seed).verify_key).hex()


def sign_bytes(seed: bytes, message: bytes) -> bytes:
    """The Ed25519 signature of a message (64 bytes); the same message always gets the same signature (RFC 8032)."""
    from nacl.signing import SigningKey

    return SigningKey(seed).sign(message).signature


def is_valid_signature(verify_key_hex: str, message: bytes, signature: bytes) -> bool:
    """Whether the signature is of this message and by this key; False for malformed input."""
    from nacl.exceptions import CryptoError
    from nacl.signing import VerifyKey

    try:
        VerifyKey(bytes.fromhex(verify_key_hex)).verify(message, signature)
    except (CryptoError, ValueError, TypeError):
        return False
    return True


def hash_passphrase(passphrase: str) -> str:
    """An Argon2id hash (64 MiB, 3 passes, 1 lane) with its salt and parameters; about 0.15 s."""
    with HASHING:
        return _argon2().hash(passphrase)


def passphrase_matches(hashed: str, passphrase: str) -> bool:
    """Whether the passphrase made that hash; False also for a hash that cannot be parsed."""
    from argon2.exceptions import InvalidHashError, VerificationError

    with HASHING:
        try:
            return _argon2().verify(hashed, passphrase)
        except (VerificationError, InvalidHashError):
            return False


def needs_rehash(hashed: str) -> bool:
    """Whether a hash was made with other parameters than today's."""
    return _argon2().check_needs_rehash(hashed)


def token_hash(token: str) -> str:
    """Hexadecimal SHA-256, enough for a secret that is random already."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()


def are_same_secrets(secret: str, other: str) -> bool:
    """Whether two secrets are equal, compared in constant time."""
    return hmac.compare_digest(secret.encode("utf-8", "surrogatepass"), other.encode("utf-8", "surrogatepass"))


def write_secret_file(path: Path, secret: bytes) -> None:
    """Write a secret to a new file with mode 0600, atomically, and durable on return.

    Raises `Refused` (`secret-exists`) if the path exists: a key is never overwritten.
    """
    draft = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(secret)
            file.flush()
            os.fsync(file.fileno())
        os.link(draft, path)  # unlike a rename, a link refuses a name that is taken
    except FileExistsError:
        raise Refused(Refusal.SECRET_EXISTS, path=str(path)) from None
    finally:
        draft.unlink(missing_ok=True)
    make_durable(path.parent)


def read_secret_file(path: Path) -> bytes:
    """What `write_secret_file` wrote. Raises `Refused`: `no-secret` without such a file, `no-access`, `not-a-file`."""
    try:
        with name_what_is_wrong(path):
            return path.read_bytes()
    except FileNotFoundError:
        raise Refused(Refusal.NO_SECRET, path=str(path)) from None


def read_seed(path: Path) -> bytes:
    """A key of `SEED_BYTES` from its file. Raises `Refused`: `no-secret`, `damaged-secret` (a disk cut it short)."""
    secret = read_secret_file(path)
    if len(secret) != SEED_BYTES:
        raise Refused(Refusal.DAMAGED_SECRET, path=str(path))
    return secret


def remove_unfinished_secrets(path: Path) -> None:
    """Remove temporary files that an interrupted `write_secret_file` to this path left behind."""
    for draft in path.parent.glob(f".{path.name}.*"):
        draft.unlink(missing_ok=True)


@lru_cache(maxsize=1)
def _argon2() -> "PasswordHasher":
    import argon2

    return argon2.PasswordHasher(time_cost=3, memory_cost=65_536, parallelism=1)

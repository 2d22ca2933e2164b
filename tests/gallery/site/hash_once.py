"""Works out each Argon2id key and hash once for a whole test run: it is slow on purpose, and was a seventh of the time.

Nothing is faked: the values are those that the library gave the first time.
"""

from collections.abc import Callable
from typing import Any, Literal

import argon2.low_level
from argon2.exceptions import VerifyMismatchError

Key = tuple[bytes, bytes, tuple[tuple[str, Any], ...]]
PRODUCT = {"memory_cost": 65_536, "time_cost": 3, "parallelism": 1}
"""What the application stretches a secret with: KiB, passes, lanes (`kiosk.crypto.sealing`)."""
SOON_KIB = 1024


class Derived:
    def __init__(self, derive: Callable[..., bytes]) -> None:
        self._derive = derive
        self._known: dict[Key, bytes] = {}

    def __call__(self, secret: bytes, salt: bytes, **cost: Any) -> bytes:
        key = (secret, salt, tuple(sorted(cost.items())))
        if key not in self._known:
            self._known[key] = self._derive(secret, salt, **cost)
        return self._known[key]

    def soon(self, secret: bytes, salt: bytes, **cost: Any) -> bytes:
        """With a sixty-fourth of the memory, for secrets that no other process reads; a key that was made with all of
        it stays the same. Refuses to stretch for less than the application promises.
        """
        assert cost | PRODUCT == cost, f"a secret is stretched with {PRODUCT}, not {cost}"
        whole = self._known.get((secret, salt, tuple(sorted(cost.items()))))
        return whole or self(secret, salt, **cost | {"memory_cost": SOON_KIB})


class Hashed:
    """`argon2.PasswordHasher`: hashes by passphrase, and which passphrase each was made of.

    A passphrase hashed again gives the same salt and hash; that the library salts each anew is not ours to test. A
    hash that another process made is verified as always.
    """

    def __init__(self, hasher: type[argon2.PasswordHasher]) -> None:
        self._hash, self._verify = hasher.hash, hasher.verify
        self._hashes: dict[tuple[argon2.PasswordHasher, str | bytes], str] = {}
        self._made_of: dict[str | bytes, str | bytes] = {}

    def hash(self, hasher: argon2.PasswordHasher, password: str | bytes, **options: Any) -> str:
        key = (hasher, password)
        if key not in self._hashes:
            self._hashes[key] = self._hash(hasher, password, **options)
            self._made_of[self._hashes[key]] = password
        return self._hashes[key]

    def verify(self, hasher: argon2.PasswordHasher, hashed: str | bytes, password: str | bytes) -> Literal[True]:
        if hashed not in self._made_of:
            return self._verify(hasher, hashed, password)
        if self._made_of[hashed] != password:
            raise VerifyMismatchError("The password does not match the supplied hash")
        return True


def begin() -> None:
    """Work out each once, from now on and in this process."""
    if isinstance(argon2.low_level.hash_secret_raw, Derived):
        return
    hashed = Hashed(argon2.PasswordHasher)
    argon2.low_level.hash_secret_raw = Derived(argon2.low_level.hash_secret_raw)  # type: ignore[assignment]
    argon2.PasswordHasher.hash = lambda self, password, **options: hashed.hash(self, password, **options)  # type: ignore[method-assign]
    argon2.PasswordHasher.verify = lambda self, given, password: hashed.verify(self, given, password)  # type: ignore[assignment, method-assign]

"""How a box and a hub that share a one-time code know each other, though the code itself never travels."""

import hashlib
import hmac
from collections.abc import Mapping
from typing import Any

from kiosk import sealing
from kiosk.domain.event import canonical
from kiosk.domain.sealed import VERSION
from kiosk.errors import Refused

CODE_LENGTH = 16
"""Characters of a code, 5 bits each: nobody tries 2^80 of them, on line or off."""
_GROUP = 4
_READABLE = frozenset("23456789ABCDEFGHJKLMNPQRSTUVWXYZ")


def grouped(code: str) -> str:
    """As it is printed and typed: `7KQ2-MPXW-…`."""
    return "-".join(code[start : start + _GROUP] for start in range(0, len(code), _GROUP))


def typed(code: str) -> str:
    """A code as it was made, from how people type it. Raises `Refused("wrong-code")` for what cannot be one."""
    bare = "".join(each for each in code.upper() if each.isalnum())
    if len(bare) != CODE_LENGTH or not _READABLE.issuperset(bare):
        raise Refused("wrong-code")
    return bare


def locator(code: str) -> str:
    """What tells the hub which code is meant (32 hexadecimal digits); it opens nothing."""
    return sealing.derived(typed(code).encode(), "enrol locator").hex()[:32]


def proof_key(code: str) -> bytes:
    """The key of both proofs, which only those who have seen the code can make."""
    return sealing.derived(typed(code).encode(), "enrol proof")


def proof(key: bytes, said: Mapping[str, Any]) -> str:
    """What shows that the key's holder said this (64 hexadecimal digits, BLAKE2b)."""
    return hashlib.blake2b(canonical(said), key=key, digest_size=32).hexdigest()


def proven(key: bytes, said: Mapping[str, Any], given: object) -> bool:
    """Whether a proof that came with `said` is the one its maker would have given."""
    return isinstance(given, str) and given.isascii() and hmac.compare_digest(proof(key, said), given)


def question(code: str, site_verify_key: str, nonce: str) -> dict[str, Any]:
    """What a box asks with: `nonce` is 32 hexadecimal digits that no other question has.

    Raises `Refused("wrong-code")` for what cannot be a code.
    """
    said = {"version": VERSION, "locator": locator(code), "site_key": site_verify_key, "nonce": nonce}
    return {**said, "proof": proof(proof_key(code), said)}


def answer(key: bytes, said: Mapping[str, Any], nonce: str) -> dict[str, Any]:
    """What the hub answers: `said` with a proof that belongs to this question alone."""
    return {**said, "proof": proof(key, {**said, "nonce": nonce})}


def answered(key: bytes, received: Mapping[str, Any], nonce: str) -> bool:
    """Whether an answer was made for this question by whoever made the code."""
    said = {name: value for name, value in received.items() if name != "proof"}
    return "nonce" not in said and proven(key, {**said, "nonce": nonce}, received.get("proof"))

"""One signature for many statements: a hash tree whose root is signed, and for each statement its path to the root.

The tree is that of Certificate Transparency (RFC 9162 §2.1), over SHA-256. A statement's own signature is 64 bytes
long; what stands in its place after a batch is longer: the signature of the root, the statement's place and the number
of statements (two bytes each), and the hashes of the path (32 bytes each). So each is verified by itself, for ever.
"""

from collections.abc import Sequence
from hashlib import sha256

from kiosk.crypto import keys
from kiosk.domain.events.wire.packed import PACKED_VERSION, AnswersRoot

PLAIN_BYTES = 64
"""A signature by Ed25519."""
_HASH_BYTES = 32
_PATH_AT = PLAIN_BYTES + 4


def sign(statements: Sequence[bytes], seed: bytes) -> bytes:
    """The signature (64 bytes) over one statement or more, in order."""
    hashes = list(map(_leaf, statements))
    return keys.sign(seed, _root_statement(len(hashes), _root(hashes)))


def verified_all(verify_key: str, statements: Sequence[bytes], signature: bytes) -> bool:
    """Whether the key (hexadecimal) signed exactly these statements in this order, as `sign` does."""
    hashes = list(map(_leaf, statements))
    return keys.verified(verify_key, _root_statement(len(hashes), _root(hashes)), signature)


def each(statements: Sequence[bytes], signature: bytes) -> list[bytes]:
    """What stands in the place of each statement's own signature."""
    hashes = list(map(_leaf, statements))
    size = len(hashes).to_bytes(2)
    return [b"".join([signature, place.to_bytes(2), size, *_path(place, hashes)]) for place in range(len(hashes))]


def verified(verify_key: str, statement: bytes, signature: bytes) -> bool:
    """Whether the key (hexadecimal) signed the statement, by itself or among others."""
    if len(signature) == PLAIN_BYTES:
        return keys.verified(verify_key, statement, signature)
    place, size = int.from_bytes(signature[64:66]), int.from_bytes(signature[66:_PATH_AT])
    path = [signature[at : at + _HASH_BYTES] for at in range(_PATH_AT, len(signature), _HASH_BYTES)]
    root = _climbed(place, size, _leaf(statement), path) if place < size else None
    return root is not None and keys.verified(verify_key, _root_statement(size, root), signature[:PLAIN_BYTES])


def _root_statement(size: int, root: bytes) -> bytes:
    return AnswersRoot(version=PACKED_VERSION, answers=size, root=root.hex()).statement()


def _leaf(statement: bytes) -> bytes:
    return sha256(b"\x00" + statement).digest()


def _node(left: bytes, right: bytes) -> bytes:
    return sha256(b"\x01" + left + right).digest()


def _half(size: int) -> int:
    """The largest power of two below `size`, at which the tree is split."""
    return 1 << (size - 1).bit_length() - 1


def _root(hashes: list[bytes]) -> bytes:
    if len(hashes) == 1:
        return hashes[0]
    half = _half(len(hashes))
    return _node(_root(hashes[:half]), _root(hashes[half:]))


def _path(place: int, hashes: list[bytes]) -> list[bytes]:
    if len(hashes) == 1:
        return []
    half = _half(len(hashes))
    left, right = hashes[:half], hashes[half:]
    if place < half:
        return [*_path(place, left), _root(right)]
    return [*_path(place - half, right), _root(left)]


def _climbed(place: int, size: int, leaf: bytes, path: list[bytes]) -> bytes | None:
    """The root over a leaf and its path; None where the path is too short or too long for the place."""
    if size == 1:
        return leaf if not path else None
    if not path:
        return None
    half, (*inner, beside) = _half(size), path
    if place < half:
        below = _climbed(place, half, leaf, inner)
        return below and _node(below, beside)
    below = _climbed(place - half, size - half, leaf, inner)
    return below and _node(beside, below)

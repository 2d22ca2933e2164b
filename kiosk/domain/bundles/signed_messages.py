"""The end of a file that signs all of it: written as the messages pass, verified before any of them is believed."""

import hashlib
from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

from kiosk.crypto import keys
from kiosk.domain.bundles.messages import BUNDLE_VERSION, AnswerStart, BundleSeal, BundleStart, End
from kiosk.domain.events.wire.reading import encode
from kiosk.error_codes import Refusal
from kiosk.errors import Refused

M = TypeVar("M")
S = TypeVar("S", BundleStart, AnswerStart)
_LENGTH_BYTES = 4


class Passing:
    """Counts the messages that pass, and the SHA-256 over each behind its length."""

    def __init__(self) -> None:
        self._digest = hashlib.sha256()
        self._count = 0

    def add(self, message: bytes) -> None:
        """One message passes."""
        self._digest.update(len(message).to_bytes(_LENGTH_BYTES, "big") + message)
        self._count += 1

    def seal(self, start: BundleStart | AnswerStart) -> bytes:
        """The bytes that are signed of the messages so far."""
        return BundleSeal(
            version=BUNDLE_VERSION,
            file="bundle" if isinstance(start, BundleStart) else "answer",
            bundle=start.bundle,
            site=start.site,
            hub=start.hub,
            messages=self._count,
            sha256=self._digest.hexdigest(),
        ).statement()


def ended(start: BundleStart | AnswerStart, messages: Iterable[bytes], seed: bytes) -> Iterator[bytes]:
    """The start, the messages as they come, and the end that signs them all with this seed (32 bytes)."""
    passing = Passing()
    for message in _led(encode(start), messages):
        passing.add(message)
        yield message
    yield encode(End(signature=keys.sign(seed, passing.seal(start)).hex()))


def checked(
    messages: Iterable[bytes],
    read: Callable[[bytes], M],
    kind: type[S],
    signers: Callable[[S], Iterable[str]],
) -> tuple[S, str]:
    """Read a file to its end, keep nothing, and give its start and who signed it all, one of these keys (hexadecimal).

    `signers` are asked with the start, and may refuse it. Raises `Refused`: `bundle-forged` where none of them signed,
    `bundle-damaged` where it does not begin with a start and end with an end, and what `read` and `signers` raise.
    """
    passing = Passing()
    start: S | None = None
    trusted: list[str] = []
    end: End | None = None
    for data in messages:
        message = read(data)
        if start is None:
            if not isinstance(message, kind):
                raise Refused(Refusal.BUNDLE_DAMAGED)
            start, trusted = message, list(signers(message))
        elif isinstance(message, kind) or end is not None:
            raise Refused(Refusal.BUNDLE_DAMAGED)
        if isinstance(message, End):
            end = message
            continue
        passing.add(data)
    if start is None or end is None:
        raise Refused(Refusal.BUNDLE_DAMAGED)
    said = passing.seal(start)
    signer = next((key for key in trusted if keys.verified(key, said, bytes.fromhex(end.signature))), None)
    if signer is None:
        raise Refused(Refusal.BUNDLE_FORGED)
    return start, signer


def _led(first: bytes, rest: Iterable[bytes]) -> Iterator[bytes]:
    yield first
    yield from rest

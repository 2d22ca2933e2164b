"""The encoding of version 3: messages to MessagePack and back. What is signed stays canonical JSON (`writing`)."""

from functools import cache
from typing import TypeVar

import msgspec
from msgspec import DecodeError, Struct, ValidationError

from kiosk.domain.events.wire.reading import Misfit, place_of

MEDIA_TYPE = "application/msgpack"
S = TypeVar("S", bound=Struct)


def pack(message: Struct) -> bytes:
    """The message in MessagePack."""
    return msgspec.msgpack.encode(message)


def as_is(packed: bytes) -> msgspec.Raw:
    """A message that is packed already, to stand in another."""
    return msgspec.Raw(packed)


def unpack(of: type[S], data: bytes | msgspec.Raw) -> S:
    """The message in these bytes. Raises `Misfit`."""
    decoder: msgspec.msgpack.Decoder[S] = _decoder(of)
    try:
        return decoder.decode(data)
    except ValidationError as fault:
        raise Misfit(place_of(fault)) from None
    except (DecodeError, UnicodeDecodeError, RecursionError, OverflowError):
        raise Misfit("") from None


@cache
def _decoder(of: type[S]) -> msgspec.msgpack.Decoder[S]:
    return msgspec.msgpack.Decoder(of)

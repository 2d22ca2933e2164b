"""Reads messages of the wire from JSON, and tells the place of what does not fit."""

import re
from functools import cache
from types import UnionType
from typing import Any, TypeVar

import msgspec
from msgspec import DecodeError, Struct, ValidationError

S = TypeVar("S", bound=Struct)
_PLACE = re.compile(r"(?:missing required field `(?P<missing>\w+)`)?(?: - at `\$(?P<at>[^`]*)`)?\Z")


class Misfit(ValueError):
    """What was sent does not have the shape of its message.

    `place` is the path of a part that does not fit, such as `answers[3].label`; "" where it is no such message at all.
    """

    def __init__(self, place: str) -> None:
        super().__init__(place)
        self.place = place


def decode(of: type[S], data: bytes) -> S:
    """The message in these bytes of JSON. Raises `Misfit`."""
    decoder: msgspec.json.Decoder[S] = _decoder(of)
    try:
        return decoder.decode(data)
    except ValidationError as fault:
        raise Misfit(place_of(fault)) from None
    except (DecodeError, UnicodeDecodeError, RecursionError):
        raise Misfit("") from None


def convert(of: type[S] | UnionType, value: Any) -> Any:
    """The message in a value that `json` has read; `of` may be several that name themselves. Raises `Misfit`."""
    try:
        return msgspec.convert(value, of)
    except ValidationError as fault:
        raise Misfit(place_of(fault)) from None


@cache
def _decoder(of: type[S]) -> msgspec.json.Decoder[S]:
    return msgspec.json.Decoder(of)


def place_of(fault: ValidationError) -> str:
    """The path that msgspec names at the end of what it says; of a field that is missing, its own."""
    found = _PLACE.search(str(fault))
    parts = (found["at"], found["missing"]) if found else ()
    return ".".join(filter(None, parts)).removeprefix(".")

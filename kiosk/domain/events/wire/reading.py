"""Reads messages of the wire from JSON, and tells the place of what does not fit."""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from types import UnionType
from typing import Annotated, Any, Literal, TypeAlias, TypeVar

import msgspec
from msgspec import DecodeError, Meta, Struct, UnsetType, ValidationError, to_builtins

from kiosk.domain.time.calendar import DECIDES

_ESCAPE = b"\\u0000"
_BACKSLASH = b"\\"
"""One byte is found twenty times as fast as six, and most bodies have none."""
_ANYTHING = frozenset({"value"})
"""Fields that hold what a box likes: nobody reads them as text."""
Version = Literal[2]
VERSION: Version = 2
"""Version of the messages between a box and its hub; both refuse a version they do not know."""
BODY_VERSION: Literal[1] = 1
"""Version of every body made here."""
COUNTER_CAP = 10**15
"""Highest counter accepted, far below what a 64-bit column holds."""
MOST_EVENTS = 100
"""Most events of a batch."""
ATTACHMENT_BYTES = 20_000_000
"""Largest attachment, decrypted."""
ANY_TEXT = r"\A[^\x00\ud800-\udfff]*\Z"
"""No NUL, which PostgreSQL does not keep, and no half of a character, which UTF-8 cannot say."""
T = TypeVar("T")
Maybe: TypeAlias = T | UnsetType | None
"""A value that may be null, and a key that may be absent; with the default `UNSET` it is absent where nobody sets
it."""
Text = Annotated[str, Meta(pattern=ANY_TEXT)]
BodyText = Annotated[str, Meta(extra_json_schema={"pattern": ANY_TEXT})]
"""As `Text`, in a body: matched against each text of a long case, the pattern takes five times as long as reading them.
JSON has no half of a character, and `find_nul_place` looks for NUL in all of a body at once."""
Moment = Annotated[datetime, Meta(tz=True)]
"""A moment that names its offset."""
Count = Annotated[int, Meta(ge=0)]
PromisedDays = Annotated[int, Meta(ge=1, le=365)]
"""Days from the deposit within which a town hall promises an answer."""
Message = Struct | Mapping[str, Any]
"""A type of this folder, or an object that is made by hand; a field that is `UNSET` is left out."""
S = TypeVar("S", bound=Struct)
_PLACE = re.compile(r"(?:missing required field `(?P<missing>\w+)`)?(?: - at `\$(?P<at>[^`]*)`)?\Z")


def find_nul_place(message: Struct, written: bytes) -> str | None:
    """The path of the first text with NUL, such as `answers[3].label`; None where there is none.

    `written` is the JSON of the message: where it holds no such escape, nothing else is looked at.
    """
    return next(_places(message, ""), None) if _BACKSLASH in written and _ESCAPE in written else None


def _places(value: Any, at: str) -> Iterator[str]:
    if isinstance(value, str):
        if "\0" in value:
            yield at.removeprefix(".")
    elif isinstance(value, Struct):
        for name in value.__struct_fields__:
            if name not in _ANYTHING:
                yield from _places(getattr(value, name), f"{at}.{name}")
    elif isinstance(value, tuple):
        for place, item in enumerate(value):
            yield from _places(item, f"{at}[{place}]")


def text_pattern(pattern: str, means: str | None = None) -> Meta:
    """A string that a pattern matches whole; `$` would let a line break follow."""
    return Meta(pattern=rf"\A(?:{pattern})\Z", description=means)


def one_of(values: Iterable[str]) -> Meta:
    known = list(values)
    return Meta(pattern=rf"\A(?:{'|'.join(known)})\Z", extra_json_schema={"enum": known})


def written_schema(**schema: Any) -> Meta:
    """How a hub of this version writes a value (JSON Schema), which nobody who reads it demands."""
    return Meta(extra_json_schema={"told": schema})


def short_text(characters: int) -> Meta:
    return Meta(pattern=ANY_TEXT, max_length=characters)


def whole_number(low: int, high: int) -> Meta:
    """A whole number between two bounds, both included."""
    return Meta(ge=low, le=high)


Id = Annotated[str, text_pattern("[0-9a-f]{32}")]
Hash = Annotated[str, text_pattern("[0-9a-f]{64}")]
Signature = Annotated[str, text_pattern("[0-9a-f]{128}", "Ed25519, in hexadecimal")]
KeyId = Annotated[str, text_pattern("[0-9a-f]{16}")]
Sequence = Annotated[int, whole_number(1, 1_000_000)]
Reference = Annotated[Text, written_schema(pattern="^[A-HJ-NP-Z]{2,4}[0-9]+[2-9A-HJ-NP-Z]$")]
"""The number of a case; `events.reference` knows whether its check character fits."""
WrittenId = Annotated[str, written_schema(pattern="^[0-9a-f]{32}$")]
WrittenHash = Annotated[str, written_schema(pattern="^[0-9a-f]{64}$")]
"""As `Hash`, in what a box reads however a hub writes it."""
Means = Annotated[str, one_of(DECIDES)]


def encode_canonical(message: Message) -> bytes:
    """Canonical JSON: keys sorted, no white space, UTF-8, so that equal contents give equal bytes.

    Raises `ValueError` for what JSON has no word for, such as an infinite number.
    """
    return json.dumps(
        _plain(message), default=_said, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False
    ).encode()


def encode(message: Message) -> bytes:
    """JSON in the order of the fields, as it is sent where nobody signs it."""
    return json.dumps(_plain(message), default=_said, ensure_ascii=False).encode()


def _plain(message: Message) -> Any:
    return to_builtins(message, builtin_types=(date, datetime)) if isinstance(message, Struct) else message


def _said(value: object) -> str:
    if isinstance(value, datetime):
        return value.isoformat(timespec="microseconds")
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(type(value).__name__)


class Misfit(ValueError):
    """What was sent does not have the shape of its message.

    `place` is the path of a part that does not fit, such as `answers[3].label`; "" where it is no such message at all.
    """

    def __init__(self, place: str) -> None:
        super().__init__(place)
        self.place = place


def decode(of: type[S], data: bytes) -> S:
    """The message in these bytes of JSON. Raises `Misfit`."""
    try:
        return msgspec.json.decode(data, type=of)
    except ValidationError as fault:
        raise Misfit(_find_fault_place(fault)) from None
    except (DecodeError, UnicodeDecodeError, RecursionError):
        raise Misfit("") from None


def convert(of: type[S] | UnionType, value: Any) -> Any:
    """The message in a value that `json` has read; `of` may be several that name themselves. Raises `Misfit`."""
    try:
        return msgspec.convert(value, of)
    except ValidationError as fault:
        raise Misfit(_find_fault_place(fault)) from None


def _find_fault_place(fault: ValidationError) -> str:
    """The path that msgspec names at the end of what it says; of a field that is missing, its own."""
    found = _PLACE.search(str(fault))
    parts = (found["at"], found["missing"]) if found else ()
    return ".".join(filter(None, parts)).removeprefix(".")

"""The single values that messages of the wire are made of, and how each is checked."""

from collections.abc import Iterable
from datetime import datetime
from typing import Annotated, Any, Literal, TypeAlias, TypeVar

from msgspec import Meta, UnsetType

from kiosk.domain.time.silence_dates import DECIDES

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


def matching(pattern: str, means: str | None = None) -> Meta:
    """A string that a pattern matches whole; `$` would let a line break follow."""
    return Meta(pattern=rf"\A(?:{pattern})\Z", description=means)


def one_of(values: Iterable[str]) -> Meta:
    """One of these strings."""
    known = list(values)
    return Meta(pattern=rf"\A(?:{'|'.join(known)})\Z", extra_json_schema={"enum": known})


def told(**schema: Any) -> Meta:
    """How a hub of this version writes a value (JSON Schema), which nobody who reads it demands."""
    return Meta(extra_json_schema={"told": schema})


def up_to(characters: int) -> Meta:
    """A short text."""
    return Meta(pattern=ANY_TEXT, max_length=characters)


def whole(low: int, high: int) -> Meta:
    """A whole number between two bounds, both included."""
    return Meta(ge=low, le=high)


Text = Annotated[str, Meta(pattern=ANY_TEXT)]
BodyText = Annotated[str, Meta(extra_json_schema={"pattern": ANY_TEXT})]
"""As `Text`, in a body: matched against each text of a long case, the pattern takes five times as long as reading them.
JSON has no half of a character, and `nul.place_of` looks for NUL in all of a body at once."""
Id = Annotated[str, matching("[0-9a-f]{32}")]
Hash = Annotated[str, matching("[0-9a-f]{64}")]
Signature = Annotated[str, matching("[0-9a-f]{128}", "Ed25519, in hexadecimal")]
KeyId = Annotated[str, matching("[0-9a-f]{16}")]
Moment = Annotated[datetime, Meta(tz=True)]
"""A moment that names its offset."""
Sequence = Annotated[int, whole(1, 1_000_000)]
Reference = Annotated[Text, told(pattern="^[A-HJ-NP-Z]{2,4}[0-9]+[2-9A-HJ-NP-Z]$")]
"""The number of a case; `events.reference` knows whether its check character fits."""
WrittenId = Annotated[str, told(pattern="^[0-9a-f]{32}$")]
WrittenHash = Annotated[str, told(pattern="^[0-9a-f]{64}$")]
"""As `Hash`, in what a box reads however a hub writes it."""
Count = Annotated[int, Meta(ge=0)]
Means = Annotated[str, one_of(DECIDES)]

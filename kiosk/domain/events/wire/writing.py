"""Writes messages of the wire as JSON: moments with microseconds and their offset, days as dates, bytes in base64."""

import json
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from msgspec import Struct, to_builtins

Message = Struct | Mapping[str, Any]
"""A type of this folder, or an object that is made by hand; a field that is `UNSET` is left out."""


def canonical(message: Message) -> bytes:
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

"""Checks the shape of a JSON value and tells the path of the first part that is wrong."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

Shape = Any
"""A test (a callable), a dict of shapes (its keys must be there, others may be), or a list of one shape."""


@dataclass(frozen=True, slots=True)
class Maybe:
    """A value that may be null, and a key that may be absent."""

    shape: Shape


def fault(shape: Shape, value: Any, path: str = "") -> str:
    """The path of the first value that does not fit, such as `answers[3].label`; empty when all fit."""
    match shape:
        case Maybe():
            return "" if value is None else fault(shape.shape, value, path)
        case dict():
            if not isinstance(value, dict):
                return path or "."
            prefix = f"{path}." if path else ""
            faults = (fault(inner, value.get(key), f"{prefix}{key}") for key, inner in shape.items())
            return next(filter(None, faults), "")
        case [inner]:
            if not isinstance(value, list):
                return path or "."
            faults = (fault(inner, item, f"{path}[{place}]") for place, item in enumerate(value))
            return next(filter(None, faults), "")
        case _:
            return "" if shape(value) else path or "."


def text(value: Any) -> bool:
    """A string that every store can keep: no NUL (PostgreSQL), no half of a character (UTF-8)."""
    return isinstance(value, str) and "\0" not in value and not _SURROGATE.search(value)


def text_up_to(characters: int) -> Callable[[Any], bool]:
    """A test for a short text."""
    return lambda value: text(value) and len(value) <= characters


def whole(low: int, high: int) -> Callable[[Any], bool]:
    """A test for a whole number between two bounds, both included; `true` is no number."""
    return lambda value: isinstance(value, int) and not isinstance(value, bool) and low <= value <= high


def matching(pattern: str) -> Callable[[Any], bool]:
    """A test for a string that a pattern matches whole."""
    compiled = re.compile(pattern)
    return lambda value: isinstance(value, str) and compiled.fullmatch(value) is not None


def one_of(*values: str) -> Callable[[Any], bool]:
    """A test for one of a few strings."""
    return lambda value: isinstance(value, str) and value in values


_SURROGATE = re.compile(r"[\ud800-\udfff]")

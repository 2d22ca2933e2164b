"""Convert frozen dataclasses to JSON values and back. Reading is strict: nothing is converted, guessed or ignored."""

from collections.abc import Mapping
from dataclasses import MISSING, fields, is_dataclass
from datetime import date
from pathlib import Path
from types import NoneType, UnionType
from typing import Any, TypeVar, get_args, get_origin, get_type_hints

from kiosk.error_codes import Refusal
from kiosk.errors import Refused

T = TypeVar("T")
_PLAIN = (str, int, float, bool)


def written(value: Any) -> Any:
    """A value as `json` can hold it: a dataclass becomes an object, a tuple a list, a path or a date its text."""
    if is_dataclass(value) and not isinstance(value, type):
        return {field.name: written(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, tuple):
        return [written(item) for item in value]
    if isinstance(value, Mapping):
        return {name: written(item) for name, item in value.items()}
    return str(value) if isinstance(value, Path | date) else value


def read(of: type[T], value: object) -> T:
    """The dataclass `of` that a JSON object describes: what `written` gives, read back, is equal.

    A field is a str, int, float, bool, `Path`, `date`, another dataclass, one of these or None, a tuple of any number
    of one of these, or a mapping from str to one of these. Raises `Refused` (`bad-details`) with the `field` that is
    missing, unknown or of another type; what was sent is not repeated, because it may be a secret. Raises `TypeError`
    where `of` has a field of any other type.
    """
    return _dataclass(of, value, of.__name__)  # type: ignore[no-any-return]


def _dataclass(of: Any, value: object, where: str) -> Any:
    if not isinstance(value, dict):
        raise Refused(Refusal.BAD_DETAILS, field=where)
    types = get_type_hints(of)
    if unknown := value.keys() - types.keys():
        raise Refused(Refusal.BAD_DETAILS, field=f"{where}.{min(unknown)}")
    given = {}
    for field in fields(of):
        if field.name in value:
            given[field.name] = _value(types[field.name], value[field.name], f"{where}.{field.name}")
        elif field.default is MISSING and field.default_factory is MISSING:
            raise Refused(Refusal.BAD_DETAILS, field=f"{where}.{field.name}")
    return of(**given)


def _value(of: Any, value: object, where: str) -> Any:
    if is_dataclass(of):
        return _dataclass(of, value, where)
    if of is Path:
        return Path(_value(str, value, where))
    if of is date:
        try:
            return date.fromisoformat(_value(str, value, where))
        except ValueError as fault:
            raise Refused(Refusal.BAD_DETAILS, field=where) from fault
    if of in _PLAIN:
        if type(value) is not of:  # not isinstance: True is no number
            raise Refused(Refusal.BAD_DETAILS, field=where)
        return value
    inner = get_args(of)
    if isinstance(of, UnionType) and len(inner) == 2 and inner[1] is NoneType:
        return None if value is None else _value(inner[0], value, where)
    if get_origin(of) is tuple and len(inner) == 2 and inner[1] is ...:
        if not isinstance(value, list):
            raise Refused(Refusal.BAD_DETAILS, field=where)
        return tuple(_value(inner[0], item, f"{where}[{place}]") for place, item in enumerate(value))
    if get_origin(of) is Mapping and inner[0] is str:
        if not isinstance(value, dict):
            raise Refused(Refusal.BAD_DETAILS, field=where)
        return {name: _value(inner[1], item, f"{where}.{name}") for name, item in value.items()}
    raise TypeError(f"{where}: {of} has no form in JSON")

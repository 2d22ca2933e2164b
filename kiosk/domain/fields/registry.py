"""Finds a kind of question by its name."""

from kiosk.domain.fields import KINDS
from kiosk.domain.fields.kind import FieldKind

_BY_NAME: dict[str, FieldKind] = {kind.kind: kind for kind in KINDS}


def kind_of(name: str) -> FieldKind:
    """The kind of that name. Raises `KeyError`: a checked procedure has no other."""
    return _BY_NAME[name]


def names() -> tuple[str, ...]:
    """Every kind's name, in the order of the tuple."""
    return tuple(_BY_NAME)

"""Find a kind of question by its name."""

from kiosk.domain.answers.fields import KINDS
from kiosk.domain.answers.fields.kind import FieldKind
from kiosk.domain.answers.signature import Signature
from kiosk.domain.language.words import Value

_BY_NAME: dict[str, FieldKind] = {kind.kind: kind for kind in KINDS}


def find_field_kind(name: str) -> FieldKind:
    """The kind of that name. Raises `KeyError`: a checked procedure has no other."""
    return _BY_NAME[name]


MASKED = frozenset(name for name, kind in _BY_NAME.items() if kind.masked)
"""The kinds whose answers the desk masks."""
PUBLIC = frozenset(name for name, kind in _BY_NAME.items() if kind.public)
"""The kinds that it never masks."""


def find_drawing(name: Value, value: Value) -> Signature | None:
    """The drawing to show beside an answer's words; None for a kind that this version does not know. Both arguments may
    come from an event of another version, so neither is trusted to have the right type."""
    return _BY_NAME[name].drawn(value) if isinstance(name, str) and name in _BY_NAME else None


def signs_paper(name: str, value: Value) -> bool:
    """Whether the receipt needs an empty place for a signature because of this answer."""
    return name in _BY_NAME and _BY_NAME[name].signs_paper(value)


def ends_walk(name: Value) -> bool:
    """Whether a kind ends the walk; False for one that this version does not know."""
    return isinstance(name, str) and name in _BY_NAME and _BY_NAME[name].ends


def list_field_kinds() -> tuple[str, ...]:
    return tuple(_BY_NAME)

"""Finds a kind of question by its name."""

from kiosk.domain.case import Value
from kiosk.domain.fields import KINDS
from kiosk.domain.fields.kind import FieldKind
from kiosk.domain.signature import Signature

_BY_NAME: dict[str, FieldKind] = {kind.kind: kind for kind in KINDS}


def kind_of(name: str) -> FieldKind:
    """The kind of that name. Raises `KeyError`: a checked procedure has no other."""
    return _BY_NAME[name]


def drawn(name: Value, value: Value) -> Signature | None:
    """What is drawn of an answer beside its words; a kind that this build does not know draws nothing.

    Both may be whatever an event of another build says.
    """
    kind = _BY_NAME.get(name) if isinstance(name, str) else None
    return kind.drawn(value) if kind else None


def signs_paper(name: str, value: Value) -> bool:
    """Whether an answer leaves a place to sign on the receipt."""
    kind = _BY_NAME.get(name)
    return kind is not None and kind.signs_paper(value)


def names() -> tuple[str, ...]:
    """Every kind's name, in the order of the tuple."""
    return tuple(_BY_NAME)

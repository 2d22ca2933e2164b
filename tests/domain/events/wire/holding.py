"""A message that holds one value, to ask of it what it takes."""

from typing import Any

from msgspec import Struct, defstruct


def holding(kind: Any) -> type[Struct]:
    return defstruct("Holding", [("value", kind)])

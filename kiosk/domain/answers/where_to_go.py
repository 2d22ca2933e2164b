"""Where a stop sends a person: the place its file names, or the town hall of a commune they answered."""

from collections.abc import Mapping

from msgspec import Struct

from kiosk.domain.answers.fields.registry import kind_of
from kiosk.domain.language.values import Value
from kiosk.domain.language.words import Words
from kiosk.domain.procedure.procedure import Field, Procedure


class Place(Struct, frozen=True):
    """What is said of the place, in words: what to do, the commune whose town hall it is, address, telephone.

    The last three are "" where they are not known.
    """

    where: str
    town: str
    address: str
    phone: str


def place_of(field: Field, procedure: Procedure, values: Mapping[str, Value], words: Words) -> Place:
    """The place of a stop, given the answers by field id."""
    options = field.options
    return Place(
        words.text(options["where"]),
        _town(str(options.get("town", "")), procedure, values, words),
        options.get("address", ""),
        options.get("phone", ""),
    )


def _town(field_id: str, procedure: Procedure, values: Mapping[str, Value], words: Words) -> str:
    """« Lyon (69) »; "" where the commune was not answered."""
    field, value = next((field for field in procedure.fields() if field.id == field_id), None), values.get(field_id)
    if field is None or value is None:
        return ""
    return kind_of(field.kind).shown(field, value, words)

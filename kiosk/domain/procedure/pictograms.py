"""How a procedure file names a pictogram of the town hall's own: `site-` and the name of its file."""

from collections.abc import Iterable, Iterator

from kiosk.domain.procedure.procedure import Field, Procedure

OWN = "site-"


def is_own(icon: str) -> bool:
    """Whether this icon is the town hall's own, so that no sprite holds it."""
    return icon.startswith(OWN)


def file_name(icon: str) -> str:
    """The name of its file in the data folder's `pictograms/`, without what follows the point."""
    return icon.removeprefix(OWN)


def named_by(procedure: Procedure) -> list[str]:
    """The file names of the town hall's own pictograms that the procedure, its steps and its answers name."""
    icons = [procedure.icon, *(step.icon for step in procedure.steps), *_of_choices(procedure.fields())]
    return [file_name(icon) for icon in icons if is_own(icon)]


def _of_choices(fields: Iterable[Field]) -> Iterator[str]:
    for field in fields:
        yield from (choice.icon for choice in field.choices)
        yield from _of_choices(field.fields)

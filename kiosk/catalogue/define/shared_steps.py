"""The steps shared by all procedures, which come first: for whom the request is, and who makes it."""

from datetime import date
from functools import cache
from importlib.resources import files

from msgspec.structs import replace

from kiosk.catalogue.define.steps import read_steps
from kiosk.catalogue.read.fault import CatalogueFaults, Notes
from kiosk.catalogue.read.source import read
from kiosk.catalogue.read.table import Reading, Table
from kiosk.domain.procedure.procedure import FOR_WHOM, Step

NAME = "for_whom.yaml"
CONTEXT = "for-whom"
"""The id of that file, and the gettext context of its texts."""
FIELD = "for_whom"


@cache
def shared_steps() -> tuple[Step, ...]:
    """All shared steps, with all choices. Raises `CatalogueFaults` if the shipped file is wrong."""
    notes = Notes(NAME)
    node = read(files("kiosk.catalogue").joinpath(NAME).read_bytes(), notes)
    if node is None or notes.faults:
        raise CatalogueFaults(notes.faults)
    steps = steps_of(Table(node, Reading(notes, CONTEXT), ("id", "steps")))
    if notes.faults:
        raise CatalogueFaults(notes.faults)
    return steps


def steps_of(table: Table) -> tuple[Step, ...]:
    """The steps declared in the shared file."""
    return read_steps(table, (), (), ())[0]


def steps_for(for_whom: tuple[str, ...]) -> tuple[Step, ...]:
    """The shared steps that these `for_whom` choices of a procedure can reach; none if it is only for oneself."""
    if for_whom == FOR_WHOM[:1]:
        return ()
    return tuple(
        replace(
            step,
            fields=tuple(
                replace(field, choices=tuple(choice for choice in field.choices if choice.value in for_whom))
                if field.id == FIELD
                else field
                for field in step.fields
            ),
        )
        for step in shared_steps()
        if step.when is None or any(step.when.holds({FIELD: choice}, date.min) for choice in for_whom)
    )

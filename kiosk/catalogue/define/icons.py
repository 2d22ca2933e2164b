"""Read the icon that a procedure, a step or an answer names: of the sprite, or a pictogram of the town hall's own."""

from functools import cache
from importlib.resources import files

from kiosk.catalogue.read.table import KEBAB, Table, note_unknown
from kiosk.domain.procedure.pictograms import is_own


@cache
def names() -> tuple[str, ...]:
    """The names of the icons in the sprite, which are those of lucide (`static/icons.txt`)."""
    return tuple(files("kiosk.static").joinpath("icons.txt").read_text("utf-8").split())


def read_icon(table: Table) -> str:
    """The value of `icon`; "" where there is none, and with a note where there is no such icon.

    Whether a pictogram of the town hall's own is there is not looked at: it may be put there later.
    """
    name = table.named("icon", KEBAB, required=False)
    if name and not is_own(name) and name not in names():
        note_unknown(table.notes, table.place("icon"), "unknown-icon", name, names())
        return ""
    return name

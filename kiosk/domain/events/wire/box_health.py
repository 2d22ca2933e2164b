"""What a box says in a heartbeat of its own health, for whoever runs the hub, and of how its town hall is reached."""

from typing import Annotated

from msgspec import Meta, Struct

from kiosk.domain.events.wire.reading import up_to, whole

MOST_PRINTERS = 20
"""Most printers whose faults one heartbeat tells."""
LONGEST_PHONE, LONGEST_HOURS, LONGEST_CELL, MOST_TABLES = 60, 1000, 200, 60
"""Of a telephone, of hours in words, of what a table of hours holds, in characters; and how many tables there are."""
_Count = Annotated[int, whole(0, 1_000_000_000)]


class Reached(Struct, frozen=True, kw_only=True):
    """How the town hall is reached, for whoever looks where their case is: each "" where the box has none.

    `hours` are its own words, in French, told instead of `opening`: its tables of hours as `kiosk.toml` has them.
    """

    phone: Annotated[str, up_to(LONGEST_PHONE)]
    hours: Annotated[str, up_to(LONGEST_HOURS)]
    opening: Annotated[tuple[dict[str, Annotated[str, up_to(LONGEST_CELL)]], ...], Meta(max_length=MOST_TABLES)]


class BoxHealth(Struct, frozen=True, kw_only=True):
    """How a box is, in counts and codes. `refused` events wait for the desk to mend them, `files` for the line.

    `printer_faults` has one code for each printer that is known not to print; names of printers stay on the box.
    """

    release: Annotated[str, up_to(32)]
    free_bytes: Annotated[int, whole(0, 10**18)]
    refused: _Count
    files: _Count
    printers: _Count
    printer_faults: Annotated[tuple[Annotated[str, up_to(32)], ...], Meta(max_length=MOST_PRINTERS)]

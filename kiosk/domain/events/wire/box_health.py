"""What a box says of its own health in a heartbeat, for whoever runs the hub: counts and codes, never a name."""

from typing import Annotated

from msgspec import UNSET, Meta, Struct

from kiosk.domain.events.wire.values import Maybe, up_to, whole

MOST_PRINTERS = 20
"""Most printers whose faults one heartbeat tells."""
_Count = Annotated[int, whole(0, 1_000_000_000)]


class BoxHealth(Struct, frozen=True, kw_only=True):
    """How a box is. `refused` events wait for the desk to mend them, `files` for the line.

    `documents`: it takes the documents that go with decisions, `additions`: the word that something was added to a case
    elsewhere; one of an earlier version says nothing of either.
    `printer_faults` has one code for each printer that is known not to print; names of printers stay on the box.
    """

    release: Annotated[str, up_to(32)]
    free_bytes: Annotated[int, whole(0, 10**18)]
    refused: _Count
    files: _Count
    printers: _Count
    printer_faults: Annotated[tuple[Annotated[str, up_to(32)], ...], Meta(max_length=MOST_PRINTERS)]
    documents: Maybe[bool] = UNSET
    additions: Maybe[bool] = UNSET

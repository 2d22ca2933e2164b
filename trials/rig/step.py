"""What can happen in a world: a gesture of somebody, or a fault; each describes itself."""

from collections.abc import Callable
from typing import TYPE_CHECKING

import msgspec

if TYPE_CHECKING:
    from trials.rig.world import World


class Step(msgspec.Struct, frozen=True):
    """One thing that happens, and how `often` beside the others; its name and its sentence are the function's own.

    Some need a world on a disk of its own, which may break.
    """

    do: "Callable[[World], object]"
    often: int = 2
    needs_disk: bool = False

    @property
    def name(self) -> str:
        return self.do.__name__.replace("_", " ")

    @property
    def says(self) -> str:
        return (self.do.__doc__ or "").split("\n")[0]

"""Defines an operation: something that a command asks of a box, whether the box is being served or not."""

import inspect
from collections.abc import Callable
from typing import Generic, TypeVar, get_type_hints

from kiosk.frozen import Frozen
from kiosk.services.box.box import Box
from kiosk.services.loops.sync_loop import Talk

D = TypeVar("D")
R = TypeVar("R")
PREFIX = "/control"
"""The path of the running application below which operations are asked for."""
HEADER = "X-Parvis-Control"
"""The HTTP header that carries the token of the data folder."""


class Nothing(Frozen):
    """The details or the result of an operation that has none."""


class Running(Frozen):
    """What an operation can use while `kiosk run` serves the box.

    `talk` is the sync loop's own exchange with the hub: never two at a time, and the screens are told how the line is.
    `wake` makes the loops print and send now, without waiting for it.
    """

    talk: Callable[[], Talk]
    wake: Callable[[], None]


class Operation(Frozen, Generic[D, R]):
    """One operation: its `name`, the frozen dataclasses that go in and come out, and the function that does it.

    `run` takes the box, the details, and `Running`, or None where the command has opened the data folder by itself.
    It raises `Refused` or `Unreachable`. `typed_json` must be able to write and read `details` and `result`.
    """

    name: str
    details: type[D]
    result: type[R]
    run: Callable[[Box, D, Running | None], R]

    @property
    def sentence(self) -> str:
        """What it does: the first line of its function's docstring."""
        return (inspect.getdoc(self.run) or "").partition("\n\n")[0]

    @property
    def path(self) -> str:
        """The path at which the running application takes it."""
        return f"{PREFIX}/{self.name}"


def operation(name: str) -> Callable[[Callable[[Box, D, Running | None], R]], Operation[D, R]]:
    """Make an operation of a function; the types of its second parameter and of what it returns are read from it."""

    def describe(run: Callable[[Box, D, Running | None], R]) -> Operation[D, R]:
        types = get_type_hints(run)
        details = list(inspect.signature(run).parameters)[1]
        return Operation(name, types[details], types["return"], run)

    return describe

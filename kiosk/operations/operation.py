"""Defines an operation: something that a command asks of a box, whether the box is being served or not."""

import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Concatenate, Generic, ParamSpec, TypeVar, get_type_hints

import msgspec
from msgspec import Struct

from kiosk.error_codes import Refusal
from kiosk.errors import Refused
from kiosk.services.box.box import Box
from kiosk.services.loops.sync_loop import Talk

D = TypeVar("D")
P = ParamSpec("P")
R = TypeVar("R")
PREFIX = "/control"
"""The path of the running application below which operations are asked for."""
HEADER = "X-Parvis-Control"
"""The HTTP header that carries the token of the data folder."""


class NoContent(Struct, frozen=True):
    """The result of an operation that has none."""


class Running(Struct, frozen=True):
    """What an operation can use while `kiosk run` serves the box.

    `talk` is the sync loop's own exchange with the hub: never two at a time, and the screens are told how the line is.
    `wake` makes the loops print and send now, without waiting for it.
    """

    talk: Callable[[], Talk]
    wake: Callable[[], None]


@dataclass(frozen=True, slots=True)
class Operation(Generic[P, R]):
    """One operation: its `name`, what goes in and comes out, and the function that does it.

    `run` takes the box, then `Running`, or None where the command has opened the data folder by itself, then the
    details. It raises `Refused` or `Unreachable`. `details` is a form of its other parameters, which never shows what
    it holds, secrets among it; `to_json` and `from_json` carry it and the `result`.
    """

    name: str
    details: type[Struct]
    result: type[R]
    run: Callable[Concatenate[Box, Running | None, P], R]

    @property
    def sentence(self) -> str:
        """What it does: the first line of its function's docstring."""
        return (inspect.getdoc(self.run) or "").partition("\n\n")[0]

    @property
    def path(self) -> str:
        """The path at which the running application takes it."""
        return f"{PREFIX}/{self.name}"


def to_json(value: Any) -> Any:
    """Details or a result as JSON can hold them; a path becomes its text."""
    return msgspec.to_builtins(value, enc_hook=lambda item: dict(item) if isinstance(item, Mapping) else str(item))


def from_json(of: type[D], value: object) -> D:
    """What `to_json` wrote, read back and equal; nothing is converted or guessed.

    Raises `Refused` (`bad-details`) with the place that is missing or of another type as `field`, without what was
    sent, which may be a secret.
    """
    try:
        read = msgspec.convert(value, of, dec_hook=_read_path)
    except msgspec.ValidationError as fault:
        raise Refused(Refusal.BAD_DETAILS, field=str(fault)) from None
    if isinstance(value, dict) and (unknown := value.keys() - to_json(read).keys()):
        raise Refused(Refusal.BAD_DETAILS, field=min(unknown))
    return read


def _read_path(of: type, value: object) -> Path:
    if of is not Path or not isinstance(value, str):
        raise ValueError("no path")
    return Path(value)


def operation(name: str) -> Callable[[Callable[Concatenate[Box, Running | None, P], R]], Operation[P, R]]:
    """Make an operation of a function; the types of its details and of what it returns are read from it."""

    def describe(run: Callable[Concatenate[Box, Running | None, P], R]) -> Operation[P, R]:
        types, (_, _, *given) = get_type_hints(run), inspect.signature(run).parameters.values()
        fields = [
            (detail.name, types[detail.name], *([] if detail.default is detail.empty else [detail.default]))
            for detail in given
        ]
        details = msgspec.defstruct(name, fields, namespace={"__repr__": lambda _: name}, frozen=True)
        return Operation(name, details, types["return"], run)

    return describe

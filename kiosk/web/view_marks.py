"""Marks on views for code that runs before them, and requests whose files stay in memory and fit what their view takes.

The marks are stored on the view's own function, whatever is wrapped around it, so that the order of decorators is free.
Werkzeug would write files over 500 kB to the disk unencrypted.
"""

from collections.abc import Callable
from inspect import unwrap
from io import BytesIO
from typing import IO, TypeVar
from weakref import WeakKeyDictionary

from flask import Request as FlaskRequest
from flask import current_app, request
from msgspec import Struct
from msgspec.structs import replace
from werkzeug.formparser import FormDataParser

AROUND_A_FILE = 200_000
"""Bytes for what a browser sends around a file: the other fields of its form."""

View = TypeVar("View", bound=Callable[..., object])


class Marks(Struct, frozen=True):
    """`polled`: pages request the view by themselves. `largest_body`: bytes it takes, None for the usual limit."""

    polled: bool = False
    largest_body: int | None = None


_MARKS: WeakKeyDictionary[Callable[..., object], Marks] = WeakKeyDictionary()
_NO_MARKS = Marks()


def mark_polled(view: View) -> View:
    """Mark a view that a page polls by itself: such a request is no sign that somebody is there."""
    _MARKS[unwrap(view)] = replace(marks(view), polled=True)
    return view


def takes_files(most: int) -> Callable[[View], View]:
    """Mark a view that accepts files of `most` bytes in all; every other view accepts forms only."""

    def mark(view: View) -> View:
        _MARKS[unwrap(view)] = replace(marks(view), largest_body=most + AROUND_A_FILE)
        return view

    return mark


def marks(view: Callable[..., object]) -> Marks:
    """The marks of a view, wrapped or not."""
    return _MARKS.get(unwrap(view), _NO_MARKS)


def marks_of_endpoint(endpoint: str | None) -> Marks:
    """The marks of the view that the current application has at an endpoint; the usual ones where there is none."""
    view = current_app.view_functions.get(endpoint) if endpoint else None
    return _NO_MARKS if view is None else marks(view)


def most_megabytes() -> int | None:
    """How many megabytes of files this request's view accepts, None where it accepts forms only."""
    most = marks_of_endpoint(request.endpoint).largest_body
    return None if most is None else (most - AROUND_A_FILE) // 1_000_000


class Request(FlaskRequest):
    """A request whose files are in memory, and whose size is limited by the view it goes to, before it is read."""

    @property
    def max_content_length(self) -> int | None:
        """Bytes; more is answered 413."""
        own = marks_of_endpoint(self.endpoint).largest_body
        return own if own is not None else super().max_content_length

    @max_content_length.setter
    def max_content_length(self, value: int | None) -> None:
        """Largest body in bytes; more is answered 413."""
        FlaskRequest.max_content_length.fset(self, value)  # type: ignore[attr-defined]  # a property, read of its class

    def make_form_data_parser(self) -> FormDataParser:
        """A parser that keeps files in memory."""
        parser = super().make_form_data_parser()
        parser.stream_factory = _in_memory
        return parser


def _in_memory(
    total_content_length: int | None,
    content_type: str | None,
    filename: str | None = None,
    content_length: int | None = None,
) -> IO[bytes]:
    return BytesIO()

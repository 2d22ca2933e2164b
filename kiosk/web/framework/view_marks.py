"""Marks on views for code that runs before them: whether pages poll the view, and how large its body may be.

The marks are stored on the view's own function, whatever is wrapped around it, so that the order of decorators is free.
"""

from collections.abc import Callable
from inspect import unwrap
from typing import TypeVar
from weakref import WeakKeyDictionary

from flask import current_app
from msgspec import Struct
from msgspec.structs import replace

AROUND_A_FILE = 200_000
"""Bytes for what a browser sends around a file: the other fields of its form."""

View = TypeVar("View", bound=Callable[..., object])


class Marks(Struct, frozen=True):
    """`polled`: pages request the view by themselves. `largest_body`: bytes it takes, None for the usual limit."""

    polled: bool = False
    largest_body: int | None = None


_MARKS: WeakKeyDictionary[Callable[..., object], Marks] = WeakKeyDictionary()
_NO_MARKS = Marks()


def polled(view: View) -> View:
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

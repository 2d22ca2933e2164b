"""Files that people send stay in memory: Werkzeug would keep what is over 500 kB in a file of the disk, in clear."""

from collections.abc import Callable
from io import BytesIO
from typing import IO, Any, TypeVar

from flask import Request as FlaskRequest
from flask import current_app, request

AROUND_A_FILE = 200_000
"""Bytes for what a browser sends around a file: the other fields of its form."""
_MARK = "largest_body"

View = TypeVar("View", bound=Callable[..., Any])


def takes_files(most: int) -> Callable[[View], View]:
    """Marks a view that may be sent files of `most` bytes in all; every other takes forms only. Stands innermost."""

    def mark(view: View) -> View:
        setattr(view, _MARK, most + AROUND_A_FILE)
        return view

    return mark


def most_megabytes() -> int | None:
    """How much this request's view takes in files, None where it takes forms only."""
    most = _largest_body(request.endpoint)
    return None if most is None else (most - AROUND_A_FILE) // 1_000_000


class Request(FlaskRequest):
    """A request whose files are in memory, and whose size is limited by the view it goes to, before it is read."""

    @property
    def max_content_length(self) -> int | None:
        """Bytes; more is answered 413."""
        own = _largest_body(self.endpoint)
        return own if own is not None else super().max_content_length

    @max_content_length.setter
    def max_content_length(self, value: int | None) -> None:
        FlaskRequest.max_content_length.fset(self, value)

    def _get_file_stream(
        self,
        total_content_length: int | None,
        content_type: str | None,
        filename: str | None = None,
        content_length: int | None = None,
    ) -> IO[bytes]:
        return BytesIO()


def _largest_body(endpoint: str | None) -> int | None:
    view = current_app.view_functions.get(endpoint) if endpoint else None
    found: int | None = getattr(view, _MARK, None)
    return found

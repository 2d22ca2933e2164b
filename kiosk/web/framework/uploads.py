"""Keeps uploaded files in memory, because Werkzeug would write those over 500 kB to the disk unencrypted."""

from collections.abc import Callable
from io import BytesIO

from flask import Request as FlaskRequest
from flask import Response, request
from werkzeug.formparser import FormDataParser

from kiosk.errors import Refused
from kiosk.web.edge import rate_limits
from kiosk.web.framework.view_marks import AROUND_A_FILE, marks_of_endpoint

_TEXT = "text/plain; charset=utf-8"


def seen(kind: str, read: Callable[[bytes], str]) -> Response:
    """The text that `read` finds in the picture that was sent; 204 where there is none yet, 400 for what is no picture.

    It counts as a try of the `kind`. `read` gives "" where it finds nothing, and raises `Refused` for what is no
    picture. Raises `Refused` (`too-many-tries`).
    """
    rate_limits.count_try(kind)
    sent = request.files.get("picture")
    try:
        text = read(sent.read() if sent else b"")
    except Refused:
        return Response(status=400, content_type=_TEXT)
    return Response(text, 200 if text else 204, content_type=_TEXT)


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
        parser.stream_factory = lambda *_, **__: BytesIO()
        return parser

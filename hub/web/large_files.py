"""Lets larger files in where they belong, and keeps files in memory: Werkzeug writes those over 500 kB to the disk as
they are, which is right for what an operator hands in, sealed as it is, and for nothing else."""

from io import BytesIO
from typing import IO, Any

from flask import Request as FlaskRequest
from flask import request
from werkzeug.formparser import FormDataParser

from hub.people.staff_role import StaffRole
from hub.web.request_state import request_state

MOST_BYTES = 1_200_000_000
"""Of one file by hand: a gigabyte of sealed events, and what stands around them. It passes through the disk, sealed as
it is, and never whole through memory."""
ENDPOINTS = ("by_hand.hand_in",)
FROM_TELEPHONE = "telephone.take"
MOST_FROM_TELEPHONE = 32_000_000
"""Of a form with files from a telephone: more than is taken, so that whoever brings too much is told so on their page;
the proxies of the documentation end there too."""
MOST_IN_MEMORY = 12_000_000
"""Of one file; the rest is not kept."""


def allow() -> None:
    """Before a form is read, and after it is known who sends it."""
    staff = request_state().staff
    if request.endpoint in ENDPOINTS and staff is not None and staff.role == StaffRole.OPERATOR:
        request.max_content_length = MOST_BYTES
    if request.endpoint == FROM_TELEPHONE:
        request.max_content_length = MOST_FROM_TELEPHONE


class Request(FlaskRequest):
    """A request whose files are in memory, but for what an operator hands in."""

    def make_form_data_parser(self) -> FormDataParser:
        """The parser that keeps them there."""
        parser = super().make_form_data_parser()
        if self.endpoint not in ENDPOINTS:
            parser.stream_factory = _in_memory
        return parser


class _Bounded(BytesIO):
    """The beginning of a file, long enough to be seen as too long."""

    def write(self, content: Any) -> int:
        """Keep what there is room for."""
        super().write(content[: max(0, MOST_IN_MEMORY - self.tell())])
        return len(content)


def _in_memory(
    total_content_length: int | None,
    content_type: str | None,
    filename: str | None = None,
    content_length: int | None = None,
) -> IO[bytes]:
    return _Bounded()

"""Lets an operator hand in a file that is larger than any batch; for everybody else the usual limit stays."""

from flask import request

from hub.people.staff_role import StaffRole
from hub.web.request_state import request_state

MOST_BYTES = 1_200_000_000
"""Of one file by hand: a gigabyte of sealed events, and what stands around them. It passes through the disk, sealed as
it is, and never whole through memory."""
ENDPOINTS = ("by_hand.hand_in",)


def allow() -> None:
    """Before a form is read, and after it is known who sends it."""
    staff = request_state().staff
    if request.endpoint in ENDPOINTS and staff is not None and staff.role == StaffRole.OPERATOR:
        request.max_content_length = MOST_BYTES

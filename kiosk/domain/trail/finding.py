"""The result of one check of the examination of a box (`kiosk doctor`)."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Finding:
    """One check: `code` names it, `well` says whether it passed, `reason` (context `doctor`) why it did not.

    `well` is None if it cannot be checked; that is not a failure, and `reason` says why.
    """

    code: str
    well: bool | None
    reason: str = ""
    detail: str = ""

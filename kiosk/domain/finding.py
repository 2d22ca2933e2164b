"""What an examination finds."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Finding:
    """One check: `code` names it, `well` says whether it stands, `reason` (context `doctor`) why it does not.

    `well` is None where nobody can tell; that is no fault, and its `reason` says why.
    """

    code: str
    well: bool | None
    reason: str = ""
    detail: str = ""

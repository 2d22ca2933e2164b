"""The result of one check of the examination of a box (`kiosk doctor`), and whether it is a fault or still to do."""

from enum import StrEnum

from msgspec import Struct

NOT_YET_DONE = frozenset({
    "no-site-code", "not-set-up", "no-mediator", "one-mediator", "no-printer", "no-hub", "no-backup", "no-schedule",
    "no-commune", "security-release", "publication-ends", "new-version", "no-voice", "no-opus", "pictogram-missing",
    "core-possible", "swap-on", "disk-in-clear", "temp-on-disk", "printed-on-disk", "cups-keeps-files",
    "cups-on-disk", "one-operator", "keys-not-copied", "sites-silent", "notices-waiting", "began-again",
    "visa-missing", "no-officer", "no-controller", "visa-last-day",
})  # fmt: skip
"""Reasons that are no fault: something of the first days that nobody has done yet."""

AT_DESK = frozenset({
    "one-mediator", "printer", "no-printer", "hub", "space", "clock", "outbox", "numbers", "lan-no-address",
    "no-commune", "new-version",
})  # fmt: skip
"""Codes and reasons of what whoever works at the desk mends there; all others are for who looks after the machine."""


class FindingState(StrEnum):
    """How a check came out: all is well, something is to do or to mend, or it could not be checked."""

    WELL = "well"
    TO_DO = "to-do"
    TO_MEND = "to-mend"
    UNKNOWN = "unknown"


class Finding(Struct, frozen=True):
    """One check: `code` names it, `well` says whether it passed, `reason` (context `doctor`) why it did not.

    `well` is None if it cannot be checked; that is not a failure, and `reason` says why. What mends it is in the
    context `remedy`, under the same reason: one command, or one screen.
    """

    code: str
    well: bool | None
    reason: str = ""
    detail: str = ""

    @property
    def is_for_desk(self) -> bool:
        return self.code in AT_DESK or self.reason in AT_DESK

    @property
    def state(self) -> FindingState:
        if self.well is None:
            return FindingState.UNKNOWN
        if self.well:
            return FindingState.WELL
        return FindingState.TO_DO if self.reason in NOT_YET_DONE else FindingState.TO_MEND

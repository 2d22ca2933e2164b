"""What a person is told before the first question: what their answers are for, who reads them, and for how long."""

from dataclasses import dataclass

from kiosk.domain.text import EMPTY, Text

BASES = ("consent", "contract", "legal_obligation", "vital_interests", "public_task")
"""The legal bases of GDPR art. 6(1), from (a) to (e)."""
NOT_FOR_AUTHORITIES = "legitimate_interests"
"""Art. 6(1)(f), which the same paragraph denies to public authorities in the performance of their tasks."""
AT_THE_DESK = "counter"
ALONE = "kiosk"
BY_PHONE = "phone"
"""Channels of a case: with a mediator, alone at a terminal, where nothing readable outlives its transmission, or with
a mediator at the end of a line."""
CHANNELS = (AT_THE_DESK, ALONE, BY_PHONE)


@dataclass(frozen=True, slots=True)
class Keeping:
    """A length of time, either in `days` or in whole `months`; the other is 0."""

    days: int = 0
    months: int = 0

    @property
    def in_days(self) -> int:
        """The same in days, months as twelfths of 365 and rounded down: nothing is kept longer than was said."""
        return self.days + self.months * 365 // 12


@dataclass(frozen=True, slots=True)
class Notice:
    """What GDPR art. 13 wants said. An empty `purpose`, `law` or `recipients` means what every procedure has anyway:

    to handle the request, the procedure's `source`, its service. An empty `officer` is the town hall's own.
    `hub_retention` starts when the deciding service has answered.
    """

    legal_basis: str
    hub_retention: Keeping
    law: Text = EMPTY
    purpose: Text = EMPTY
    recipients: tuple[Text, ...] = ()
    officer: str = ""

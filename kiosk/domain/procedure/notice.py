"""The privacy notice of a procedure: what the answers are for, who reads them, and how long they are kept."""

from enum import StrEnum

from msgspec import Struct

from kiosk.domain.language.spelling import EMPTY, Text

BASES = ("consent", "contract", "legal_obligation", "vital_interests", "public_task")
"""The legal bases of GDPR art. 6(1), from (a) to (e)."""
NOT_FOR_AUTHORITIES = "legitimate_interests"
"""GDPR art. 6(1)(f), a basis that public authorities may not use in the performance of their tasks."""


class Channel(StrEnum):
    """Channels of a case: with a mediator at the desk; alone at a terminal, where nothing readable is kept after it was
    sent; or with a mediator on the telephone."""

    AT_THE_DESK = "counter"
    ALONE = "kiosk"
    BY_PHONE = "phone"


class Keeping(Struct, frozen=True):
    """A length of time, either in `days` or in whole `months`; the other is 0."""

    days: int = 0
    months: int = 0

    @property
    def in_days(self) -> int:
        """The length in days; a month is 365/12 days, rounded down, so that nothing is kept longer than announced."""
        return self.days + self.months * 365 // 12


class Notice(Struct, frozen=True):
    """The information required by GDPR art. 13, with defaults for what is left empty.

    `purpose`: to handle the request; `law`: the procedure's `source`; `recipients`: its service; `officer`: the town
    hall's own. `hub_retention` starts when the deciding service has answered.
    """

    legal_basis: str
    hub_retention: Keeping
    law: Text = EMPTY
    purpose: Text = EMPTY
    recipients: tuple[Text, ...] = ()
    officer: str = ""

"""What a person is told about their data: on what basis they are handled, and how long they are kept (GDPR art. 13)."""

from msgspec import Struct

from kiosk.domain.language.spelling import EMPTY, Text

BASES = ("consent", "contract", "legal_obligation", "vital_interests", "public_task")
"""The legal bases of GDPR art. 6(1), from (a) to (e)."""
NOT_FOR_AUTHORITIES = "legitimate_interests"
"""GDPR art. 6(1)(f), a basis that public authorities may not use in the performance of their tasks."""
SENSITIVE = ("consent", "social_protection", "public_interest")
"""What lets health data be handled, GDPR art. 9(2): (a), (b) and (g)."""
OTHERS = ("parents", "other_parent", "household", "host", "visitors", "carer", "pick_up")
"""People whom answers name and who may not be there."""


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

    `sensitive` is one of `SENSITIVE` where the questions touch health or disability, "" where none does. `others` are
    those of `OTHERS` whom the answers name besides the person (art. 14). `register` is the purpose as the register of
    processing says it, of « la personne », where the notice says « vous ».
    """

    legal_basis: str
    hub_retention: Keeping
    law: Text = EMPTY
    purpose: Text = EMPTY
    recipients: tuple[Text, ...] = ()
    officer: str = ""
    sensitive: str = ""
    others: tuple[str, ...] = ()
    register: str = ""

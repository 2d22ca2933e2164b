"""The RGAA self-audit: the share of criteria that are met, and the level of conformity it gives.

RGAA 4.1.2, « Obligations »: the rate counts applicable criteria; 100 % is full conformity, 50 % or more partial.
"""

from msgspec import Struct


class Criterion(Struct, frozen=True):
    """One of the 106 criteria: `what` it asks, `how` it was checked, and the files (`shown_by`) that show it."""

    number: str
    what: str
    status: str
    how: str
    shown_by: tuple[str, ...] = ()


class Theme(Struct, frozen=True):
    """One of the thirteen themes of the RGAA."""

    number: int
    name: str
    criteria: tuple[Criterion, ...]


class Audit(Struct, frozen=True):
    """All themes, the day of the audit (`made_on`, ISO 8601), and the `tools` used."""

    made_on: str
    tools: tuple[str, ...]
    themes: tuple[Theme, ...]

    def of(self, status: str) -> tuple[Criterion, ...]:
        """The criteria of one status, in their order."""
        criteria = (criterion for theme in self.themes for criterion in theme.criteria)
        return tuple(criterion for criterion in criteria if criterion.status == status)

    @property
    def per_cent(self) -> int:
        """Percentage of applicable criteria that are met, rounded down; unknown ones count as not met."""
        met = len(self.of("met"))
        applied = met + len(self.of("not-met")) + len(self.of("unknown"))
        return 100 * met // applied if applied else 0

    @property
    def state(self) -> str:
        """The level of conformity: `full`, `partial` or `none`."""
        return "full" if self.per_cent == 100 else "partial" if self.per_cent >= 50 else "none"

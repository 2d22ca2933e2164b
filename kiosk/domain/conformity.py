"""What a self-audit says: how much of the RGAA is shown to be kept, and what that is called.

RGAA 4.1.2, « Obligations »: the rate is of the criteria that apply; all of them is total, half of them partial.
"""

from dataclasses import dataclass

STATUSES = ("met", "not-met", "unknown", "not-applicable")


@dataclass(frozen=True, slots=True)
class Criterion:
    """One of the 106: `what` it asks, `how` we know, and, where `shown_by` names files, which of ours show it."""

    number: str
    what: str
    status: str
    how: str
    shown_by: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Theme:
    """One of the thirteen."""

    number: int
    name: str
    criteria: tuple[Criterion, ...]


@dataclass(frozen=True, slots=True)
class Audit:
    """All of them, on the day they were looked at (`made_on`, ISO 8601), with what (`tools`)."""

    made_on: str
    tools: tuple[str, ...]
    themes: tuple[Theme, ...]

    def of(self, status: str) -> tuple[Criterion, ...]:
        """The criteria of one status, in their order."""
        return tuple(each for theme in self.themes for each in theme.criteria if each.status == status)

    @property
    def per_cent(self) -> int:
        """How much of what applies is met, rounded down: what is not known yet counts as not met."""
        met = len(self.of("met"))
        applied = met + len(self.of("not-met")) + len(self.of("unknown"))
        return 100 * met // applied if applied else 0

    @property
    def state(self) -> str:
        """`full`, `partial` or `none`."""
        return "full" if self.per_cent == 100 else "partial" if self.per_cent >= 50 else "none"

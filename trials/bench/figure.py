"""The measured figures, and the limits that count for the people who use them."""

from dataclasses import dataclass

AT_MOST = {
    "start_s": 1.2,
    "first_visit_kb": 120.0,
    "next_page_ms": 8.0,
    "next_page_30_cases_ms": 12.0,
    "posts_a_certificate": 6,
    "press_one_core_ms": 50.0,
    "press_quarter_core_ms": 150.0,
    "resident_mb": 140.0,
}
AT_LEAST = {"intake_sqlite_ratio": 0.4, "intake_postgresql_ratio": 0.4}
NO_LIMIT = ("whole_page_ms", "change_in_place_ms")
"""What explains the others."""


@dataclass(frozen=True, slots=True)
class Figure:
    """`unit` is "" for a count; `note` says in a few words how it was measured, or what stands beside it."""

    name: str
    value: float
    unit: str
    note: str = ""

    @property
    def met(self) -> bool:
        """Whether it keeps its limit; so does one that has none."""
        return AT_LEAST.get(self.name, self.value) <= self.value <= AT_MOST.get(self.name, self.value)

    def line(self) -> str:
        """Value, limit, met or missed."""
        limit = ""
        for words, limits in (("at most", AT_MOST), ("at least", AT_LEAST)):
            if self.name in limits:
                limit = f"{words} {limits[self.name]:g}: {'met' if self.met else 'MISSED'}"
        return f"{self.name:<24}{self.value:>9.2f} {self.unit:<4}{limit:<22}{self.note}".rstrip()

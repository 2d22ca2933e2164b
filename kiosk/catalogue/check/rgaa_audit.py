"""Read the self-audit of the 106 RGAA criteria from `rgaa.yaml`, written by the developers of Parvis."""

from functools import cache
from importlib.resources import files
from typing import Any

from msgspec import Struct

from kiosk.catalogue.read.source import Notes, plain_value, read_root_node


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


@cache
def read_rgaa_audit() -> Audit:
    """The audit in the file; read once, because it ships with the code."""
    data: Any = plain_value(read_root_node((files("kiosk.catalogue") / "rgaa.yaml").read_bytes(), Notes("rgaa.yaml")))
    themes = tuple(
        Theme(number, theme["name"], tuple(_criterion(number, *entry) for entry in enumerate(theme["criteria"], 1)))
        for number, theme in enumerate(data["themes"], 1)
    )
    return Audit(data["made_on"], tuple(data["tools"]), themes)


def _criterion(theme: int, place: int, given: dict[str, str]) -> Criterion:
    status, how = next((key, value) for key, value in given.items() if key not in ("what", "by"))
    return Criterion(f"{theme}.{place}", given["what"], status, how, tuple(given.get("by", "").split()))

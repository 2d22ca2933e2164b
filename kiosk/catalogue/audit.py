"""The self-audit of the 106 criteria of the RGAA, as the people who make Parvis wrote it: `rgaa.yaml`."""

from functools import cache
from importlib.resources import files

import yaml

from kiosk.domain.conformity import Audit, Criterion, Theme


@cache
def audit() -> Audit:
    """What the file says; it travels with the code, and is the same until the code changes."""
    found = yaml.safe_load((files("kiosk.catalogue") / "rgaa.yaml").read_text("utf-8"))
    themes = tuple(
        Theme(number, theme["name"], tuple(_criterion(number, *each) for each in enumerate(theme["criteria"], 1)))
        for number, theme in enumerate(found["themes"], 1)
    )
    return Audit(str(found["made_on"]), tuple(found["tools"]), themes)


def _criterion(theme: int, place: int, given: dict[str, str]) -> Criterion:
    status, how = next((key, value) for key, value in given.items() if key not in ("what", "by"))
    return Criterion(f"{theme}.{place}", given["what"], status, how, tuple(given.get("by", "").split()))

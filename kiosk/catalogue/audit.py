"""The self-audit of the 106 criteria of the RGAA, as the people who make Parvis wrote it: `rgaa.yaml`."""

from functools import cache
from importlib.resources import files
from typing import Any

from kiosk.catalogue.fault import Notes
from kiosk.catalogue.node import Entries, Items, Node, Scalar
from kiosk.catalogue.source import read
from kiosk.domain.conformity import Audit, Criterion, Theme


@cache
def audit() -> Audit:
    """What the file says; it travels with the code, and is the same until the code changes."""
    found = _plain(read((files("kiosk.catalogue") / "rgaa.yaml").read_bytes(), Notes("rgaa.yaml")))
    themes = tuple(
        Theme(number, theme["name"], tuple(_criterion(number, *each) for each in enumerate(theme["criteria"], 1)))
        for number, theme in enumerate(found["themes"], 1)
    )
    return Audit(found["made_on"], tuple(found["tools"]), themes)


def _criterion(theme: int, place: int, given: dict[str, str]) -> Criterion:
    status, how = next((key, value) for key, value in given.items() if key not in ("what", "by"))
    return Criterion(f"{theme}.{place}", given["what"], status, how, tuple(given.get("by", "").split()))


def _plain(node: Node | None) -> Any:
    """Words, lists and tables without their places: the file is ours, and a test reads it whole."""
    if isinstance(node, Entries):
        return {key.value: _plain(value) for key, value in node.pairs}
    if isinstance(node, Items):
        return [_plain(each) for each in node.items]
    return node.value if isinstance(node, Scalar) else None

"""Read the self-audit of the 106 RGAA criteria from `rgaa.yaml`, written by the developers of Parvis."""

from functools import cache
from importlib.resources import files
from typing import Any

from kiosk.catalogue.read.fault import Entries, Items, Node, Notes, Scalar
from kiosk.catalogue.read.source import read
from kiosk.domain.procedure.conformity import Audit, Criterion, Theme


@cache
def audit() -> Audit:
    """The audit in the file; read once, because it ships with the code."""
    data = _plain(read((files("kiosk.catalogue") / "rgaa.yaml").read_bytes(), Notes("rgaa.yaml")))
    themes = tuple(
        Theme(number, theme["name"], tuple(_criterion(number, *entry) for entry in enumerate(theme["criteria"], 1)))
        for number, theme in enumerate(data["themes"], 1)
    )
    return Audit(data["made_on"], tuple(data["tools"]), themes)


def _criterion(theme: int, place: int, given: dict[str, str]) -> Criterion:
    status, how = next((key, value) for key, value in given.items() if key not in ("what", "by"))
    return Criterion(f"{theme}.{place}", given["what"], status, how, tuple(given.get("by", "").split()))


def _plain(node: Node | None) -> Any:
    """A node as str, list or dict, without places in the file: the file is ours, and a test checks it."""
    if isinstance(node, Entries):
        return {key.value: _plain(value) for key, value in node.pairs}
    if isinstance(node, Items):
        return [_plain(item) for item in node.items]
    return node.value if isinstance(node, Scalar) else None

"""Writes the tables of settings in README.md, between their marks, from the settings' dataclasses."""

import re
import sys
from dataclasses import Field, fields
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from kiosk.hub.settings import HubSettings  # noqa: E402 - from the root, whoever runs this
from kiosk.settings import Settings  # noqa: E402

README = ROOT / "README.md"
ELSEWHERE = ("data",)
"""Settings that cannot stand in `kiosk.toml`: `data` says where that file is."""


def table(of: type[Any], prefix: str) -> str:
    """One line for each setting: its name, its default as it would be written, its meaning."""
    lines = ["| setting | default | what it is |", "|---|---|---|"]
    for field in fields(of):
        name = f"`{prefix}{field.name.upper()}`" if prefix or field.name in ELSEWHERE else f"`{field.name}`"
        lines.append(f"| {name.replace('`DATA`', '`KIOSK_DATA`')} | {default(field)} | {sentence(field)} |")
    return "\n".join(lines)


def written(text: str) -> str:
    """The README with its tables as the code has them now."""
    for mark, of, prefix in (("settings", Settings, ""), ("hub-settings", HubSettings, "KIOSK_HUB_")):
        block = f"<!-- {mark} -->\n\n{table(of, prefix)}\n\n<!-- /{mark} -->"
        # Doubled, because `re` reads a backslash in the replacement as an escape.
        text, found = re.subn(rf"<!-- {mark} -->.*?<!-- /{mark} -->", block.replace("\\", r"\\"), text, flags=re.DOTALL)
        if found != 1:
            raise SystemExit(f"readme: README.md has {found} places marked {mark}, not one")
    return text


def default(each: Field[Any]) -> str:
    """The default as text; empty where the platform or the town hall decides."""
    if each.default in ("", None) or isinstance(each.default, Path):
        return ""
    return f"`{','.join(each.default) if isinstance(each.default, tuple) else each.default}`"


def sentence(each: Field[Any]) -> str:
    """The meaning of the setting."""
    return str(each.metadata.get("sentence") or each.metadata["says"])


if __name__ == "__main__":
    README.write_text(written(README.read_text("utf-8")), "utf-8")

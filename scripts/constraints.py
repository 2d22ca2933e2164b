"""Writes `constraints.txt`: the exact version of every library that the tests ran with, which each installation uses.

`python scripts/constraints.py` reads what is installed beside the Python that runs it.
"""

import sys
from collections.abc import Iterable
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parent.parent
FILE = ROOT / "constraints.txt"
PYTHONS = ("3.11", "3.12", "3.13")
"""Versions of Python that Parvis runs on, the oldest first."""
NEWER_WHEELS = {"atheris": "3.12"}
"""Libraries that say nothing of it, but whose newest version has wheels from this Python on only."""
EXTRAS = ("hub", "dev", "release")
HEAD = "# The versions that the tests ran with. Written by scripts/constraints.py; pip reads it with --constraint.\n"


def closure(requirements: Iterable[Requirement]) -> dict[str, str]:
    """Name and version of every installed distribution that the requirements lead to, themselves among them. A
    requirement whose marker does not hold on this machine is passed over, as pip does. Raises `PackageNotFoundError`
    for one that should be installed and is not."""
    versions: dict[str, str] = {}
    seen: set[tuple[str, str]] = set()
    left = list(requirements)
    while left:
        wanted = left.pop()
        name = canonicalize_name(wanted.name)
        try:
            there = distribution(name)
        except PackageNotFoundError as missing:
            raise SystemExit(f"constraints: {name} is not installed here: make setup") from missing
        versions[name] = there.version
        for extra in ("", *sorted(wanted.extras)):
            if (name, extra) in seen:
                continue
            seen.add((name, extra))
            needed = [Requirement(text) for text in there.requires or ()]
            left += [item for item in needed if item.marker is None or item.marker.evaluate({"extra": extra})]
    return versions


def text() -> str:
    versions = closure([Requirement(f"parvis[{','.join(EXTRAS)}]")])
    lines = [f"{name}=={version}{marker(name)}\n" for name, version in sorted(versions.items()) if name != "parvis"]
    return HEAD + "".join(lines)


def marker(name: str) -> str:
    """For a library whose version an older Python of ours cannot run, the Pythons that it is pinned for."""
    asked = SpecifierSet(str(distribution(name).metadata.get("Requires-Python") or ""))
    oldest = NEWER_WHEELS.get(name) or next(python for python in PYTHONS if asked.contains(f"{python}.99"))
    return "" if oldest == PYTHONS[0] else f'; python_version >= "{oldest}"'


if __name__ == "__main__":
    FILE.write_text(text(), "utf-8")
    sys.stdout.write(f"{FILE.name}: {len(FILE.read_text('utf-8').splitlines()) - 1} libraries\n")

"""The machine on a copy of the tree with a bug in it, as a process of its own; the tree itself is never touched."""

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from trials.exactly_once.bugs import Bug

ROOT = Path(__file__).resolve().parents[2]
PROGRAMS = ("kiosk", "hub", "printers", "trials", "scripts")
BESIDE = ("templates", "static", "translations", "docs", "tests")
SAYS = "AssertionError: "


@dataclass(frozen=True, slots=True)
class Found:
    """What the machine said, "" for nothing, and the processor time that it took, in seconds."""

    said: str
    seconds: float

    def is_about(self, bug: Bug) -> bool:
        """Whether it found that bug, and did not just stumble."""
        return any(words in line for line in self.said.splitlines() if SAYS in line for words in bug.found_as)


def copied(tree: Path) -> None:
    """Make a copy of the tree, of links: a file is its own once it is replaced."""
    for name in PROGRAMS:
        shutil.copytree(ROOT / name, tree / name, copy_function=os.symlink, symlinks=True)
    for name in BESIDE:
        if (ROOT / name).exists():
            (tree / name).symlink_to(ROOT / name)


def hunt(bug: Bug, tree: Path, examples: int, seed: int, steps: int = 30) -> Found:
    """Put the bug into a copy of the tree at `tree`, a new folder, and run the machine there.

    Raises `NoLongerApplies`, and `RuntimeError` where the machine ends without a verdict.
    """
    copied(tree)
    bug.put_into(tree)
    words = ["--examples", str(examples), "--seed", str(seed), "--steps", str(steps), "--short"]
    before = os.times()
    done = subprocess.run(
        [sys.executable, "-m", "trials.exactly_once", *words], cwd=tree, capture_output=True, text=True, check=False,
        env=os.environ | {"PYTHONPATH": str(tree)},
    )  # fmt: skip
    after = os.times()
    used = after.children_user + after.children_system - before.children_user - before.children_system
    said = done.stdout if done.returncode else ""
    if done.returncode and SAYS not in said:
        raise RuntimeError(f"the machine ended without a verdict: {done.stdout[-2000:]} {done.stderr[-2000:]}")
    return Found(said, used)
